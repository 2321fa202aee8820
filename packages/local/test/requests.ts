import {
  bindPromise,
  createClient,
  fineTuningJobs,
  followFineTuningJob,
  pages,
} from '@finetune/client'
import type { LocalApi } from '@finetune/local'
import { ApiError, Completion, FineTune, isTerminal, OpenAIFile } from '@finetune/models'
import type * as t from 'io-ts'

/** What these tests ask an API, in process or over HTTP: answers are decoded by the models. */
export const requestsOf = (fetch: LocalApi['fetch'], baseURL = 'http://finetune.test/v1') => {
  const json = async <A>(codec: t.Type<A>, response: Response): Promise<A> => {
    const body: unknown = await response.json()
    const result = codec.decode(body)
    if (result._tag === 'Right') return result.right
    throw new Error(`${response.status}: ${JSON.stringify(body)}`)
  }
  const get = (path: string, init?: RequestInit) => fetch(`${baseURL}${path}`, init)
  const remove = (path: string) => fetch(`${baseURL}${path}`, { method: 'DELETE' })
  const post = (path: string, body?: unknown) =>
    fetch(`${baseURL}${path}`, {
      method: 'POST',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
  const form = (fields: Readonly<Record<string, string | File>>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    return fetch(`${baseURL}/files`, { method: 'POST', body })
  }
  const refusal = async (answer: Promise<Response>) => {
    const response = await answer
    return { status: response.status, ...(await json(ApiError, response)).error }
  }
  const retrieve = async (id: string) => json(FineTune, await get(`/fine-tunes/${id}`))
  const events = (id: string, signal?: AbortSignal) =>
    get(`/fine-tunes/${id}/events?stream=true`, signal ? { signal } : {})

  return {
    get,
    post,
    remove,
    form,
    refusal,
    retrieve,
    events,
    upload: async (content: string | Uint8Array<ArrayBuffer>, name = 'train.jsonl') =>
      json(OpenAIFile, await form({ purpose: 'fine-tune', file: new File([content], name) })),
    create: async (body: Readonly<Record<string, unknown>>) =>
      json(FineTune, await post('/fine-tunes', body)),
    cancel: async (id: string) => json(FineTune, await post(`/fine-tunes/${id}/cancel`)),
    /** Waits until the job is over. */
    finish: async (id: string) => {
      await (await events(id)).text()
      return retrieve(id)
    },
    /** Waits until the job has told so. */
    until: async (id: string, message: string | RegExp) => {
      const leaving = new AbortController()
      const stream = (await events(id, leaving.signal)).body?.pipeThrough(new TextDecoderStream())
      let text = ''
      for await (const chunk of stream ?? []) {
        text += chunk
        if (text.match(message)) break
      }
      leaving.abort()
      return retrieve(id)
    },
    text: async (path: string) => (await get(path)).text(),
    complete: async (body: Readonly<Record<string, unknown>>) =>
      json(Completion, await post('/completions', body)),
  }
}

/** What these tests ask an API about jobs of the modern API, through the client. */
export const jobRequestsOf = (fetch: LocalApi['fetch'], baseURL = 'http://finetune.test/v1') => {
  const client = createClient({ baseURL, fetch, maxRetries: 0 })
  const { fineTuningJobs: jobs } = bindPromise(client, { fineTuningJobs })
  const retrieve = (id: string) => jobs.retrieve({ id })
  const events = (id: string) => jobs.listEvents({ id, query: { limit: 100 } })
  /** Follows a job until it is as asked for. */
  const until = async (id: string, isThere: (message: string) => boolean) => {
    for await (const update of followFineTuningJob(client, id, { pollInterval: 10 })) {
      if (update._tag === 'Left') throw new Error(JSON.stringify(update.left))
      if (update.right.type === 'event' && isThere(update.right.event.message)) return
    }
  }
  return {
    create: (body: Parameters<typeof jobs.create>[0]['body']) => jobs.create({ body }),
    list: jobs.list,
    retrieve,
    events,
    listEvents: jobs.listEvents,
    cancel: (id: string) => jobs.cancel({ id }),
    pause: (id: string) => jobs.pause({ id }),
    resume: (id: string) => jobs.resume({ id }),
    checkpoints: async (id: string) => (await jobs.listCheckpoints({ id })).data,
    until,
    /** Waits until the job is over. */
    finish: async (id: string) => {
      await until(id, () => false)
      const job = await retrieve(id)
      if (!isTerminal(job.status)) throw new Error(`${id} is ${job.status}`)
      return job
    },
    /** All messages of a job, in order. */
    allMessages: async (id: string) => {
      const all: string[] = []
      for await (const page of pages(client, fineTuningJobs.listEvents, { id })) {
        if (page._tag === 'Left') throw new Error(JSON.stringify(page.left))
        all.push(page.right.message)
      }
      return all.reverse()
    },
    /** The latest messages of a job, in order. */
    messages: async (id: string) => (await events(id)).data.map(({ message }) => message).reverse(),
  }
}

/** The messages of a job, in order. */
export const messagesOf = ({ events = [] }: FineTune): readonly string[] =>
  events.map(({ message }) => message)

const THINGS = ['apple', 'river', 'stone', 'cloud', 'horse']

/** Examples that are quickly learnt: the completion tells whether the number is even. */
export const dataset = (examples: number): string =>
  Array.from({ length: examples }, (_, index) =>
    JSON.stringify({
      prompt: `${THINGS[index % THINGS.length]} ${index % 2 === 0 ? 'a' : 'b'} ->`,
      completion: index % 2 === 0 ? ' even' : ' odd',
    }),
  ).join('\n')

/** The same as conversations. */
export const chatDataset = (examples: number): string =>
  Array.from({ length: examples }, (_, index) =>
    JSON.stringify({
      messages: [
        {
          role: 'user',
          content: `${THINGS[index % THINGS.length]} ${index % 2 === 0 ? 'a' : 'b'}`,
        },
        { role: 'assistant', content: index % 2 === 0 ? 'even' : 'odd' },
      ],
    }),
  ).join('\n')
