import type { CreateFineTune, FineTune, FineTuneEvent } from './fine-tune.ts'
import { parseFineTunedModel } from './fine-tuned-model.ts'
import type { CreateFineTuningJob, FineTuningJob } from './fine-tuning-job.ts'
import type { FineTuningJobEvent } from './fine-tuning-job-event.ts'
import type { ChatExample, CompletionExample } from './training-example.ts'

/** Something of the legacy API that has no successor. */
export interface Lost {
  /** Where it stood, such as `hyperparams.prompt_loss_weight`. */
  readonly field: string
  readonly reason: string
}

/** A legacy fine-tune in the words of the modern API. */
export interface UpgradedFineTune {
  readonly job: FineTuningJob
  /** Newest first, as the modern API lists them. */
  readonly events: readonly FineTuningJobEvent[]
  readonly lost: readonly Lost[]
}

/**
 * Says a legacy fine-tune as a fine-tuning job. Nothing is guessed: what is not known is `null`, such as
 * `trained_tokens`, which the last `elapsed_tokens` of the result file tell.
 */
export const upgradeFineTune = (fineTune: FineTune): UpgradedFineTune => {
  const { hyperparams, status, events = [] } = fineTune
  const hyperparameters = {
    n_epochs: hyperparams.n_epochs,
    batch_size: hyperparams.batch_size ?? 'auto',
    learning_rate_multiplier: hyperparams.learning_rate_multiplier ?? 'auto',
  } as const
  const cause = events.findLast(({ level }) => level === 'error')?.message
  const made = parseFineTunedModel(fineTune.fine_tuned_model ?? '')
  const job: FineTuningJob = {
    id: fineTune.id,
    object: 'fine_tuning.job',
    created_at: fineTune.created_at,
    model: fineTune.model,
    status: statusOf(status, events),
    training_file: fineTune.training_files[0]?.id ?? '',
    validation_file: fineTune.validation_files[0]?.id ?? null,
    fine_tuned_model: fineTune.fine_tuned_model,
    finished_at: status === 'succeeded' ? fineTune.updated_at : null,
    error:
      status === 'failed'
        ? { code: null, message: cause ?? 'Fine-tune failed', param: null }
        : null,
    hyperparameters,
    method: { type: 'supervised', supervised: { hyperparameters } },
    organization_id: fineTune.organization_id,
    result_files: fineTune.result_files.map(({ id }) => id),
    trained_tokens: null,
    metadata: { fine_tune_id: fineTune.id },
    user_provided_suffix: made?.suffix ?? null,
  }
  return { job, events: upgradeEvents(fineTune.id, events), lost: lostOf(fineTune) }
}

const CREATED = /^Created fine-tune: (.+)$/

const statusOf = (status: string, events: readonly FineTuneEvent[]): string => {
  if (status === 'created') return 'validating_files'
  if (status !== 'pending') return status
  const isNew = events.length > 0 && events.every(({ message }) => CREATED.test(message))
  return isNew ? 'validating_files' : 'queued'
}

const lostOf = (fineTune: FineTune): readonly Lost[] => {
  const { hyperparams, events = [], status } = fineTune
  const lost: Lost[] = [
    { field: 'id', reason: 'jobs have other ids; kept, and in metadata.fine_tune_id' },
    { field: 'seed', reason: 'it was never told' },
    ...lostFields(hyperparams, HYPERPARAMETERS).map(({ field, reason }) => ({
      field: `hyperparams.${field}`,
      reason,
    })),
    ...lostFields(fineTune, FIELDS),
  ]
  if (hyperparams.learning_rate_multiplier !== null) {
    const reason = 'kept as it is, but useful values were 0.02 to 0.2 and are about 0.1 to 2'
    lost.push({ field: 'hyperparams.learning_rate_multiplier', reason })
  }
  for (const field of ['training_files', 'validation_files', 'result_files'] as const) {
    if (fineTune[field].length === 0) continue
    lost.push({ field, reason: 'jobs name the ids of files: retrieve the rest' })
  }
  for (const field of ['training_files', 'validation_files'] as const) {
    if (fineTune[field].length < 2) continue
    lost.push({ field, reason: 'jobs have one file of a kind: the others are left out' })
  }
  if (status !== 'succeeded') {
    lost.push({ field: 'updated_at', reason: 'jobs have no time but that of their success' })
  }
  if (status === 'failed') {
    lost.push({ field: 'events', reason: 'code and param of the error were never told' })
  }
  for (const [pattern, reason] of OLD_NEWS) {
    if (events.some(({ message }) => pattern.test(message))) lost.push({ field: 'events', reason })
  }
  return lost
}

/** What only legacy events tell. */
const OLD_NEWS: readonly (readonly [RegExp, string])[] = [
  [/^Fine-tune costs /, 'jobs tell no price: kept as a message'],
  [/Queue number: \d/, 'jobs tell no place in the queue: kept as messages'],
  [/^Completed epoch /, 'jobs tell steps, and epochs by checkpoints: kept as messages'],
]

const FIELDS = [
  'object',
  'id',
  'hyperparams',
  'organization_id',
  'model',
  'training_files',
  'validation_files',
  'result_files',
  'created_at',
  'updated_at',
  'status',
  'fine_tuned_model',
  'events',
]
const HYPERPARAMETERS = ['n_epochs', 'batch_size', 'learning_rate_multiplier']
const REQUEST = [
  'training_file',
  'validation_file',
  'model',
  'suffix',
  'n_epochs',
  'batch_size',
  'hyperparameters',
  'learning_rate_multiplier',
]

/** The fields of a legacy object that have a value, and are none of those that live on. */
const lostFields = (value: object, living: readonly string[]): readonly Lost[] =>
  Object.entries(value).flatMap(([field, told]) =>
    told === null || told === undefined || living.includes(field)
      ? []
      : [{ field, reason: reasonOf(field) }],
  )

const reasonOf = (field: string): string => {
  if (field === 'prompt_loss_weight') return 'prompts are not learnt any more'
  if (field === 'use_packing') return 'never documented'
  return /classification_/.test(field)
    ? 'use a grader, or evaluate yourself'
    : 'not known, and left out'
}

const upgradeEvents = (
  id: string,
  events: readonly FineTuneEvent[],
): readonly FineTuningJobEvent[] =>
  events
    .map(({ created_at, level, message }, index): FineTuningJobEvent => {
      const cancelled = /^Fine-tune cancelled$|^Job cancell?ed\.$/.test(message)
      return {
        object: 'fine_tuning.job.event',
        id: `ftevent-${id}-${index}`,
        created_at,
        level: cancelled ? 'warn' : level,
        message: messageOf(message),
        type: 'message',
        data: {},
      }
    })
    .reverse()

/** Both dialects of legacy messages; one that has no successor stays as it is. */
const messageOf = (message: string): string => {
  const [, created] = CREATED.exec(message) ?? []
  if (created !== undefined) return `Created fine-tuning job: ${created}`
  const [, model] = /^Uploaded (?:model|snapshot): (.+?)\.?$/.exec(message) ?? []
  if (model !== undefined) return `New fine-tuned model created: ${model}`
  if (/^Fine-tune started$|^Job started\.$/.test(message)) return 'Fine-tuning job started'
  if (/^Fine-tune succeeded$|^Job succeeded\.$/.test(message)) {
    return 'The job has successfully completed'
  }
  if (/^Fine-tune cancelled$|^Job cancell?ed\.$/.test(message)) {
    return 'The job was stopped due to a cancellation request'
  }
  return message
}

const SUCCESSORS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['ada', 'babbage-002'],
  ['babbage', 'babbage-002'],
  ['curie', 'davinci-002'],
  ['davinci', 'davinci-002'],
  ['babbage-002', 'babbage-002'],
  ['davinci-002', 'davinci-002'],
])

/**
 * Says a request of the legacy API in the words of the modern one. A learning-rate multiplier is left
 * out, for it means another scale; a fine-tuned model is kept, but no server trains from one.
 */
export const upgradeCreateFineTune = (
  body: CreateFineTune,
): { readonly body: CreateFineTuningJob; readonly lost: readonly Lost[] } => {
  const model = body.model ?? 'curie'
  const successor = SUCCESSORS.get(model)
  const lost: Lost[] = [...lostFields(body, REQUEST)]
  if (body.learning_rate_multiplier !== undefined) {
    const reason = 'the useful values are others: start from auto'
    lost.push({ field: 'learning_rate_multiplier', reason })
  }
  if (successor === undefined) {
    const reason = 'kept as it is, but jobs cannot start from a model of the legacy API'
    lost.push({ field: 'model', reason })
  }
  const epochs = body.n_epochs ?? body.hyperparameters?.n_epochs
  const hyperparameters = {
    ...(epochs !== undefined && { n_epochs: epochs }),
    ...(body.batch_size !== undefined && { batch_size: body.batch_size }),
  }
  return {
    body: {
      model: successor ?? model,
      training_file: body.training_file,
      ...(body.validation_file !== undefined && { validation_file: body.validation_file }),
      ...(body.suffix !== undefined && { suffix: body.suffix }),
      ...(Object.keys(hyperparameters).length > 0 && {
        method: { type: 'supervised', supervised: { hyperparameters } },
      }),
    },
    lost,
  }
}

/** How the prompts and completions of a dataset are marked. */
export interface Marks {
  /** What ends every prompt; one of the usual separators where absent. */
  readonly separator?: string
  /** What ends every completion; one of the usual marks where absent. */
  readonly stop?: string
  /** What the assistant is told to be: an instruction that every prompt began with, say. */
  readonly system?: string
}

const SEPARATORS = [
  '\n\n### =>\n\n',
  '\n\n###\n\n',
  '\n\n===\n\n',
  '\n\n---\n\n',
  '\n\n===>\n\n',
  '\n\n--->\n\n',
  ' ->',
]
const STOPS = [' [END]', ' END', '***', '+++', '&&&', '$$$', '@@@', '%%%', '\n']

/**
 * Says a prompt and its completion as a conversation: the separator at the end of the prompt, the
 * space before the completion and the mark after it are taken off.
 */
export const upgradeTrainingExample = (
  { prompt, completion }: CompletionExample,
  { separator, stop, system }: Marks = {},
): { readonly example: ChatExample; readonly lost: readonly Lost[] } => {
  const question = withoutEnd(prompt, separator === undefined ? SEPARATORS : [separator])
  const answer = withoutEnd(completion, stop === undefined ? STOPS : [stop]).replace(/^ /, '')
  const lost: Lost[] =
    question === ''
      ? [{ field: 'prompt', reason: 'it is empty: text without a question is no conversation' }]
      : []
  return {
    example: {
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system }]),
        { role: 'user', content: question },
        { role: 'assistant', content: answer },
      ],
    },
    lost,
  }
}

const withoutEnd = (text: string, ends: readonly string[]): string => {
  const end = ends.find((candidate) => candidate !== '' && text.endsWith(candidate))
  return end === undefined ? text : text.slice(0, -end.length)
}
