import { isJson, type Json, readdressed, translated, translatedBody } from './json.ts'
import type { Answer, Profile } from './profile.ts'

/** Together: other objects on the path of the legacy API, times as text, lists of `data` alone. */
export const together: Profile = {
  basePath: '/v1',
  translate: (answer) => (request) => translate(answer, request),
}

const translate = async (answer: Answer, request: Request): Promise<Response> => {
  const inner = new URL(request.url)
  const path = inner.pathname.split('/').slice(2)
  if (path.join('/') === 'files/upload') inner.pathname = '/v1/files'
  const response = await answer(readdressed(request, inner, await innerBody(request, path)))
  return translated(response, outer)
}

/** A fine-tune is asked for with a rate of its own, which has no meaning here, and `max` for the batch. */
const innerBody = async (
  request: Request,
  path: readonly string[],
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  if (request.method !== 'POST' || path.join('/') !== 'fine-tunes') return undefined
  return translatedBody(request, (body) => {
    const entries = CREATE.map((key) => [key, body[key]] as const)
    const said = entries.filter(
      ([, value]) => value !== undefined && value !== null && value !== 'max',
    )
    return Object.fromEntries(said)
  })
}
const CREATE = ['training_file', 'validation_file', 'model', 'n_epochs', 'batch_size', 'suffix']

const outer = (body: Json): unknown => {
  const translate = typeof body.object === 'string' ? OBJECTS[body.object] : undefined
  return translate ? translate(body) : body
}

const OBJECTS: Readonly<Record<string, (body: Json) => Json>> = {
  list: ({ data }) => ({
    data: Array.isArray(data) ? data.map((item) => outer(item)) : [],
  }),
  file: ({ status, status_details: _details, expires_at: _expiry, ...file }) => ({
    ...file,
    Processed: status === 'processed',
    FileType: String(file.filename).split('.').at(-1),
  }),
  'fine-tune': (fineTune) => {
    const { id, model, status, fine_tuned_model, hyperparams, training_files } = fineTune
    const { n_epochs, batch_size } = isJson(hyperparams) ? hyperparams : {}
    return {
      id,
      status: STATUS[String(status)] ?? status,
      created_at: textOf(fineTune.created_at),
      updated_at: textOf(fineTune.updated_at),
      model,
      model_output_name: fine_tuned_model ?? '',
      training_file: idOfFirst(training_files) ?? '',
      validation_file: idOfFirst(fineTune.validation_files) ?? '',
      n_epochs,
      batch_size: batch_size ?? 'max',
      total_price: 0,
      events: Array.isArray(fineTune.events) ? fineTune.events.map((event) => outer(event)) : [],
    }
  },
  'fine-tune-event': ({ created_at, level, message }) => ({
    object: 'fine-tune-event',
    created_at: textOf(created_at),
    level,
    message,
    type: typeOf(String(message)),
    param_count: 0,
    token_count: 0,
    total_steps: 0,
    wandb_url: '',
    step: 0,
    checkpoint_path: '',
    model_path: '',
    training_offset: 0,
    hash: '',
  }),
}

const STATUS: Readonly<Record<string, string>> = { succeeded: 'completed', failed: 'error' }

const TYPES = [
  [/^Created/, 'job_pending'],
  [/enqueued|in the queue/, 'job_queued'],
  [/started$/, 'job_start'],
  [/^Completed epoch/, 'epoch_complete'],
  [/^Uploaded/, 'job_artifacts_uploaded'],
  [/succeeded$/, 'job_complete'],
  [/cancelled$/, 'job_user_error'],
] as const
const typeOf = (message: string): string =>
  TYPES.find(([pattern]) => pattern.test(message))?.[1] ?? 'job_update'

const textOf = (seconds: unknown): unknown =>
  typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : seconds

const idOfFirst = (files: unknown): unknown =>
  Array.isArray(files) && isJson(files[0]) ? files[0].id : undefined
