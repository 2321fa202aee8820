import { draw } from './completion.ts'
import { checkReinforcement, type ReinforcementHyperparameters } from './hyperparameters.ts'
import { type LoopOptions, type LoopStep, ROWS, startLoop, type TrainingLoop } from './loop.ts'
import { addGradients, logProbabilities } from './measure.ts'
import { copyWeights, type Model } from './model.ts'
import { createNetwork, type Network } from './network.ts'
import { type Random, randomOf } from './random.ts'
import { createReader } from './reader.ts'
import { END, joined, promptBefore, type Sequence, tokenCount } from './tokens.ts'
import { utf8Text } from './utf8.ts'

/** A prompt, and how good a completion of it is: any number, such as from 0 to 1. */
export interface RewardedPrompt {
  readonly prompt: string
  /** The same for the same completion, or a training is not the same when it is resumed. */
  readonly reward: (completion: string) => number
}

/** What completions were worth that a model wrote. */
export interface RewardScore {
  readonly meanReward: number
  /** How many tokens the completions have on average, the end of text included. */
  readonly meanTokens: number
}

export interface ReinforcementTrainingOptions {
  /** The weights to start from, and the reference from which `klPenalty` keeps them from straying. */
  readonly model: Model
  readonly prompts: readonly RewardedPrompt[]
  readonly validation?: readonly RewardedPrompt[]
  readonly hyperparameters: ReinforcementHyperparameters
  /** When validation is measured: see `TrainingOptions`. */
  readonly validationInterval?: number
  /** Continues from here: the other options must be those of the training that made it. */
  readonly checkpoint?: Uint8Array
}

/** What one step of the optimiser measured, before it changed the weights. */
export interface ReinforcementStep extends LoopStep {
  /** Of the completions that the step learnt from. */
  readonly training: RewardScore
  /**
   * How far the model has moved from the one to start from, in these completions: the mean of log π(y)
   * − log ρ(y), whose expectation is the Kullback-Leibler divergence.
   */
  readonly divergence: number
  /** After the step. */
  readonly validation?: RewardScore
}

/** A training by rewards, in progress. */
export interface ReinforcementTraining
  extends TrainingLoop<ReinforcementStep, RewardedPrompt, RewardScore> {}

/** A completion that the model wrote. */
interface Sample {
  readonly sequence: Sequence
  readonly written: number
  readonly reward: number
}

/** Lets a network complete a prompt several times, by its own probabilities. */
const sample = (
  network: Network,
  { prompt, reward }: RewardedPrompt,
  count: number,
  maxTokens: number,
  random: Random,
): Sample[] => {
  const beginning = promptBefore(prompt, maxTokens, network.architecture.context)
  return Array.from({ length: count }, () => {
    const reader = createReader(network)
    const ending: number[] = []
    let unread: readonly number[] = beginning
    while (ending.length < maxTokens && ending.at(-1) !== END) {
      reader.read(unread)
      unread = [draw(reader.probabilities(1), 1, random)]
      ending.push(...unread)
    }
    const worth = reward(utf8Text(ending.filter((token) => token !== END)))
    if (!Number.isFinite(worth)) throw new RangeError('A reward must be a number.')
    return { sequence: joined(beginning, ending), written: ending.length, reward: worth }
  })
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const scoreOf = (samples: readonly Sample[]): RewardScore => ({
  meanReward: mean(samples.map(({ reward }) => reward)),
  meanTokens: mean(samples.map(({ written }) => written)),
})

/** How much better each is than the mean of the others. */
const advantagesOf = (rewards: readonly number[]): number[] =>
  rewards.map((reward) => ((reward - mean(rewards)) * rewards.length) / (rewards.length - 1))

/**
 * A policy gradient (Williams, 1992) over groups. The network completes each prompt several times; a
 * completion becomes likelier by as much as its reward is above the mean of the others of its group,
 * and less likely where it is below. What it climbs is the mean, over completions y that it writes, of
 *
 *     reward(y) − klPenalty · (log π(y) − log ρ(y))
 *
 * where π is the network and ρ the model.
 */
export const reinforcementObjective = (
  model: Model,
  { seed, samples, validationSamples, maxTokens, klPenalty }: ReinforcementHyperparameters,
): LoopOptions<
  RewardedPrompt,
  Pick<ReinforcementStep, 'training' | 'divergence'>,
  RewardScore
>['objective'] => {
  const { architecture } = model
  const reference = createNetwork(architecture, Math.max(ROWS, architecture.context))
  copyWeights(model, reference)
  return (network, touch) => ({
    learn: (batch, step) => {
      // Streams below 0 draw the completions of a step, those from 0 on order an epoch.
      const random = randomOf(seed, -1 - step)
      const written = batch.flatMap((one) => sample(network, one, samples, maxTokens, random))
      const sequences = written.map(({ sequence }) => sequence)
      const before = logProbabilities(reference, sequences)
      const gained = logProbabilities(network, sequences).map(
        (now, index) => now - (before[index] ?? 0),
      )
      const worth = written.map(({ reward }, index) => reward - klPenalty * (gained[index] ?? 0))
      const advantages = batch.flatMap((_, index) =>
        advantagesOf(worth.slice(index * samples, (index + 1) * samples)),
      )
      const weighted = sequences.map((sequence, index) => ({
        ...sequence,
        weight: advantages[index] ?? 0,
      }))
      addGradients(network, weighted, 0, written.length, touch)
      return {
        loss: -mean(worth),
        tokens: tokenCount(sequences),
        told: { training: scoreOf(written), divergence: mean(gained) },
      }
    },
    measure: (prompts) => {
      // The same numbers each time, so that two measures differ by what was learnt between them.
      const random = randomOf(seed, -1)
      return scoreOf(
        prompts.flatMap((one) => sample(network, one, validationSamples, maxTokens, random)),
      )
    },
  })
}

/**
 * Begins a training by rewards, or continues one. The same options give the same bits, if the rewards
 * are the same.
 */
export const startReinforcementTraining = ({
  prompts,
  ...options
}: ReinforcementTrainingOptions): ReinforcementTraining => {
  const { model, hyperparameters } = options
  const { epochs, batchSize, learningRateMultiplier, seed } = hyperparameters
  const { samples, maxTokens, klPenalty } = hyperparameters
  checkReinforcement(hyperparameters, model.architecture.context)
  const how = [epochs, batchSize, learningRateMultiplier, seed, samples, maxTokens, klPenalty]
  return startLoop({
    ...options,
    items: prompts,
    identity: ['reinforcement', how, model.hash(), prompts.map(({ prompt }) => prompt)],
    objective: reinforcementObjective(model, hyperparameters),
  })
}
