import { ApiError, files } from '@finetune/models'
import type { TaskEither } from 'fp-ts/TaskEither'
import { failure, left, typeOf, unexpected } from './answer.ts'
import type { CallOptions, Client } from './client.ts'
import { type ClientError, ClientFailure } from './client-error.ts'
import { readJson } from './json.ts'
import { watchBody } from './watch-body.ts'

/** A file whose bytes are still to come. */
export interface Download {
  /** A name without a path, where the server gives one. */
  readonly filename?: string
  /** Bytes, where the server says how many. */
  readonly size?: number
  /** Fails with a {@link ClientFailure} when it breaks off, falls silent or is aborted. */
  readonly body: ReadableStream<Uint8Array>
}

/**
 * The content of a file as it comes: nothing is held but what is being read, and leaving the body
 * closes the connection. A lost connection is tried again until the first byte, and not after it.
 */
export const downloadFile =
  (client: Client, id: string, options: CallOptions = {}): TaskEither<ClientError, Download> =>
  async () => {
    const opened = await client.open(files.content, { id }, options)()
    if (opened._tag === 'Left') return opened
    const { headers, attempts, hide, idleTimeout } = opened.right
    const { method, path } = files.content
    const call = { method, path, attempts, hide }
    const body = watchBody(opened.right.body, {
      idleTimeout,
      signal: options.signal,
      failure: (reason, bytes) => {
        const { _tag, words } = ENDS[reason]
        return new ClientFailure({ _tag, ...failure(call, `${words} after ${bytes} bytes`) })
      },
    })
    const no = (reason: string) => {
      body.cancel().catch(() => undefined)
      return unexpected('file', [reason], opened.right, call)
    }

    const encoding = headers.get('content-encoding')
    if (encoding && !ENCODINGS.includes(encoding.toLowerCase())) return no('an unknown encoding')
    // A page where a file should be is a gateway that wants a login.
    const type = typeOf(opened.right, call)
    if (/^text\/html/i.test(type)) return no(`expected a file, got ${type}`)
    let content = body
    try {
      const { first, next, rest } = await begin(body, /json/i.test(type))
      if (!first) return no('expected a file, got nothing')
      if (next === 'none' && ApiError.is(readJson(first)?.json)) {
        return no('expected a file, got an error')
      }
      content = rest
    } catch (error) {
      if (error instanceof ClientFailure) return left(error.error)
      throw error
    }

    const filename = filenameOf(headers)
    const size = encoding === null && headers.get('content-length')
    return {
      _tag: 'Right',
      right: {
        ...(filename !== undefined && { filename }),
        ...(size && /^\d{1,15}$/.test(size) && { size: Number(size) }),
        body: content,
      },
    }
  }

const ENCODINGS = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'identity']

/** The first bytes of a body, whether there are more where that is asked, and all of it as a body. */
const begin = async (body: ReadableStream<Uint8Array>, isMoreAsked: boolean) => {
  const reader = body.getReader()
  const first = (await reader.read()).value
  const more = first && isMoreAsked ? await reader.read() : undefined
  const held = [first, more?.value].filter((chunk) => chunk !== undefined)
  const rest = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const chunk = held.shift() ?? (await reader.read()).value
        if (chunk) controller.enqueue(chunk)
        else controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return { first, next: more?.done ? 'none' : 'unknown', rest } as const
}

const ENDS = {
  idle: { _tag: 'TimedOut', words: 'no byte came in time' },
  broken: { _tag: 'StreamBroken', words: 'the download broke off' },
  aborted: { _tag: 'Aborted', words: 'aborted' },
  'too large': { _tag: 'StreamBroken', words: 'too large' },
} as const

/** The name in a `Content-Disposition` (RFC 6266), without a path: it may be anybody's. */
export const filenameOf = (headers: Headers): string | undefined => {
  const header = headers.get('content-disposition')?.slice(0, 2_000) ?? ''
  const [, extended] = header.match(/filename\*=utf-8'[\w-]*'([^;\s]+)/i) ?? []
  const [, quoted, token] = header.match(/filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i) ?? []
  const name = decoded(extended) ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? token
  const last = name
    ?.split(/[/\\]/)
    .at(-1)
    ?.replaceAll(/\p{Cc}/gu, '')
  return last && last !== '.' && last !== '..' ? last : undefined
}

const decoded = (text: string | undefined): string | undefined => {
  try {
    return text && decodeURIComponent(text)
  } catch {
    return undefined
  }
}
