import type { Either } from 'fp-ts/Either'
import {
  type Client,
  type ClientError,
  ClientFailure,
  createOnce,
  downloadFile,
  fineTunes,
  fineTuningJobs,
  followFineTune,
  followFineTuningJob,
  pages,
  streamEvents,
  uploadFile,
} from '../../src/index.ts'
import { CONTENT, fileOf, fineTuneOf, JOB_IDS, MESSAGES } from './world.ts'

/** One way into the client, and what comes of it where the server does everything right. */
export interface Door {
  readonly kind: Kind
  readonly run: (client: Client, how: How) => Promise<Either<ClientError, unknown>>
  readonly right: unknown
}

/** Doors of a kind fare alike. */
export type Kind = 'get' | 'post' | 'once' | 'file' | 'stream'

export interface How {
  /** Of no other run. */
  readonly key: string
  readonly signal?: AbortSignal
}

const right = <A>(value: A): Either<ClientError, A> => ({ _tag: 'Right', right: value })

/** All of what is told, or the first error. */
const all = async <A>(
  items: AsyncIterable<Either<ClientError, A>>,
): Promise<Either<ClientError, readonly A[]>> => {
  const told: A[] = []
  let fault: Either<ClientError, never> | undefined
  for await (const item of items) {
    if (item._tag === 'Right') told.push(item.right)
    else fault ??= item
  }
  return fault ?? right(told)
}

/** To its end, as text. `new Response` would hide in a browser what it breaks off with. */
const read = async (body: ReadableStream<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    text += decoder.decode(value, { stream: !done })
    if (done) return text
  }
}

const map = <A, B>(
  result: Either<ClientError, A>,
  change: (value: A) => B,
): Either<ClientError, B> => (result._tag === 'Left' ? result : right(change(result.right)))

/** What is known of an answer: it may tell more. */
const asIn = (known: object) => (value: object) =>
  Object.fromEntries(Object.keys(known).map((name) => [name, Reflect.get(value, name)]))

const FILE = fileOf('file-2', 38, 'a.jsonl')
const JOB = { ...fineTuneOf('succeeded'), id: 'ft-done' }
const LINES = '{"prompt":"1 ->","completion":" odd"}\n'
const upload = (
  client: Client,
  options: { threshold?: number; signal?: AbortSignal | undefined },
) =>
  uploadFile(
    client,
    { file: new File([LINES], 'a.jsonl'), purpose: 'fine-tune' },
    { partSize: 16, ...options },
  )()

export const DOORS: Readonly<Record<string, Door>> = {
  call: {
    kind: 'get',
    run: async (client, { signal }) =>
      map(await client(fineTunes.retrieve, { id: JOB.id }, { signal })(), asIn(JOB)),
    right: JOB,
  },
  pages: {
    kind: 'get',
    run: async (client, { signal }) =>
      map(await all(pages(client, fineTuningJobs.list, {}, { signal })), (jobs) =>
        jobs.map(({ id }) => id),
      ),
    right: JOB_IDS,
  },
  'following a fine-tune': {
    kind: 'get',
    run: async (client, { signal }) =>
      map(
        await all(followFineTune(client, 'ft-1', { pollInterval: 1, ...(signal && { signal }) })),
        (told) =>
          told.map((update) =>
            update.type === 'event' ? update.event.message : `is ${update.job.status}`,
          ),
      ),
    right: ['is running', ...MESSAGES, 'is succeeded'],
  },
  'following a job': {
    kind: 'get',
    run: async (client, { signal }) =>
      map(
        await all(
          followFineTuningJob(client, 'ftjob-1', { pollInterval: 1, ...(signal && { signal }) }),
        ),
        (told) =>
          told.flatMap((update) =>
            update.type === 'status'
              ? `is ${update.job.status}`
              : update.type === 'event'
                ? update.event.message
                : [],
          ),
      ),
    right: [...MESSAGES.slice(0, 3), 'is running', ...MESSAGES.slice(3), 'is succeeded'],
  },
  upload: {
    kind: 'post',
    run: async (client, { signal }) => map(await upload(client, { signal }), asIn(FILE)),
    right: FILE,
  },
  'upload in parts': {
    kind: 'post',
    run: async (client, { signal }) =>
      map(await upload(client, { threshold: 0, signal }), asIn(FILE)),
    right: FILE,
  },
  download: {
    kind: 'file',
    run: async (client, { signal }) => {
      const opened = await downloadFile(client, 'file-1', { signal })()
      if (opened._tag === 'Left') return opened
      try {
        return right(await read(opened.right.body))
      } catch (error) {
        if (error instanceof ClientFailure) return { _tag: 'Left', left: error.error }
        throw error
      }
    },
    right: CONTENT,
  },
  'createOnce of a job': {
    kind: 'once',
    run: async (client, { key, signal }) =>
      map(
        await createOnce(
          client,
          fineTuningJobs.create,
          { model: 'gpt-4o-mini', training_file: 'file-1' },
          { key, lookInterval: 1, ...(signal && { signal }) },
        )(),
        ({ id }) => id,
      ),
    right: 'ftjob-10',
  },
  'createOnce of a fine-tune': {
    kind: 'once',
    run: async (client, { key, signal }) =>
      map(
        await createOnce(
          client,
          fineTunes.create,
          { model: 'ada', training_file: 'file-1' },
          { key, lookInterval: 1, ...(signal && { signal }) },
        )(),
        ({ id }) => id,
      ),
    right: 'ft-10',
  },
  'a stream': {
    kind: 'stream',
    run: async (client, { signal }) =>
      map(
        await all(streamEvents(client, fineTunes.listEvents, { id: 'ft-1' }, { signal })),
        (events) => events.map(({ message }) => message),
      ),
    right: MESSAGES,
  },
}
