import { base64Of, bytesOfBase64, bytesOfHex, hexOf } from './bytes.ts'
import {
  again,
  isJson,
  type Json,
  readdressed,
  translated,
  translatedBody,
  withoutNulls,
} from './json.ts'
import type { Answer, Profile } from './profile.ts'

/** The dated API of Azure OpenAI: `/openai/…?api-version=…`, `api-key`, 201, absent for null. */
export const azure: Profile = {
  basePath: '/openai',
  translate: (answer) => (request) => translate(answer, request),
}

const translate = async (answer: Answer, request: Request): Promise<Response> => {
  const url = new URL(request.url)
  const version = url.searchParams.get('api-version')
  const [, area, ...path] = url.pathname.split('/')
  if (area !== 'openai' || !version) return refusal(404, 'Resource not found')
  const { headers } = request
  if (!headers.has('api-key') && !headers.has('authorization')) return refusal(401, NO_KEY)

  const inner = new URL(url)
  const asked = deployed(path) ?? path
  inner.pathname = `/v1/${asked.map(innerId).join('/')}`
  if (isOldestFirst(request.method, path)) return oldestFirst(answer, request, inner)
  const response = await answer(readdressed(request, inner, await innerBody(request, path)))
  if (await isNowhere(response)) return refusal(404, 'Resource not found')
  const told = await translated(await filled(response), (body) => outer(body, path))
  if (!response.ok || !isCreation(request.method, path)) return told
  const body: unknown = await told.json()
  const id = isJson(body) ? body.id : undefined
  const created = again(told, JSON.stringify(body), 201)
  created.headers.set(
    'location',
    `${url.origin}/openai/${path.join('/')}/${id}?api-version=${version}`,
  )
  return created
}

const NO_KEY =
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a ' +
  'valid key for an active subscription and use a correct regional API endpoint for your resource.'

const refusal = (status: number, message: string): Response =>
  Response.json({ error: { code: String(status), message } }, { status })

/** Whether there is no such URL, or not by this method. */
const isNowhere = async (response: Response): Promise<boolean> =>
  response.status === 405 ||
  (response.status === 404 && (await response.clone().text()).includes('"Invalid URL ('))

/** What is asked of a deployment, which has the name of its model here. */
const deployed = ([deployments, , ...path]: readonly string[]): readonly string[] | undefined =>
  deployments === 'deployments' && path.length > 0 ? path : undefined

const isCreation = (method: string, path: readonly string[]): boolean =>
  method === 'POST' &&
  ['fine-tunes', 'fine_tuning/jobs', 'files', 'uploads'].includes(path.join('/'))

/** Ids of uploads and parts are others at Azure; parts have such as end in `==`. */
const innerId = (segment: string): string =>
  segment.replace(/^fine-tune-([0-9a-f]{32})$/, 'upload_$1')
const innerPart = (id: unknown): unknown =>
  typeof id === 'string' && /^[a-z\d+/]{22}==$/i.test(id) ? `part_${hexOf(bytesOfBase64(id))}` : id
const outerId = (id: unknown): unknown => {
  if (typeof id !== 'string') return id
  const [, hex] = id.match(/^part_([0-9a-f]{32})$/) ?? []
  if (hex !== undefined) return base64Of(bytesOfHex(hex))
  return id.replace(/^upload_([0-9a-f]{32})$/, 'fine-tune-$1')
}

/** What has to be said otherwise; `undefined` leaves the body as it is. */
const innerBody = async (
  request: Request,
  path: readonly string[],
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  if (request.method !== 'POST') return undefined
  if (path[0] === 'uploads' && path[2] === 'complete') {
    return translatedBody(request, ({ part_ids: ids, ...body }) => ({
      ...body,
      part_ids: Array.isArray(ids) ? ids.map(innerPart) : ids,
    }))
  }
  if (deployed(path)) {
    const [, model = ''] = path
    return translatedBody(request, (body) => ({ ...body, model: plain(model) }))
  }
  if (path.join('/') === 'fine_tuning/jobs') {
    return translatedBody(request, ({ trainingType: _type, ...body }) => body)
  }
  if (path.join('/') !== 'fine-tunes') return undefined
  return translatedBody(request, ({ hyperparams, ...body }) => ({
    ...(isJson(hyperparams) && hyperparams),
    ...body,
  }))
}

const plain = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Events and checkpoints of jobs. */
const isOldestFirst = (method: string, [area, jobs, , list]: readonly string[]): boolean =>
  method === 'GET' &&
  area === 'fine_tuning' &&
  jobs === 'jobs' &&
  (list === 'events' || list === 'checkpoints')

/** Walks the whole list, turns it round and cuts the page that was asked for. */
const oldestFirst = async (answer: Answer, request: Request, inner: URL): Promise<Response> => {
  const looked = await answer(readdressed(request, inner))
  if (!looked.ok) return translated(looked, outer)
  await looked.body?.cancel()
  const after = inner.searchParams.get('after')
  const limit = Number(inner.searchParams.get('limit') ?? 20)
  inner.searchParams.set('limit', '100')
  inner.searchParams.delete('after')
  const all: Json[] = []
  for (;;) {
    const response = await answer(readdressed(request, inner))
    if (!response.ok) return translated(response, outer)
    const page: unknown = await response.json()
    const data = isJson(page) && Array.isArray(page.data) ? page.data : []
    all.push(...data)
    const last = data.at(-1)?.id
    if (!isJson(page) || page.has_more !== true || typeof last !== 'string') {
      const ordered = all.toReversed()
      const start = ordered.findIndex(({ id }) => id === after) + 1
      const shown = ordered.slice(start, start + limit).map((item) => outer(item))
      const has_more = start + limit < ordered.length
      return again(response, JSON.stringify({ has_more, data: shown, object: 'list' }))
    }
    inner.searchParams.set('after', last)
  }
}

/** A table of results has -1 where a number is missing. */
const filled = async (response: Response): Promise<Response> => {
  const name = response.headers.get('content-disposition') ?? ''
  if (!/filename="(compiled_results|step_metrics)\.csv"/.test(name)) return response
  const text = await response.text()
  const rows = text.split('\n').map((row) => {
    return row.includes(',')
      ? row
          .split(',')
          .map((cell) => cell || '-1')
          .join(',')
      : row
  })
  return again(response, rows.join('\n'))
}

/** An object as Azure tells it, by what it is. */
const outer = (body: Json, path: readonly string[] = []): unknown => {
  if (isJson(body.error) && typeof body.object !== 'string') return error(body.error)
  if (ANSWERS.includes(String(body.object))) return body
  const translate = typeof body.object === 'string' ? OBJECTS[body.object] : undefined
  return withoutNulls(translate ? translate(body, path) : body)
}
const outerAll = (items: unknown): unknown =>
  Array.isArray(items) && items.length > 0 ? items.map((item) => outer(item)) : undefined

/** What models answer is told with what is null. */
const ANSWERS = ['chat.completion', 'chat.completion.chunk', 'text_completion']

const error = ({ message, param, code }: Json): Json => ({
  error: withoutNulls({
    code: code ?? 'invalidPayload',
    message,
    innererror: { code: 'InvalidRequest', message: param },
  }),
})

const OBJECTS: Readonly<Record<string, (body: Json, path: readonly string[]) => Json>> = {
  list: ({ first_id: _first, last_id: _last, has_more, data, ...rest }, path) => ({
    ...(path[0] !== 'files' && { has_more }),
    ...rest,
    data: Array.isArray(data) ? data.map((item) => outer(item)) : data,
  }),
  upload: ({ id, file, ...rest }) => ({
    ...rest,
    id: outerId(id),
    file: isJson(file) ? outer(file) : undefined,
  }),
  'upload.part': ({ id, upload_id, ...rest }) => ({
    ...rest,
    id: outerId(id),
    upload_id: outerId(upload_id),
  }),
  model: ({ created, owned_by: _owner, root, parent, description: _text, ...rest }) => ({
    ...rest,
    status: 'succeeded',
    created_at: created,
    updated_at: created,
    capabilities: {
      fine_tune: parent === null,
      inference: true,
      completion: true,
      chat_completion: true,
      embeddings: false,
    },
    lifecycle_status: 'generally-available',
    deprecation: { inference: 4_102_444_800 },
    ...(parent !== null && { model: root }),
  }),
  'fine_tuning.job': (body, path) => job(body, path.at(-1) === 'resume'),
  'fine_tuning.job.event': ({ data: _data, ...event }) => event,
  'fine-tune': ({ organization_id: _organization, status, ...rest }) => ({
    ...rest,
    status: FINE_TUNE_STATUS[String(status)] ?? status,
    training_files: fineTuneFiles(rest.training_files),
    validation_files: fineTuneFiles(rest.validation_files),
    result_files: fineTuneFiles(rest.result_files),
    events: outerAll(rest.events),
  }),
  'fine-tune-event': ({ message, ...event }) => ({ ...event, message: march2021(String(message)) }),
}

const job = (body: Json, isResumed: boolean): Json => {
  const { organization_id: _org, seed: _seed, user_provided_suffix: _suffix, ...rest } = body
  const { method, hyperparameters, error: fault, result_files, integrations } = rest
  const numbers = isJson(hyperparameters) ? hyperparameters : {}
  const known = Object.entries(numbers).filter(([, value]) => value !== 'auto')
  const isFailed = isJson(fault) && typeof fault.code === 'string'
  return {
    ...rest,
    status: isResumed ? 'resuming' : rest.status === 'validating_files' ? 'pending' : rest.status,
    hyperparameters: { n_epochs: -1, ...Object.fromEntries(known) },
    method: isJson(method) ? { type: method.type } : undefined,
    error: isFailed ? fault : undefined,
    result_files: listIfAny(result_files),
    integrations: listIfAny(integrations),
    updated_at: rest.finished_at ?? rest.created_at,
  }
}

const listIfAny = (items: unknown): unknown =>
  Array.isArray(items) && items.length > 0 ? items : undefined

const FINE_TUNE_STATUS: Readonly<Record<string, string>> = {
  pending: 'notRunning',
  cancelled: 'canceled',
}

const fineTuneFiles = (items: unknown): unknown =>
  Array.isArray(items) && items.length > 0
    ? items.map((file) => ({
        ...file,
        status: file.status === 'processed' ? 'succeeded' : file.status,
      }))
    : undefined

/** Events are in the words of March 2021. */
const march2021 = (message: string): string =>
  message
    .replace(/^Fine-tune enqueued\. Queue number: (\d+)$/, JOB_ENQUEUED)
    .replace(/^Fine-tune is in the queue\. Queue number: (\d+)$/, JOB_ENQUEUED)
    .replace(/^Fine-tune started$/, 'Job started.')
    .replace(/^Uploaded model: (.*)$/, 'Uploaded snapshot: $1.')
    .replace(/^Uploaded result file: (.*)$/, 'Uploaded result files: $1.')
    .replace(/^Fine-tune succeeded$/, 'Job succeeded.')
    .replace(/^Fine-tune cancelled$/, 'Job canceled.')
const JOB_ENQUEUED = 'Job enqueued. Waiting for jobs ahead to complete. Queue number: $1.'
