import { checkPreference, type PreferenceHyperparameters } from './hyperparameters.ts'
import { type LoopOptions, type LoopStep, ROWS, startLoop, type TrainingLoop } from './loop.ts'
import { addGradients, logProbabilities } from './measure.ts'
import { copyWeights, type Model } from './model.ts'
import { createNetwork, type Network } from './network.ts'
import { completionTokens, joined, promptBefore, type Sequence, tokenCount } from './tokens.ts'

/** Two completions of a prompt, one of which is better than the other. */
export interface PreferencePair {
  readonly prompt: string
  readonly preferred: string
  readonly rejected: string
}

/**
 * How well a model prefers what it should. The reward of a completion is β · (its log probability less
 * that under the model that the training started from): what the model came to think of it.
 */
export interface PreferenceScore {
  /** The mean of −log σ(margin): log 2 where nothing is preferred. */
  readonly loss: number
  /** The share of pairs with a margin above 0. */
  readonly accuracy: number
  /** The mean reward of the preferred completions less that of the rejected ones. */
  readonly margin: number
  /** The mean reward of the preferred completions: below 0 where they became less likely. */
  readonly preferredReward: number
  /** The mean reward of the rejected completions. */
  readonly rejectedReward: number
}

export interface PreferenceTrainingOptions {
  /** The weights to start from, and the reference to which they are compared. */
  readonly model: Model
  readonly pairs: readonly PreferencePair[]
  readonly validation?: readonly PreferencePair[]
  readonly hyperparameters: PreferenceHyperparameters
  /** When validation is measured: see `TrainingOptions`. */
  readonly validationInterval?: number
  /** Continues from here: the other options must be those of the training that made it. */
  readonly checkpoint?: Uint8Array
}

/** What one step of the optimiser measured, before it changed the weights. */
export interface PreferenceStep extends LoopStep {
  /** Of the batch. */
  readonly training: PreferenceScore
  /** After the step. */
  readonly validation?: PreferenceScore
}

/** A training by preferences, in progress. */
export interface PreferenceTraining
  extends TrainingLoop<PreferenceStep, PreferencePair, PreferenceScore> {}

/** The sequences of a pair: both follow the same tokens, as they must to be compared. */
const sequencesOf = (
  { prompt, preferred, rejected }: PreferencePair,
  context: number,
): [Sequence, Sequence] => {
  const better = completionTokens(preferred).slice(0, context)
  const worse = completionTokens(rejected).slice(0, context)
  const beginning = promptBefore(prompt, Math.max(better.length, worse.length), context)
  return [joined(beginning, better), joined(beginning, worse)]
}

interface Judged {
  readonly loss: number
  /** The derivative of the loss by the margin. */
  readonly slope: number
}

/**
 * −log σ(margin) is the cross-entropy of a choice between two things, whose logits are the margin and
 * 0: the kernel computes it, and its gradient, to the same bits everywhere.
 */
const judge = ({ kernels, arena, activations, inputs }: Network, margin: number): Judged => {
  const { logits, losses, right } = activations
  arena.floats(logits, 4).set([margin, 0, -Infinity, -Infinity])
  arena.integers(inputs.targets, 1)[0] = 0
  arena.floats(inputs.weights, 1)[0] = 1
  kernels.crossEntropy(logits, inputs.targets, inputs.weights, losses, right, 1, 4)
  return { loss: arena.floats(losses, 1)[0] ?? 0, slope: arena.floats(logits, 1)[0] ?? 0 }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Direct preference optimisation, after Rafailov and others (2023). Of each pair it lowers
 *
 *     −log σ(β · (log π(preferred) − log ρ(preferred)) − β · (log π(rejected) − log ρ(rejected)))
 *
 * where π is the network and ρ the model.
 */
export const preferenceObjective = (
  model: Model,
  beta: number,
): LoopOptions<PreferencePair, Pick<PreferenceStep, 'training'>, PreferenceScore>['objective'] => {
  const { context } = model.architecture
  const reference = createNetwork(model.architecture, Math.max(ROWS, context))
  copyWeights(model, reference)
  // A pair by itself, so that a resumed training finds the same bits as one that was never stopped.
  const known = new WeakMap<PreferencePair, readonly number[]>()
  const referenceOf = (pair: PreferencePair): readonly number[] => {
    const held = known.get(pair) ?? logProbabilities(reference, sequencesOf(pair, context))
    known.set(pair, held)
    return held
  }
  const sequencesOfAll = (pairs: readonly PreferencePair[]) =>
    pairs.flatMap((pair) => sequencesOf(pair, context))

  /** What a network thinks of pairs, and the slope of each. */
  const compare = (
    network: Network,
    pairs: readonly PreferencePair[],
    sequences: readonly Sequence[],
  ) => {
    const now = logProbabilities(network, sequences)
    const rewards = pairs.map((pair, index) => {
      const [better = 0, worse = 0] = referenceOf(pair)
      const preferred = beta * ((now[2 * index] ?? 0) - better)
      return { preferred, rejected: beta * ((now[2 * index + 1] ?? 0) - worse) }
    })
    const margins = rewards.map(({ preferred, rejected }) => preferred - rejected)
    const judged = margins.map((margin) => judge(network, margin))
    const score: PreferenceScore = {
      loss: mean(judged.map(({ loss }) => loss)),
      accuracy: margins.filter((margin) => margin > 0).length / margins.length,
      margin: mean(margins),
      preferredReward: mean(rewards.map(({ preferred }) => preferred)),
      rejectedReward: mean(rewards.map(({ rejected }) => rejected)),
    }
    return { score, slopes: judged.map(({ slope }) => slope) }
  }

  return (network, touch) => ({
    learn: (batch) => {
      const sequences = sequencesOfAll(batch)
      const { score, slopes } = compare(network, batch, sequences)
      // The slope is negative. The loss of a sequence is −log π, so its weight has the other sign.
      const weighted = sequences.map((sequence, index) => {
        const weight = -beta * (slopes[Math.floor(index / 2)] ?? 0)
        return { ...sequence, weight: index % 2 === 0 ? weight : -weight }
      })
      addGradients(network, weighted, 0, batch.length, touch)
      return { loss: score.loss, tokens: tokenCount(sequences), told: { training: score } }
    },
    measure: (pairs) => compare(network, pairs, sequencesOfAll(pairs)).score,
  })
}

/** Begins a training by preferences, or continues one. The same options give the same bits. */
export const startPreferenceTraining = ({
  pairs,
  ...options
}: PreferenceTrainingOptions): PreferenceTraining => {
  const { model, hyperparameters } = options
  const { epochs, batchSize, learningRateMultiplier, seed, beta } = hyperparameters
  checkPreference(hyperparameters)
  const how = [epochs, batchSize, learningRateMultiplier, seed, beta, model.hash()]
  const what = pairs.map(({ prompt, preferred, rejected }) => [prompt, preferred, rejected])
  return startLoop({
    ...options,
    items: pairs,
    identity: ['preference', how, what],
    objective: preferenceObjective(model, beta),
  })
}
