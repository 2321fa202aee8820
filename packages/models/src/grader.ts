import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import {
  isGrader,
  isGraderInput,
  isGraderRun,
  isLabelModelGrader,
  isMultiGrader,
  isPythonGrader,
  isRunGrader,
  isScoreModelGrader,
  isSimpleGrader,
  isStringCheckGrader,
  isTextSimilarityGrader,
  isValidatedGrader,
  isValidateGrader,
} from './generated/grader.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

/** How a text is compared. */
export const StringCheckOperation = /* @__PURE__ */ openEnum('StringCheckOperation', [
  'eq',
  'ne',
  'like',
  'ilike',
])
export type StringCheckOperation = t.TypeOf<typeof StringCheckOperation>

/** How alike two texts are measured to be. */
export const TextSimilarityMetric = /* @__PURE__ */ openEnum('TextSimilarityMetric', [
  'cosine',
  'fuzzy_match',
  'bleu',
  'gleu',
  'meteor',
  'rouge_1',
  'rouge_2',
  'rouge_3',
  'rouge_4',
  'rouge_5',
  'rouge_l',
])
export type TextSimilarityMetric = t.TypeOf<typeof TextSimilarityMetric>

const stringCheckGrader = () =>
  t.type(
    {
      type: t.literal('string_check'),
      name: t.string,
      /** A template, as `{{sample.output_text}}`. */
      input: t.string,
      /** A template, as `{{item.label}}`. */
      reference: t.string,
      operation: StringCheckOperation,
    },
    'StringCheckGrader',
  )
/** Scores 1 where a comparison of two texts holds, else 0. */
export interface StringCheckGrader extends t.TypeOf<ReturnType<typeof stringCheckGrader>> {}
export const StringCheckGrader: Codec<StringCheckGrader> = /* @__PURE__ */ codec(
  stringCheckGrader,
  isStringCheckGrader,
)

const textSimilarityGrader = () =>
  t.type(
    {
      type: t.literal('text_similarity'),
      name: t.string,
      input: t.string,
      reference: t.string,
      evaluation_metric: TextSimilarityMetric,
    },
    'TextSimilarityGrader',
  )
/** Scores how alike two texts are. */
export interface TextSimilarityGrader extends t.TypeOf<ReturnType<typeof textSimilarityGrader>> {}
export const TextSimilarityGrader: Codec<TextSimilarityGrader> = /* @__PURE__ */ codec(
  textSimilarityGrader,
  isTextSimilarityGrader,
)

const pythonGrader = () =>
  t.intersection(
    [
      t.type({ type: t.literal('python'), name: t.string, source: t.string }),
      t.partial({ image_tag: nullable(t.string) }),
    ],
    'PythonGrader',
  )
/** Scores by a program. Not to be had at Azure. */
export interface PythonGrader extends t.TypeOf<ReturnType<typeof pythonGrader>> {}
export const PythonGrader: Codec<PythonGrader> = /* @__PURE__ */ codec(pythonGrader, isPythonGrader)

const graderInput = () =>
  t.intersection(
    [
      t.type({
        role: openEnum('Role', ['user', 'assistant', 'system', 'developer']),
        /** A template, or parts of types `input_text`, `input_image`, `input_audio`, … */
        content: t.union([t.string, t.UnknownRecord, t.array(t.unknown)]),
      }),
      t.partial({ type: t.string }),
    ],
    'GraderInput',
  )
/** One message to a model that grades. */
export interface GraderInput extends t.TypeOf<ReturnType<typeof graderInput>> {}
export const GraderInput: Codec<GraderInput> = /* @__PURE__ */ codec(graderInput, isGraderInput)

const scoreModelGrader = () =>
  t.intersection(
    [
      t.type({
        type: t.literal('score_model'),
        name: t.string,
        model: t.string,
        input: t.array(GraderInput),
      }),
      t.partial({
        /** Lowest and highest score; 0 and 1 where absent. */
        range: nullable(t.array(t.number)),
        sampling_params: nullable(
          t.partial({
            seed: nullable(Int),
            top_p: nullable(t.number),
            temperature: nullable(t.number),
            /** The API's own spelling. */
            max_completions_tokens: nullable(Int),
            reasoning_effort: nullable(t.string),
          }),
        ),
      }),
    ],
    'ScoreModelGrader',
  )
/** Scores by a number that a model answers. */
export interface ScoreModelGrader extends t.TypeOf<ReturnType<typeof scoreModelGrader>> {}
export const ScoreModelGrader: Codec<ScoreModelGrader> = /* @__PURE__ */ codec(
  scoreModelGrader,
  isScoreModelGrader,
)

const labelModelGrader = () =>
  t.type(
    {
      type: t.literal('label_model'),
      name: t.string,
      model: t.string,
      input: t.array(GraderInput),
      labels: t.array(t.string),
      passing_labels: t.array(t.string),
    },
    'LabelModelGrader',
  )
/** Scores 1 where a model answers a passing label. Only inside a {@link MultiGrader}. */
export interface LabelModelGrader extends t.TypeOf<ReturnType<typeof labelModelGrader>> {}
export const LabelModelGrader: Codec<LabelModelGrader> = /* @__PURE__ */ codec(
  labelModelGrader,
  isLabelModelGrader,
)

const simpleGrader = () =>
  t.union(
    [StringCheckGrader, TextSimilarityGrader, PythonGrader, ScoreModelGrader, LabelModelGrader],
    'SimpleGrader',
  )
/** A grader that is made of no others. */
export type SimpleGrader = t.TypeOf<ReturnType<typeof simpleGrader>>
export const SimpleGrader: Codec<SimpleGrader> = /* @__PURE__ */ codec(simpleGrader, isSimpleGrader)

const multiGrader = () =>
  t.type(
    {
      type: t.literal('multi'),
      name: t.string,
      /**
       * By name. The specification's own example has an array, its newest text a single grader: all
       * three decode, write the first. A multi grader holds no other multi grader.
       */
      graders: t.union([t.record(t.string, SimpleGrader), t.array(SimpleGrader), SimpleGrader]),
      /** A formula over the names. */
      calculate_output: t.string,
    },
    'MultiGrader',
  )
/** Scores by a formula over other graders. */
export interface MultiGrader extends t.TypeOf<ReturnType<typeof multiGrader>> {}
export const MultiGrader: Codec<MultiGrader> = /* @__PURE__ */ codec(multiGrader, isMultiGrader)

const grader = () => t.union([...simpleGrader().types, MultiGrader], 'Grader')
/** What scores an answer of a model in reinforcement fine-tuning. */
export type Grader = t.TypeOf<ReturnType<typeof grader>>
export const Grader: Codec<Grader> = /* @__PURE__ */ codec(grader, isGrader)

const tokenUsage = () => t.union([Int, t.UnknownRecord, t.null])

const runGrader = () =>
  t.intersection(
    [
      t.type({
        grader: Grader,
        /** What the model under training would have answered. */
        model_sample: t.string,
      }),
      t.partial({
        /** The dataset's line, `item` in templates. */
        item: t.UnknownRecord,
      }),
    ],
    'RunGrader',
  )
/** What `graders.run` takes. */
export interface RunGrader extends t.TypeOf<ReturnType<typeof runGrader>> {}
export const RunGrader: Codec<RunGrader> = /* @__PURE__ */ codec(runGrader, isRunGrader)

const graderRun = () =>
  t.type(
    {
      reward: t.number,
      metadata: t.type({
        name: t.string,
        type: t.string,
        /** Fourteen kinds, each whether it happened, or in what words. */
        errors: t.record(t.string, t.union([t.boolean, t.string, t.null])),
        /** Seconds. */
        execution_time: t.number,
        scores: t.UnknownRecord,
        /** A number in the specification, an object in its example. */
        token_usage: tokenUsage(),
        sampled_model_name: nullable(t.string),
      }),
      sub_rewards: t.UnknownRecord,
      model_grader_token_usage_per_model: t.UnknownRecord,
    },
    'GraderRun',
  )
/** How a grader scored one sample. */
export interface GraderRun extends t.TypeOf<ReturnType<typeof graderRun>> {}
export const GraderRun: Codec<GraderRun> = /* @__PURE__ */ codec(graderRun, isGraderRun)

const validateGrader = () => t.type({ grader: Grader }, 'ValidateGrader')
/** What `graders.validate` takes. */
export interface ValidateGrader extends t.TypeOf<ReturnType<typeof validateGrader>> {}
export const ValidateGrader: Codec<ValidateGrader> = /* @__PURE__ */ codec(
  validateGrader,
  isValidateGrader,
)

const validatedGrader = () => t.partial({ grader: Grader }, 'ValidatedGrader')
/** A grader that is valid, as the server will use it. */
export interface ValidatedGrader extends t.TypeOf<ReturnType<typeof validatedGrader>> {}
export const ValidatedGrader: Codec<ValidatedGrader> = /* @__PURE__ */ codec(
  validatedGrader,
  isValidatedGrader,
)

/** Graders tried out; an alpha API. */
export const graders = {
  run: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine_tuning/alpha/graders/run',
    body: RunGrader,
    response: GraderRun,
  }),
  validate: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine_tuning/alpha/graders/validate',
    body: ValidateGrader,
    response: ValidatedGrader,
  }),
}
