import { addressOf, type Network } from './network.ts'
import { type Sequence, VOCABULARY } from './tokens.ts'
import { FIRST_STATE, GATES, nextState, PRIORS } from './wide.ts'

/** A state is shared when this part of all examples passes it, and at least so many. */
const SHARE = 1 / 8
const LEAST = 8
/** So many tokens on, this part of those that share a state must still be in company. */
const AHEAD = 3
const TOGETHER = 7 / 8
/** What a token that never followed a state is counted as. */
const NEVER = 0.1

/** The gates of the wide head, which writing to changes. */
export const gatesOf = ({ arena, weights, layout }: Network): Float32Array =>
  arena.floats(addressOf(weights, layout.gates), GATES)

const placeOf = (state: number): number => state & (GATES - 1)

/** The row of priors of a state, where the wide head adds to what a network expects. */
export const priorOf = (gates: Float32Array, state: number): number | undefined => {
  const number = gates[placeOf(state)] ?? 0
  return number > 0 ? number - 1 : undefined
}

/** The states that a completion passes, one before each of its tokens. */
const statesOf = ({ tokens, completionStart }: Sequence): number[] => {
  let state = FIRST_STATE
  return tokens.slice(completionStart).map((token) => {
    const before = state
    state = nextState(state, token)
    return before
  })
}

/** Before each token of a completion, the state that is a choice among few, if it is one. */
export const choicesOf = (network: Network, sequence: Sequence): (number | undefined)[] => {
  const gates = gatesOf(network)
  return statesOf(sequence).map((state) =>
    priorOf(gates, state) === undefined ? undefined : state,
  )
}

/** Takes these states for choices no more. */
export const closeGates = (network: Network, states: readonly (number | undefined)[]): void => {
  const gates = gatesOf(network)
  for (const state of states) if (state !== undefined) gates[placeOf(state)] = 0
}

const increment = (counts: Map<number, number>, key: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/**
 * Opens the wide head where it can learn a choice among few, which is in states that many examples
 * share, and that they leave in groups: before a label or a field of a few values. A number or a text
 * of its own, where each example soon goes alone, it would only learn by heart.
 */
export const openGates = (network: Network, sequences: readonly Sequence[]): void => {
  const paths = sequences.map(statesOf)
  const passing = new Map<number, number>()
  const followers = new Map<number, Map<number, number>>()
  paths.forEach((path, index) => {
    const { tokens = [], completionStart = 0 } = sequences[index] ?? {}
    path.forEach((state, at) => {
      increment(passing, state)
      const counts = followers.get(state) ?? new Map<number, number>()
      followers.set(state, counts)
      increment(counts, tokens[completionStart + at] ?? 0)
    })
  })
  const together = new Map<number, number>()
  for (const path of paths) {
    path.forEach((state, index) => {
      const later = path[Math.min(index + AHEAD, path.length - 1)] ?? state
      if ((passing.get(later) ?? 0) >= LEAST) increment(together, state)
    })
  }
  const gates = gatesOf(network)
  let opened = Math.max(...gates)
  const needed = Math.max(LEAST, sequences.length * SHARE)
  for (const [state, count] of passing) {
    const isShared = count >= needed && (together.get(state) ?? 0) >= count * TOGETHER
    if (!isShared || opened === PRIORS || priorOf(gates, state) !== undefined) continue
    setPrior(network, opened, followers.get(state) ?? new Map())
    gates[placeOf(state)] = ++opened
  }
}

/** Sets a row of priors to how often each token followed, a token that never did being not quite never. */
const setPrior = (network: Network, row: number, counts: ReadonlyMap<number, number>): void => {
  const { arena, kernels, layout, weights } = network
  const priors = arena.floats(addressOf(weights, layout.priors), PRIORS * VOCABULARY)
  for (let token = 0; token < VOCABULARY; token++) {
    priors[row * VOCABULARY + token] = kernels.logarithm((counts.get(token) ?? 0) + NEVER)
  }
}
