import {
  bindPromise,
  type ClientError,
  type ClientOptions,
  completions,
  createClient,
  files,
  fineTunes,
  followFineTune,
  models,
  streamEvents,
} from '../src/index.ts'

/** What a case gets of the runtime that it runs in. */
export interface Runtime {
  /** Base URL of a local API, with a server that misbehaves beside it. */
  readonly api: string
}

export const KEY = 'sk-SECRET-0123456789'

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

const same = (actual: unknown, expected: unknown, what: string): void => {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`)
}

const clientOf = (baseURL: string, options: ClientOptions = {}) =>
  createClient({ apiKey: KEY, baseURL, dangerouslyAllowBrowser: true, ...options })

/** A client of a server with one fault, and how many requests that server has had. */
const faulty = ({ api }: Runtime, fault: string, options: ClientOptions = {}) => {
  const nonce = crypto.randomUUID()
  const origin = new URL(api).origin
  return {
    client: clientOf(`${origin}/fault/${fault}/${nonce}/v1`, options),
    count: async () => Number(await (await fetch(`${origin}/count/${nonce}`)).text()),
  }
}

const failed = async (
  { api }: Runtime,
  fault: string,
  options?: ClientOptions,
): Promise<{ readonly error: ClientError; readonly count: number }> => {
  const { client, count } = faulty({ api }, fault, options)
  const result = await client(models.list)()
  if (result._tag === 'Right') throw new Error('expected an error, got an answer')
  return { error: result.left, count: await count() }
}

const TRAINING = Array.from({ length: 16 }, (_, index) =>
  JSON.stringify({ prompt: `${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
).join('\n')

const upload = (runtime: Runtime, text = TRAINING) =>
  bindPromise(clientOf(runtime.api), { files }).files.upload({
    body: { file: new File([text], 'numbers.jsonl'), purpose: 'fine-tune' },
  })

/** What the client promises in every runtime, by name. */
export const cases: Readonly<Record<string, (runtime: Runtime) => Promise<void>>> = {
  'a file comes back as it was uploaded': async (runtime) => {
    const text = '{"prompt":"größer →","completion":" 你好"}\n'
    const file = await upload(runtime, text)
    same(file.filename, 'numbers.jsonl', 'filename')
    const bytes = await bindPromise(clientOf(runtime.api), { files }).files.content({ id: file.id })
    same(new TextDecoder().decode(bytes), text, 'content')
  },

  'the fetch of the platform may be given as it is': async ({ api }) => {
    const result = await clientOf(api, { fetch })(models.list)()
    same(result._tag, 'Right', 'outcome')
  },

  'a fine-tune is created, followed to its end and asked': async (runtime) => {
    const client = clientOf(runtime.api)
    const api = bindPromise(client, { fineTunes, completions })
    const { id: training_file } = await upload(runtime)
    const { id, status } = await api.fineTunes.create({
      body: { training_file, model: 'ada', n_epochs: 2, batch_size: 4 },
    })
    same(status, 'pending', 'first status')

    const messages: string[] = []
    const statuses: string[] = []
    for await (const update of followFineTune(client, id, { pollInterval: 50 })) {
      if (update._tag === 'Left') throw new Error(update.left.message)
      if (update.right.type === 'event') messages.push(update.right.event.message)
      else statuses.push(update.right.job.status)
    }
    const job = await api.fineTunes.retrieve({ id })
    same(job.status, 'succeeded', 'last status')
    same(statuses.at(-1), 'succeeded', 'last status told')
    same(
      messages,
      job.events?.map(({ message }) => message),
      'every event once and in order',
    )

    const completion = await api.completions.create({
      body: { model: job.fine_tuned_model ?? '', prompt: '3 ->', max_tokens: 8, temperature: 0 },
    })
    same(completion.object, 'text_completion', 'completion')
  },

  'a refusal is data: status, parameter and words of the server': async (runtime) => {
    const result = await clientOf(runtime.api)(fineTunes.create, {
      body: { training_file: 'file-none' },
    })()
    if (result._tag === 'Right' || result.left._tag !== 'Refused') throw new Error('not refused')
    const { status, param, attempts, reason } = result.left
    same([status, param, attempts], [400, 'file', 1], 'refusal')
    same(reason, 'No file with ID: file-none', 'reason')
    same(structuredClone(result.left), result.left, 'clone')
  },

  'the key is in no error, even where the server echoes it': async (runtime) => {
    const { error } = await failed(runtime, 'echo-key')
    check(error._tag === 'Refused' && error.status === 401, error._tag)
    check(!JSON.stringify(error).includes(KEY), 'the key is in the error')
  },

  'a key that no header can carry is refused before anything is sent': async (runtime) => {
    const { error, count } = await failed(runtime, 'html', { apiKey: `${KEY}\n` })
    same([error._tag, count], ['InvalidRequest', 0], 'refusal')
    check(!JSON.stringify(error).includes('SECRET'), 'the key is in the error')
  },

  'an id is one path segment or an error': async (runtime) => {
    const client = clientOf(runtime.api)
    for (const id of ['', '.', '..', '\ud800']) {
      const result = await client(fineTunes.retrieve, { id })()
      check(result._tag === 'Left' && result.left._tag === 'InvalidRequest', JSON.stringify(id))
    }
    const result = await client(fineTunes.retrieve, { id: '../models?x=1#y' })()
    check(
      result._tag === 'Left' && result.left._tag === 'Refused',
      'a path in an id leaves its place',
    )
    check(result._tag === 'Left' && 'status' in result.left && result.left.status === 404, '404')
  },

  'input that the codec does not know is not sent': async (runtime) => {
    const result = await clientOf(runtime.api)(fineTunes.create, {
      body: { training_file: 'file-x', n_epochs: 1.5 },
    })()
    if (result._tag === 'Right') throw new Error('accepted')
    same(result.left._tag, 'InvalidRequest', 'tag')
    check(result.left.message.includes('n_epochs: expected Int, got 1.5'), result.left.message)
  },

  'a connection that breaks is tried again for a GET': async (runtime) => {
    for (const fault of ['reset-once', 'cut-once', 'busy-once']) {
      const { client, count } = faulty(runtime, fault)
      const result = await client(models.list)()
      same([result._tag, await count()], ['Right', 2], fault)
    }
  },

  'a POST is sent once, and its unknown outcome is said': async (runtime) => {
    // Chromium itself sends a request again that a reused connection lost before any answer.
    const browser = navigator.userAgent.startsWith('Mozilla')
    for (const fault of ['cut', 'bad-gateway', 'stall', ...(browser ? [] : ['reset'])]) {
      const { client, count } = faulty(runtime, fault, { timeout: 300 })
      const result = await client(fineTunes.create, { body: { training_file: 'file-x' } })()
      if (result._tag === 'Right') throw new Error('accepted')
      same([result.left._tag, await count()], ['Ambiguous', 1], fault)
    }
  },

  'an outage ends after three attempts': async (runtime) => {
    const { error, count } = await failed(runtime, 'down')
    same([error._tag, error.attempts, count], ['Refused', 3, 3], 'attempts')
  },

  'a wait that is longer than the budget is told and not waited for': async (runtime) => {
    const { error, count } = await failed(runtime, 'busy-long')
    same([error._tag, count], ['Refused', 1], 'attempts')
    check(error._tag === 'Refused' && error.retryAfter === 86_400_000, 'retryAfter')
  },

  'silence ends in time, before and within the body': async (runtime) => {
    for (const fault of ['stall', 'stall-body']) {
      const { error } = await failed(runtime, fault, { timeout: 200, maxRetries: 0 })
      same(error._tag, 'TimedOut', fault)
    }
  },

  'the signal ends the request, the body and the wait between attempts': async (runtime) => {
    for (const fault of ['stall', 'stall-body', 'busy']) {
      const { client } = faulty(runtime, fault)
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 100)
      const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 3_000))
      const call = client(models.list, {}, { signal: controller.signal })()
      const result = await Promise.race([call, late])
      check(result?._tag === 'Left' && result.left._tag === 'Aborted', fault)
    }
  },

  'a redirect is refused, and asked for once': async (runtime) => {
    const { error, count } = await failed(runtime, 'redirect')
    same([error._tag, count], ['Refused', 1], 'refusal')
    check(error.message.endsWith('redirects are refused'), error.message)
  },

  'JSON that is deep, poisoned or beyond numbers does no harm': async (runtime) => {
    for (const fault of ['deep', 'endless-number', 'unsafe-integer', 'empty']) {
      same((await failed(runtime, fault)).error._tag, 'UnexpectedAnswer', fault)
    }
    const { client } = faulty(runtime, 'poisoned')
    const result = await client(models.list)()
    if (result._tag === 'Left') throw new Error(result.left.message)
    same(Object.keys(Object(Reflect.get(result.right, 'x'))), [], 'keys')
  },

  'what will not get better is not tried again': async (runtime) => {
    for (const fault of ['out-of-quota', 'do-not-retry']) {
      const { error, count } = await failed(runtime, fault)
      same([error._tag, count], ['Refused', 1], fault)
    }
  },

  'an outage is not multiplied by the calls of a client': async (runtime) => {
    const { client, count } = faulty(runtime, 'do-not-retry')
    const down = faulty(runtime, 'down', { totalTimeout: 5_000 })
    await client(models.list)()
    same(await count(), 1, 'requests')
    await Promise.all(Array.from({ length: 100 }, () => down.client(models.list)()))
    const requests = await down.count()
    check(requests >= 110 && requests <= 120, `${requests} requests for 100 calls`)
  },

  'status, headers and the attempts of a call can be asked for': async (runtime) => {
    const lines: string[] = []
    const client = clientOf(runtime.api, {
      logger: ({ method, path, attempt, outcome, status }) => {
        lines.push(`${method} ${path} ${attempt} ${outcome} ${status}`)
        throw new Error('a broken logger')
      },
    })
    const result = await client.withResponse(models.retrieve, { model: 'ada' })()
    if (result._tag === 'Left') throw new Error(result.left.message)
    const { value, status, headers, attempts } = result.right
    same([value.id, status, attempts], ['ada', 200, 1], 'answer')
    check(headers.get('content-type')?.startsWith('application/json') === true, 'headers')
    same(lines, ['GET /models/:model 1 Answer 200'], 'log')
  },

  'a good answer in a wrong shape says where it is wrong': async (runtime) => {
    const { error } = await failed(runtime, 'wrong-shape')
    if (error._tag !== 'UnexpectedAnswer') throw new Error(error._tag)
    same(error.reasons[0], 'data.0.id: expected string, got 7', 'reason')
    for (const fault of ['html', 'not-utf8']) {
      same((await failed(runtime, fault)).error._tag, 'UnexpectedAnswer', fault)
    }
  },

  'an answer larger than any honest one is not read': async (runtime) => {
    const { error } = await failed(runtime, 'large')
    same(error._tag, 'TooLarge', 'tag')
  },

  'a stream tells each event, and says when it broke off': async (runtime) => {
    const tags = async (fault: string) => {
      const { client } = faulty(runtime, fault)
      const seen: string[] = []
      for await (const item of streamEvents(client, fineTunes.listEvents, { id: 'ft-1' })) {
        seen.push(item._tag === 'Left' ? item.left._tag : item.right.message)
      }
      return seen
    }
    const event = 'Fine-tune started'
    same(await tags('stream-done'), [event, event], 'complete')
    same(await tags('stream-cut'), [event, 'StreamBroken'], 'cut')
    same(await tags('stream-json'), ['UnexpectedAnswer'], 'not a stream')
    same(await tags('stream-error'), [event, 'Refused'], 'told in the stream')
    same(await tags('stream-endless-line'), ['StreamBroken'], 'too large')
    same(await tags('down'), ['Refused'], 'refused')
  },
}
