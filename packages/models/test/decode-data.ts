import { type Chance, chanceOf } from './sample.ts'

/** What a document is to be decoded as. */
export type Kind = 'FineTune' | 'FineTuneList' | 'FineTuningJobList'

export interface Case {
  readonly name: string
  readonly kind: Kind
  /** Whether the documents decode. */
  readonly good: boolean
  /** Different ones, since one object again and again would be faster than life. */
  readonly texts: readonly string[]
}

type Json = Record<string, unknown>

/** Fields that came, or are set, together: half of the documents have them. */
const optional = (chance: Chance, fields: Json): Json => (chance() < 0.5 ? fields : {})

const idOf = (prefix: string, chance: Chance): string =>
  prefix + chance().toString(36).slice(2).padEnd(24, 'x').slice(0, 24)

const timeOf = (chance: Chance): number => 1_690_000_000 + Math.floor(chance() * 1_000_000)

const fileOf = (chance: Chance, purpose: string): Json => ({
  id: idOf('file-', chance),
  object: 'file',
  bytes: Math.floor(chance() * 1_000_000),
  created_at: timeOf(chance),
  filename: purpose === 'fine-tune' ? 'examples_prepared.jsonl' : 'compiled_results.csv',
  purpose,
  // Files from before April 2021 have neither.
  ...(chance() < 0.9 ? { status: 'processed', status_details: null } : {}),
})

/** What a job that succeeds says; a job of many epochs says the third from last again and again. */
const messageOf = (chance: Chance, index: number, count: number): string => {
  const first = [
    `Created fine-tune: ${idOf('ft-', chance)}`,
    'Fine-tune costs $0.04',
    'Fine-tune enqueued. Queue number: 0',
    'Fine-tune started',
  ]
  const last = [
    'Fine-tune succeeded',
    `Uploaded result file: ${idOf('file-', chance)}`,
    'Uploaded model: curie:ft-acme-2023-07-22-04-26-40',
  ]
  return first[index] ?? last[count - 1 - index] ?? `Completed epoch ${index - 3}/${count - 7}`
}

const eventOf = (chance: Chance, index: number, count: number): Json => ({
  object: 'fine-tune-event',
  level: 'info',
  message: messageOf(chance, index, count),
  created_at: timeOf(chance),
})

export const fineTuneOf = (chance: Chance, events: number): Json => {
  const done = chance() < 0.5
  return {
    id: idOf('ft-', chance),
    object: 'fine-tune',
    model: 'curie',
    created_at: timeOf(chance),
    updated_at: timeOf(chance),
    organization_id: idOf('org-', chance),
    fine_tuned_model: done ? 'curie:ft-acme-2023-07-22-04-26-40' : null,
    status: done ? 'succeeded' : 'pending',
    hyperparams: {
      n_epochs: 4,
      batch_size: done ? 3 : null,
      learning_rate_multiplier: done ? 0.1 : null,
      prompt_loss_weight: 0.01,
      ...optional(chance, {
        compute_classification_metrics: true,
        classification_n_classes: 4,
        classification_betas: [0.5, 1],
      }),
    },
    training_files: [fileOf(chance, 'fine-tune')],
    validation_files: chance() < 0.5 ? [fileOf(chance, 'fine-tune')] : [],
    result_files: done ? [fileOf(chance, 'fine-tune-results')] : [],
    ...(events > 0
      ? { events: Array.from({ length: events }, (_, index) => eventOf(chance, index, events)) }
      : {}),
  }
}

const hyperparametersOf = (chance: Chance): Json => ({
  n_epochs: chance() < 0.5 ? 'auto' : 3,
  batch_size: chance() < 0.5 ? 'auto' : 8,
  learning_rate_multiplier: chance() < 0.5 ? 'auto' : 1.8,
})

const methodOf = (chance: Chance): Json =>
  chance() < 0.7
    ? { type: 'supervised', supervised: { hyperparameters: hyperparametersOf(chance) } }
    : { type: 'dpo', dpo: { hyperparameters: { ...hyperparametersOf(chance), beta: 0.1 } } }

/** The older a job, from 0 to 1, the fewer fields it has: three of five are of the newest kind. */
const fineTuningJobOf = (chance: Chance, age: number): Json => {
  return {
    object: 'fine_tuning.job',
    id: idOf('ftjob-', chance),
    model: 'gpt-4o-mini-2024-07-18',
    created_at: timeOf(chance),
    finished_at: chance() < 0.5 ? timeOf(chance) : null,
    fine_tuned_model: chance() < 0.5 ? 'ft:gpt-4o-mini-2024-07-18:acme::AbCdEfGh' : null,
    organization_id: idOf('org-', chance),
    result_files: [idOf('file-', chance)],
    status: 'succeeded',
    validation_file: chance() < 0.5 ? idOf('file-', chance) : null,
    training_file: idOf('file-', chance),
    hyperparameters: hyperparametersOf(chance),
    trained_tokens: 5768,
    error: chance() < 0.8 ? {} : { code: null, message: null, param: null },
    ...(age < 0.9 ? { user_provided_suffix: null, seed: 1_234, integrations: [] } : {}),
    ...(age < 0.75 ? { estimated_finish: null } : {}),
    ...(age < 0.6
      ? {
          // Its integrations stand where those of older jobs do.
          integrations:
            chance() < 0.2 ? [{ type: 'wandb', wandb: { project: 'tuning', tags: ['a'] } }] : [],
          method: methodOf(chance),
          metadata: chance() < 0.5 ? { team: 'search', run: '7' } : null,
          // No codec knows these.
          usage_metrics: null,
          shared_with_openai: false,
          eval_id: null,
        }
      : {}),
  }
}

const listOf = (data: readonly Json[]): Json => ({ object: 'list', data, has_more: false })

const times = <A>(count: number, make: (chance: Chance) => A): A[] =>
  Array.from({ length: count }, (_, seed) => make(chanceOf(seed)))

const pageOf = (length: number, make: (index: number) => Json): Json =>
  listOf(Array.from({ length }, (_, index) => make(index)))

/** The same document with something else at the end of a path; `-1` is the last item. */
const spoilt = (value: unknown, path: readonly (string | number)[], by: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value)) {
    const index = Number(key) < 0 ? value.length + Number(key) : Number(key)
    return value.map((item, at) => (at === index ? spoilt(item, rest, by) : item))
  }
  return { ...(value as Json), [key]: spoilt((value as Json)[key], rest, by) }
}

const fineTunes = (count: number, events: number): Json[] =>
  times(count, (chance) => fineTuneOf(chance, events))
const fineTuneLists = (): Json[] => times(2, (chance) => pageOf(1_000, () => fineTuneOf(chance, 0)))
/** A page of jobs is of about one time, so of one kind; the pages go through all of them. */
const jobPages = (): Json[] =>
  Array.from({ length: 8 }, (_, page) =>
    pageOf(100, (index) => fineTuningJobOf(chanceOf(100 * page + index), page / 8)),
  )
const texts = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value))

export const cases: readonly Case[] = [
  { name: 'ft0', kind: 'FineTune', good: true, texts: texts(fineTunes(32, 0)) },
  { name: 'ft10', kind: 'FineTune', good: true, texts: texts(fineTunes(32, 10)) },
  { name: 'ft1000', kind: 'FineTune', good: true, texts: texts(fineTunes(4, 1_000)) },
  { name: 'ftList1000', kind: 'FineTuneList', good: true, texts: texts(fineTuneLists()) },
  {
    name: 'jobs100',
    kind: 'FineTuningJobList',
    good: true,
    texts: texts(jobPages()),
  },
  {
    name: 'ft10 last wrong',
    kind: 'FineTune',
    good: false,
    texts: texts(fineTunes(32, 10).map((value) => spoilt(value, ['events', -1, 'level'], 1))),
  },
  {
    name: 'ft1000 last wrong',
    kind: 'FineTune',
    good: false,
    texts: texts(fineTunes(4, 1_000).map((value) => spoilt(value, ['events', -1, 'level'], 1))),
  },
  {
    name: 'ftList1000 last wrong',
    kind: 'FineTuneList',
    good: false,
    texts: texts(
      fineTuneLists().map((value) =>
        spoilt(value, ['data', -1, 'training_files', 0, 'bytes'], null),
      ),
    ),
  },
  {
    name: 'ft1000 all wrong',
    kind: 'FineTune',
    good: false,
    texts: texts(
      fineTunes(4, 1_000).map((value) => ({
        ...value,
        events: Array.from({ length: 1_000 }, (_, index) => ({
          ...eventOf(chanceOf(index), index, 1_000),
          level: 1,
        })),
      })),
    ),
  },
]
