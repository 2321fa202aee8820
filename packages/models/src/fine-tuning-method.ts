import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import {
  isDpoHyperparameters,
  isHyperparameters,
  isMethod,
  isReinforcementHyperparameters,
} from './generated/fine-tuning-method.ts'
import { Grader } from './grader.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

const auto = () => t.literal('auto')
const autoInt = () => nullable(t.union([auto(), Int]))
const autoNumber = () => nullable(t.union([auto(), t.number]))

/** `auto` until the server has chosen; Azure tells it as -1. */
const common = () => ({
  n_epochs: autoInt(),
  /** Examples in one step. */
  batch_size: autoInt(),
  learning_rate_multiplier: autoNumber(),
})

const hyperparameters = () => t.partial(common(), 'Hyperparameters')
/** Hyperparameters of supervised fine-tuning. */
export interface Hyperparameters extends t.TypeOf<ReturnType<typeof hyperparameters>> {}
export const Hyperparameters: Codec<Hyperparameters> = /* @__PURE__ */ codec(
  hyperparameters,
  isHyperparameters,
)

const dpoHyperparameters = () =>
  t.partial(
    {
      ...common(),
      /** Weight of the penalty for leaving the reference model: above 0, at most 2. */
      beta: autoNumber(),
    },
    'DpoHyperparameters',
  )
/** Hyperparameters of direct preference optimisation. */
export interface DpoHyperparameters extends t.TypeOf<ReturnType<typeof dpoHyperparameters>> {}
export const DpoHyperparameters: Codec<DpoHyperparameters> = /* @__PURE__ */ codec(
  dpoHyperparameters,
  isDpoHyperparameters,
)

/** How hard a model thinks before it answers. */
export const ReasoningEffort = /* @__PURE__ */ openEnum('ReasoningEffort', [
  'default',
  'low',
  'medium',
  'high',
])
export type ReasoningEffort = t.TypeOf<typeof ReasoningEffort>

const reinforcementHyperparameters = () =>
  t.partial(
    {
      ...common(),
      reasoning_effort: nullable(ReasoningEffort),
      /** How much is explored: above 0.00001, at most 10. */
      compute_multiplier: autoNumber(),
      /** Steps between two evaluations. */
      eval_interval: autoInt(),
      /** Samples of one evaluation. */
      eval_samples: autoInt(),
    },
    'ReinforcementHyperparameters',
  )
/** Hyperparameters of reinforcement fine-tuning. */
export interface ReinforcementHyperparameters
  extends t.TypeOf<ReturnType<typeof reinforcementHyperparameters>> {}
export const ReinforcementHyperparameters: Codec<ReinforcementHyperparameters> =
  /* @__PURE__ */ codec(reinforcementHyperparameters, isReinforcementHyperparameters)

/** How a model is fine-tuned. */
export const MethodType = /* @__PURE__ */ openEnum('MethodType', [
  'supervised',
  'dpo',
  'reinforcement',
])
export type MethodType = t.TypeOf<typeof MethodType>

const method = () =>
  t.intersection(
    [
      t.type({ type: MethodType }),
      t.partial({
        supervised: nullable(t.partial({ hyperparameters: nullable(Hyperparameters) })),
        dpo: nullable(t.partial({ hyperparameters: nullable(DpoHyperparameters) })),
        reinforcement: nullable(
          t.intersection([
            t.type({ grader: Grader }),
            t.partial({
              hyperparameters: nullable(ReinforcementHyperparameters),
              /** A JSON schema, at Azure. */
              response_format: nullable(t.UnknownRecord),
            }),
          ]),
        ),
      }),
    ],
    'Method',
  )
/** The method of a job with its settings, under the key that `type` names. Absent before 2024-12. */
export interface Method extends t.TypeOf<ReturnType<typeof method>> {}
export const Method: Codec<Method> = /* @__PURE__ */ codec(method, isMethod)
