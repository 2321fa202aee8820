import {
  type Alignment,
  alignmentSize,
  atStart,
  type Cursor,
  estimate,
  followed,
  STEP_ROOM,
  settledShare,
  someOf,
  tryAlignment,
} from './alignment.ts'
import { choicesOf, closeGates } from './gates.ts'
import { addressOf, type Network } from './network.ts'
import type { Sequence } from './tokens.ts'

/** An alignment is only used where it settles so much of what else is open. */
const SETTLED = 0.4
/** It takes so many examples to tell. */
const FEWEST = 16

const stored = ({ arena, weights, layout, architecture }: Network): Float32Array =>
  arena.floats(addressOf(weights, layout.alignment), alignmentSize(architecture.ngramBits))

/** The alignment of a model that has learnt one. */
export const alignmentOf = (network: Network): Alignment | undefined => {
  const all = stored(network)
  const steps = all.subarray(all.length - STEP_ROOM)
  return steps[0] === 0 ? undefined : { counts: all.subarray(0, all.length - STEP_ROOM), steps }
}

/**
 * Estimates how these examples go along their prompts, unless the model has learnt that before. It
 * rests where that settles little of what is no choice among few. A choice that it settles is none.
 */
export const learnAlignment = (network: Network, sequences: readonly Sequence[]): void => {
  const isOpen = (sequence: Sequence) =>
    choicesOf(network, sequence).map((choice) => choice === undefined)
  const some = someOf(sequences.filter((sequence) => isOpen(sequence).includes(true)))
  if (some.length < FEWEST) return
  const { logarithm } = network.kernels
  const known = alignmentOf(network)
  const all = stored(network)
  const size = all.length - STEP_ROOM
  const trials = tryAlignment(size, some, known)
  if (!known) {
    if (settledShare(trials, isOpen, logarithm) < SETTLED) return
    const { counts, steps } = estimate(size, some)
    all.set(counts)
    all.set(steps, size)
  }
  const choices = new Set(trials.flatMap(({ sequence }) => choicesOf(network, sequence)))
  const settled = [...choices].filter((choice) => {
    const isChoice = (sequence: Sequence) =>
      choicesOf(network, sequence).map((other) => choice !== undefined && other === choice)
    return settledShare(trials, isChoice, logarithm) >= SETTLED
  })
  closeGates(network, settled)
}

/** The place in a prompt before anything is written, where the model knows how to go along it. */
export const startCursor = (network: Network, prompt: readonly number[]): Cursor | undefined =>
  alignmentOf(network) && atStart(prompt)

/** The place once one more token is written. */
export const follow = (network: Network, cursor: Cursor, token: number): Cursor => {
  const alignment = alignmentOf(network)
  return alignment ? followed(alignment, cursor, token).cursor : cursor
}
