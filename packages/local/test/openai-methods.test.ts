import { createLocalApi, listen } from '@finetune/local'
import OpenAI from 'openai7'
import { afterAll, expect, test } from 'vitest'
import { methodsOf, missing } from './openai-methods.ts'
import { chatDataset, dataset, jobRequestsOf, requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
const { baseURL, close } = await listen(api)
afterAll(async () => {
  await api.close()
  await close()
})

const { upload } = requestsOf(fetch, baseURL)
const jobs = jobRequestsOf(fetch, baseURL)
const pairs = await upload(dataset(20))
const chats = await upload(chatDataset(20))
/** A job that is over. */
const hyperparameters = { n_epochs: 2 }
const started = { training_file: chats.id, model: 'gpt-4o-mini', hyperparameters }
const job = await jobs.finish((await jobs.create(started)).id)
const name = job.fine_tuned_model ?? ''
const long = { ...started, model: 'gpt-4o', hyperparameters: { n_epochs: 50, batch_size: 1 } }

const SECRET = 'a secret of two dozen chars'
const openai = new OpenAI({
  apiKey: 'any',
  adminAPIKey: 'any',
  webhookSecret: `whsec_${btoa(SECRET)}`,
  baseURL,
  maxRetries: 0,
})
const { permissions } = openai.fineTuning.checkpoints

const purpose = 'fine-tune'
const file = () => new File([chatDataset(10)], 'train.jsonl')
const short = { prompt: 'a', max_tokens: 2, temperature: 0 }
const said = { messages: [{ role: 'user' as const, content: 'a' }], max_tokens: 2, temperature: 0 }
const tool = {
  type: 'function' as const,
  function: { name: 'f', description: 'f', parameters: {}, parse: JSON.parse, function: () => 'x' },
}
/** What is asked so is answered by few words. */
const glad = {
  ...{ ...said, model: name, max_tokens: 64 },
  response_format: {
    type: 'json_schema' as const,
    json_schema: {
      ...{ name: 'mood', strict: true },
      schema: {
        ...{ type: 'object', properties: { glad: { type: 'boolean' } } },
        ...{ required: ['glad'], additionalProperties: false },
      },
    },
  },
}
const all = async <A>(list: AsyncIterable<A>): Promise<A[]> => {
  const items: A[] = []
  for await (const item of list) items.push(item)
  return items
}
const grader = {
  ...{ type: 'string_check' as const, name: 'same', operation: 'eq' as const },
  ...{ input: '{{sample.output_text}}', reference: 'a' },
}
/** An upload, and a part of it. */
const begun = async () => {
  const { id } = await openai.uploads.create({
    ...{ filename: 'a.jsonl', bytes: 2, mime_type: 'application/jsonl', purpose },
  })
  const part = await openai.uploads.parts.create(id, { data: new File(['{}'], 'a') })
  return { id, part }
}
const told = async () => {
  const id = 'msg_1'
  const time = Math.floor(Date.now() / 1000)
  const body = '{"id": "evt_1", "type": "fine_tuning.job.succeeded", "data": {"id": "ftjob-1"}}'
  const secret = new TextEncoder().encode(SECRET)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const hmac = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  const signed = await crypto.subtle.sign('HMAC', hmac, Buffer.from(`${id}.${time}.${body}`))
  const signature = `v1,${Buffer.from(signed).toString('base64')}`
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(time),
      'webhook-signature': signature,
    },
  }
}

type Calls = Readonly<Record<string, () => Promise<unknown>>>

const calls: Calls = {
  'files.create': async () =>
    expect(await openai.files.create({ file: file(), purpose })).toMatchObject({ purpose }),
  'files.retrieve': async () =>
    expect(await openai.files.retrieve(pairs.id)).toMatchObject({ id: pairs.id }),
  'files.list': async () =>
    expect((await all(openai.files.list({ limit: 1, order: 'asc' })))[0]?.id).toBe(pairs.id),
  'files.delete': async () => {
    const { id } = await openai.files.create({ file: file(), purpose })
    expect(await openai.files.delete(id)).toEqual({ id, object: 'file', deleted: true })
  },
  'files.content': async () =>
    expect(await (await openai.files.content(pairs.id)).text()).toBe(dataset(20)),
  'files.waitForProcessing': async () =>
    expect((await openai.files.waitForProcessing(pairs.id)).status).toBe('processed'),
  'uploads.create': async () => expect((await begun()).id).toMatch(/^upload_/),
  'uploads.parts.create': async () => expect((await begun()).part.object).toBe('upload.part'),
  'uploads.complete': async () => {
    const { id, part } = await begun()
    const done = await openai.uploads.complete(id, { part_ids: [part.id] })
    expect(done).toMatchObject({ status: 'completed', file: { bytes: 2 } })
  },
  'uploads.cancel': async () =>
    expect((await openai.uploads.cancel((await begun()).id)).status).toBe('cancelled'),
  'models.retrieve': async () => expect((await openai.models.retrieve(name)).id).toBe(name),
  'models.list': async () =>
    expect((await all(openai.models.list())).map(({ id }) => id)).toContain(name),
  'models.delete': async () => {
    const { fine_tuned_model_checkpoint: id } = await firstCheckpoint()
    expect(await openai.models.delete(id)).toEqual({ id, object: 'model', deleted: true })
  },
  'completions.create': async () =>
    expect((await openai.completions.create({ ...short, model: name })).choices).toHaveLength(1),
  'chat.completions.create': async () =>
    expect((await openai.chat.completions.create({ ...said, model: name })).model).toBe(name),
  'chat.completions.parse': async () =>
    expect((await openai.chat.completions.parse(glad)).choices[0]?.message.parsed).toEqual({
      glad: expect.any(Boolean),
    }),
  'chat.completions.stream': async () => {
    const stream = openai.chat.completions.stream({ ...said, model: name })
    expect((await stream.finalChatCompletion()).model).toBe(name)
  },
  'chat.completions.runTools': async () => {
    const runner = openai.chat.completions.runTools({
      ...{ ...glad, tools: [tool], tool_choice: 'none' },
    })
    expect(JSON.parse((await runner.finalContent()) ?? '')).toEqual({ glad: expect.any(Boolean) })
  },
  'fineTuning.jobs.create': async () =>
    expect((await openai.fineTuning.jobs.create(started)).status).toBe('validating_files'),
  'fineTuning.jobs.retrieve': async () =>
    expect(await openai.fineTuning.jobs.retrieve(job.id)).toEqual(job),
  'fineTuning.jobs.list': async () =>
    expect((await all(openai.fineTuning.jobs.list({ limit: 1 }))).at(-1)).toEqual(job),
  'fineTuning.jobs.listEvents': async () => {
    const events = await all(openai.fineTuning.jobs.listEvents(job.id, { limit: 5 }))
    expect(events.map(({ message }) => message).reverse()).toEqual(await jobs.allMessages(job.id))
  },
  'fineTuning.jobs.checkpoints.list': async () =>
    expect((await all(openai.fineTuning.jobs.checkpoints.list(job.id)))[0]).toMatchObject({
      fine_tuned_model_checkpoint: name,
    }),
  'fineTuning.jobs.pause': async () => expect(await paused()).toMatchObject({ status: 'paused' }),
  'fineTuning.jobs.resume': async () => {
    const { id } = await paused()
    expect((await openai.fineTuning.jobs.resume(id)).status).toMatch(/^(?:queued|validating)/)
    await openai.fineTuning.jobs.cancel(id)
  },
  'fineTuning.jobs.cancel': async () => {
    const { id } = await openai.fineTuning.jobs.create(long)
    expect((await openai.fineTuning.jobs.cancel(id)).status).toBe('cancelled')
  },
  'fineTuning.checkpoints.permissions.create': async () =>
    expect(await allowed('proj_create')).toMatchObject({ project_id: 'proj_create' }),
  'fineTuning.checkpoints.permissions.retrieve': async () => {
    const { id } = await allowed('proj_retrieve')
    const page = await permissions.retrieve(name, { project_id: 'proj_retrieve' })
    expect(page).toMatchObject({ data: [{ id }], first_id: id, has_more: false })
  },
  'fineTuning.checkpoints.permissions.list': async () => {
    const made = [await allowed('proj_1'), await allowed('proj_2')]
    const listed = await all(permissions.list(name, { limit: 1, order: 'ascending' }))
    expect(listed.slice(-2)).toEqual(made)
  },
  'fineTuning.checkpoints.permissions.delete': async () => {
    const { id } = await allowed('proj_delete')
    const removed = permissions.delete(id, { fine_tuned_model_checkpoint: name })
    expect(await removed).toEqual({ id, object: 'checkpoint.permission', deleted: true })
  },
  'fineTuning.alpha.graders.run': async () => {
    const run = await openai.fineTuning.alpha.graders.run({ grader, model_sample: 'a' })
    expect(run.reward).toBe(1)
  },
  'fineTuning.alpha.graders.validate': async () =>
    expect(await openai.fineTuning.alpha.graders.validate({ grader })).toEqual({ grader }),
  'webhooks.unwrap': async () => {
    const { body, headers } = await told()
    expect(await openai.webhooks.unwrap(body, headers)).toMatchObject({ data: { id: 'ftjob-1' } })
  },
  'webhooks.verifySignature': async () => {
    const { body, headers } = await told()
    await openai.webhooks.verifySignature(body, headers)
    await expect(openai.webhooks.verifySignature(`${body} `, headers)).rejects.toThrow()
  },
}

const firstCheckpoint = async () => {
  const [checkpoint] = (await jobs.checkpoints(job.id)).slice(-1)
  if (checkpoint) return checkpoint
  throw new Error('There is no checkpoint')
}
const paused = async () => {
  const { id } = await openai.fineTuning.jobs.create(long)
  return openai.fineTuning.jobs.pause(id)
}
const allowed = async (project: string) => {
  const [made] = await all(permissions.create(name, { project_ids: [project] }))
  if (made) return made
  throw new Error('There is no permission')
}

const OTHER = 'another product of the API'
const NOT_SERVED = {
  ...Object.fromEntries(
    ['admin', 'audio', 'batches', 'beta', 'containers', 'contentProvenanceChecks', 'conversations']
      .concat(['decisions', 'edits', 'evals', 'images', 'live', 'moderations', 'realtime'])
      .concat(['responses', 'safety', 'skills', 'vectorStores', 'videos'])
      .map((resource) => [resource, OTHER]),
  ),
  embeddings: 'there is no model that embeds',
  'chat.completions.retrieve': 'conversations are not kept',
  'chat.completions.update': 'conversations are not kept',
  'chat.completions.list': 'conversations are not kept',
  'chat.completions.delete': 'conversations are not kept',
  'chat.completions.messages': 'conversations are not kept',
  ...Object.fromEntries(
    ['create', 'retrieve', 'update', 'list', 'delete', 'rotateSecret', 'test', 'eventTypes'].map(
      (method) => [`webhooks.${method}`, 'who is told is an option of the server'],
    ),
  ),
}

test.for(Object.entries(calls))('%s of openai 7.57.0 works', async ([, call]) => {
  await call()
})

test('there is no method of openai 7.57.0 that is neither tried nor known to be not served', () => {
  const methods = methodsOf(openai)
  expect(missing(methods, calls, NOT_SERVED)).toEqual([])
  expect(Object.keys(calls).filter((method) => !methods.includes(method))).toEqual([])
})
