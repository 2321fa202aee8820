import { type } from 'arktype'
import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import * as v from 'valibot'
import * as z from 'zod'
import type { Kind } from './decode-data.ts'

/** Takes a value, and tells whether it is what it should be. */
export type Deciders = Readonly<Record<Kind, (value: unknown) => boolean>>

// Every one of them lets unknown fields pass and keeps them, as ours do. No document of the benchmark
// has a method with a grader: here it is any object.

const zodSchemas = (): Readonly<Record<Kind, z.ZodType>> => {
  const o = z.looseObject
  const text = z.string()
  const integer = z.int()
  const file = o({
    id: text,
    object: z.literal('file'),
    bytes: integer,
    created_at: integer,
    filename: text,
    purpose: text,
    status: text.optional(),
    status_details: z
      .union([text, o({})])
      .nullable()
      .optional(),
    expires_at: integer.nullable().optional(),
  })
  const fineTune = o({
    id: text,
    object: z.literal('fine-tune'),
    created_at: integer,
    updated_at: integer,
    model: text,
    fine_tuned_model: text.nullable(),
    organization_id: text,
    status: text,
    hyperparams: o({
      n_epochs: integer,
      batch_size: integer.nullable(),
      learning_rate_multiplier: z.number().nullable(),
      prompt_loss_weight: z.number(),
      compute_classification_metrics: z.boolean().optional(),
      classification_n_classes: integer.optional(),
      classification_positive_class: text.optional(),
      classification_betas: z.array(z.number()).optional(),
      use_packing: z.boolean().nullable().optional(),
    }),
    training_files: z.array(file),
    validation_files: z.array(file),
    result_files: z.array(file),
    events: z
      .array(
        o({
          object: z.literal('fine-tune-event'),
          created_at: integer,
          level: text,
          message: text,
        }),
      )
      .optional(),
  })
  const noText = text.nullable().optional()
  const noInteger = integer.nullable().optional()
  const autoInteger = z
    .union([z.literal('auto'), integer])
    .nullable()
    .optional()
  const autoNumber = z
    .union([z.literal('auto'), z.number()])
    .nullable()
    .optional()
  const hyperparameters = {
    n_epochs: autoInteger,
    batch_size: autoInteger,
    learning_rate_multiplier: autoNumber,
  }
  const job = o({
    id: text,
    object: z.literal('fine_tuning.job'),
    created_at: integer,
    model: text,
    status: text,
    training_file: text,
    validation_file: noText,
    fine_tuned_model: noText,
    finished_at: noInteger,
    estimated_finish: noInteger,
    error: o({ code: noText, message: noText, param: noText }).nullable().optional(),
    method: o({
      type: text,
      supervised: o({ hyperparameters: o(hyperparameters).nullable().optional() })
        .nullable()
        .optional(),
      dpo: o({
        hyperparameters: o({ ...hyperparameters, beta: autoNumber })
          .nullable()
          .optional(),
      })
        .nullable()
        .optional(),
      reinforcement: o({}).nullable().optional(),
    })
      .nullable()
      .optional(),
    hyperparameters: o(hyperparameters).nullable().optional(),
    organization_id: noText,
    result_files: z.array(text).nullable().optional(),
    trained_tokens: noInteger,
    integrations: z
      .array(
        o({
          type: text,
          wandb: o({
            project: text,
            name: noText,
            entity: noText,
            tags: z.array(text).nullable().optional(),
            run_id: noText,
          }).optional(),
        }),
      )
      .nullable()
      .optional(),
    seed: noInteger,
    metadata: z.record(text, text).nullable().optional(),
    user_provided_suffix: noText,
  })
  const list = (item: z.ZodType) =>
    o({
      object: z.literal('list'),
      data: z.array(item),
      has_more: z.boolean().optional(),
      first_id: noText,
      last_id: noText,
      next_starting_after: noText,
    })
  return { FineTune: fineTune, FineTuneList: list(fineTune), FineTuningJobList: list(job) }
}

export const zod = (options: { jitless: boolean }): Deciders => {
  z.config(options)
  const schemas = zodSchemas()
  const decide = (schema: z.ZodType) => (value: unknown) => schema.safeParse(value, options).success
  return each((kind) => decide(schemas[kind]))
}

export const valibot = (): Deciders => {
  const text = v.string()
  const integer = v.pipe(v.number(), v.safeInteger())
  const o = v.looseObject
  const file = o({
    id: text,
    object: v.literal('file'),
    bytes: integer,
    created_at: integer,
    filename: text,
    purpose: text,
    status: v.optional(text),
    status_details: v.nullish(v.union([text, o({})])),
    expires_at: v.nullish(integer),
  })
  const fineTune = o({
    id: text,
    object: v.literal('fine-tune'),
    created_at: integer,
    updated_at: integer,
    model: text,
    fine_tuned_model: v.nullable(text),
    organization_id: text,
    status: text,
    hyperparams: o({
      n_epochs: integer,
      batch_size: v.nullable(integer),
      learning_rate_multiplier: v.nullable(v.number()),
      prompt_loss_weight: v.number(),
      compute_classification_metrics: v.optional(v.boolean()),
      classification_n_classes: v.optional(integer),
      classification_positive_class: v.optional(text),
      classification_betas: v.optional(v.array(v.number())),
      use_packing: v.nullish(v.boolean()),
    }),
    training_files: v.array(file),
    validation_files: v.array(file),
    result_files: v.array(file),
    events: v.optional(
      v.array(
        o({
          object: v.literal('fine-tune-event'),
          created_at: integer,
          level: text,
          message: text,
        }),
      ),
    ),
  })
  const autoInteger = v.nullish(v.union([v.literal('auto'), integer]))
  const autoNumber = v.nullish(v.union([v.literal('auto'), v.number()]))
  const hyperparameters = {
    n_epochs: autoInteger,
    batch_size: autoInteger,
    learning_rate_multiplier: autoNumber,
  }
  const job = o({
    id: text,
    object: v.literal('fine_tuning.job'),
    created_at: integer,
    model: text,
    status: text,
    training_file: text,
    validation_file: v.nullish(text),
    fine_tuned_model: v.nullish(text),
    finished_at: v.nullish(integer),
    estimated_finish: v.nullish(integer),
    error: v.nullish(
      o({ code: v.nullish(text), message: v.nullish(text), param: v.nullish(text) }),
    ),
    method: v.nullish(
      o({
        type: text,
        supervised: v.nullish(o({ hyperparameters: v.nullish(o(hyperparameters)) })),
        dpo: v.nullish(
          o({ hyperparameters: v.nullish(o({ ...hyperparameters, beta: autoNumber })) }),
        ),
        reinforcement: v.nullish(o({})),
      }),
    ),
    hyperparameters: v.nullish(o(hyperparameters)),
    organization_id: v.nullish(text),
    result_files: v.nullish(v.array(text)),
    trained_tokens: v.nullish(integer),
    integrations: v.nullish(
      v.array(
        o({
          type: text,
          wandb: v.optional(
            o({
              project: text,
              name: v.nullish(text),
              entity: v.nullish(text),
              tags: v.nullish(v.array(text)),
              run_id: v.nullish(text),
            }),
          ),
        }),
      ),
    ),
    seed: v.nullish(integer),
    metadata: v.nullish(v.record(text, text)),
    user_provided_suffix: v.nullish(text),
  })
  const list = (item: v.GenericSchema) =>
    o({
      object: v.literal('list'),
      data: v.array(item),
      has_more: v.optional(v.boolean()),
      first_id: v.nullish(text),
      last_id: v.nullish(text),
      next_starting_after: v.nullish(text),
    })
  const schemas: Readonly<Record<Kind, v.GenericSchema>> = {
    FineTune: fineTune,
    FineTuneList: list(fineTune),
    FineTuningJobList: list(job),
  }
  return each((kind) => {
    const schema = schemas[kind]
    return (value) => v.safeParse(schema, value).success
  })
}

export const arktype = (): Deciders => {
  const integer = 'number.integer'
  const noText = 'string | null | undefined'
  const noInteger = 'number.integer | null | undefined'
  const file = type({
    id: 'string',
    object: "'file'",
    bytes: integer,
    created_at: integer,
    filename: 'string',
    purpose: 'string',
    'status?': 'string | undefined',
    'status_details?': 'string | object | null | undefined',
    'expires_at?': noInteger,
  })
  const event = type({
    object: "'fine-tune-event'",
    created_at: integer,
    level: 'string',
    message: 'string',
  })
  const fineTune = type({
    id: 'string',
    object: "'fine-tune'",
    created_at: integer,
    updated_at: integer,
    model: 'string',
    fine_tuned_model: 'string | null',
    organization_id: 'string',
    status: 'string',
    hyperparams: {
      n_epochs: integer,
      batch_size: 'number.integer | null',
      learning_rate_multiplier: 'number | null',
      prompt_loss_weight: 'number',
      'compute_classification_metrics?': 'boolean | undefined',
      'classification_n_classes?': 'number.integer | undefined',
      'classification_positive_class?': 'string | undefined',
      'classification_betas?': 'number[] | undefined',
      'use_packing?': 'boolean | null | undefined',
    },
    training_files: file.array(),
    validation_files: file.array(),
    result_files: file.array(),
    'events?': event.array().or('undefined'),
  })
  const none = 'null | undefined'
  const hyperparameters = type({
    'n_epochs?': "'auto' | number.integer | null | undefined",
    'batch_size?': "'auto' | number.integer | null | undefined",
    'learning_rate_multiplier?': "'auto' | number | null | undefined",
  })
  const dpo = hyperparameters.and({ 'beta?': "'auto' | number | null | undefined" })
  const wandb = type({
    project: 'string',
    'name?': noText,
    'entity?': noText,
    'tags?': 'string[] | null | undefined',
    'run_id?': noText,
  })
  const job = type({
    id: 'string',
    object: "'fine_tuning.job'",
    created_at: integer,
    model: 'string',
    status: 'string',
    training_file: 'string',
    'validation_file?': noText,
    'fine_tuned_model?': noText,
    'finished_at?': noInteger,
    'estimated_finish?': noInteger,
    'error?': type({ 'code?': noText, 'message?': noText, 'param?': noText }).or(none),
    'method?': type({
      type: 'string',
      'supervised?': type({ 'hyperparameters?': hyperparameters.or(none) }).or(none),
      'dpo?': type({ 'hyperparameters?': dpo.or(none) }).or(none),
      'reinforcement?': 'object | null | undefined',
    }).or(none),
    'hyperparameters?': hyperparameters.or(none),
    'organization_id?': noText,
    'result_files?': 'string[] | null | undefined',
    'trained_tokens?': noInteger,
    'integrations?': type({ type: 'string', 'wandb?': wandb.or('undefined') })
      .array()
      .or(none),
    'seed?': noInteger,
    'metadata?': 'Record<string, string> | null | undefined',
    'user_provided_suffix?': noText,
  })
  const envelope = type({
    object: "'list'",
    'has_more?': 'boolean | undefined',
    'first_id?': noText,
    'last_id?': noText,
    'next_starting_after?': noText,
  })
  const fineTuneList = envelope.and({ data: fineTune.array() })
  const jobList = envelope.and({ data: job.array() })
  return {
    FineTune: (value) => !(fineTune(value) instanceof type.errors),
    FineTuneList: (value) => !(fineTuneList(value) instanceof type.errors),
    FineTuningJobList: (value) => !(jobList(value) instanceof type.errors),
  }
}

export const typebox = (): Deciders => {
  const text = Type.String()
  const integer = Type.Integer()
  const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
  const none = <S extends TSchema>(schema: S) => Type.Optional(nullable(schema))
  const file = Type.Object({
    id: text,
    object: Type.Literal('file'),
    bytes: integer,
    created_at: integer,
    filename: text,
    purpose: text,
    status: Type.Optional(text),
    status_details: none(Type.Union([text, Type.Object({})])),
    expires_at: none(integer),
  })
  const fineTune = Type.Object({
    id: text,
    object: Type.Literal('fine-tune'),
    created_at: integer,
    updated_at: integer,
    model: text,
    fine_tuned_model: nullable(text),
    organization_id: text,
    status: text,
    hyperparams: Type.Object({
      n_epochs: integer,
      batch_size: nullable(integer),
      learning_rate_multiplier: nullable(Type.Number()),
      prompt_loss_weight: Type.Number(),
      compute_classification_metrics: Type.Optional(Type.Boolean()),
      classification_n_classes: Type.Optional(integer),
      classification_positive_class: Type.Optional(text),
      classification_betas: Type.Optional(Type.Array(Type.Number())),
      use_packing: none(Type.Boolean()),
    }),
    training_files: Type.Array(file),
    validation_files: Type.Array(file),
    result_files: Type.Array(file),
    events: Type.Optional(
      Type.Array(
        Type.Object({
          object: Type.Literal('fine-tune-event'),
          created_at: integer,
          level: text,
          message: text,
        }),
      ),
    ),
  })
  const auto = Type.Literal('auto')
  const hyperparameters = {
    n_epochs: none(Type.Union([auto, integer])),
    batch_size: none(Type.Union([auto, integer])),
    learning_rate_multiplier: none(Type.Union([auto, Type.Number()])),
  }
  const dpo = { ...hyperparameters, beta: none(Type.Union([auto, Type.Number()])) }
  const job = Type.Object({
    id: text,
    object: Type.Literal('fine_tuning.job'),
    created_at: integer,
    model: text,
    status: text,
    training_file: text,
    validation_file: none(text),
    fine_tuned_model: none(text),
    finished_at: none(integer),
    estimated_finish: none(integer),
    error: none(Type.Object({ code: none(text), message: none(text), param: none(text) })),
    method: none(
      Type.Object({
        type: text,
        supervised: none(Type.Object({ hyperparameters: none(Type.Object(hyperparameters)) })),
        dpo: none(Type.Object({ hyperparameters: none(Type.Object(dpo)) })),
        reinforcement: none(Type.Object({})),
      }),
    ),
    hyperparameters: none(Type.Object(hyperparameters)),
    organization_id: none(text),
    result_files: none(Type.Array(text)),
    trained_tokens: none(integer),
    integrations: none(
      Type.Array(
        Type.Object({
          type: text,
          wandb: Type.Optional(
            Type.Object({
              project: text,
              name: none(text),
              entity: none(text),
              tags: none(Type.Array(text)),
              run_id: none(text),
            }),
          ),
        }),
      ),
    ),
    seed: none(integer),
    metadata: none(Type.Record(Type.String(), text)),
    user_provided_suffix: none(text),
  })
  const list = <S extends TSchema>(item: S) =>
    Type.Object({
      object: Type.Literal('list'),
      data: Type.Array(item),
      has_more: Type.Optional(Type.Boolean()),
      first_id: none(text),
      last_id: none(text),
      next_starting_after: none(text),
    })
  const one = Compile(fineTune)
  const many = Compile(list(fineTune))
  const jobs = Compile(list(job))
  return {
    FineTune: (value) => one.Check(value),
    FineTuneList: (value) => many.Check(value),
    FineTuningJobList: (value) => jobs.Check(value),
  }
}

const each = (make: (kind: Kind) => (value: unknown) => boolean): Deciders => ({
  FineTune: make('FineTune'),
  FineTuneList: make('FineTuneList'),
  FineTuningJobList: make('FineTuningJobList'),
})
