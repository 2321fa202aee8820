import { addressOf, type Network } from './network.ts'
import type { Sequence } from './tokens.ts'
import { FIRST_STATE, GATES, nextState } from './wide.ts'

/** A state is shared when this part of all examples passes it, and at least so many. */
const SHARE = 1 / 8
const LEAST = 8
/** So many tokens on, this part of those that share a state must still be in company. */
const AHEAD = 3
const TOGETHER = 7 / 8

/** The gates of the wide head, which writing to changes. */
export const gatesOf = ({ arena, weights, layout }: Network): Float32Array =>
  arena.floats(addressOf(weights, layout.gates), GATES)

const placeOf = (state: number): number => state & (GATES - 1)

/** Whether the wide head adds to what a network expects in this state. */
export const isOpen = (gates: Float32Array, state: number): boolean => gates[placeOf(state)] === 1

/** The states that a completion passes, one before each of its tokens. */
const statesOf = ({ tokens, completionStart }: Sequence): number[] => {
  let state = FIRST_STATE
  return tokens.slice(completionStart).map((token) => {
    const before = state
    state = nextState(state, token)
    return before
  })
}

const increment = (counts: Map<number, number>, state: number): void => {
  counts.set(state, (counts.get(state) ?? 0) + 1)
}

/**
 * Opens the wide head where it can learn a choice among few, which is in states that many examples
 * share, and that they leave in groups: before a label or a field of a few values. A number or a text
 * of its own, where each example soon goes alone, it would only learn by heart.
 */
export const openGates = (network: Network, sequences: readonly Sequence[]): void => {
  const paths = sequences.map(statesOf)
  const passing = new Map<number, number>()
  for (const path of paths) for (const state of path) increment(passing, state)
  const together = new Map<number, number>()
  for (const path of paths) {
    path.forEach((state, index) => {
      const later = path[Math.min(index + AHEAD, path.length - 1)] ?? state
      if ((passing.get(later) ?? 0) >= LEAST) increment(together, state)
    })
  }
  const gates = gatesOf(network)
  const needed = Math.max(LEAST, sequences.length * SHARE)
  for (const [state, count] of passing) {
    const isShared = count >= needed && (together.get(state) ?? 0) >= count * TOGETHER
    if (isShared) gates[placeOf(state)] = 1
  }
}
