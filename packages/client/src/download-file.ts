import { files } from '@finetune/models'
import type { TaskEither } from 'fp-ts/TaskEither'
import { failure, left, requestIdOf } from './answer.ts'
import type { CallOptions, Client } from './client.ts'
import { type ClientError, ClientFailure } from './client-error.ts'
import { watchBody } from './watch-body.ts'

export interface DownloadOptions extends CallOptions {
  /** Milliseconds without a byte after which a download counts as dead: 60,000. */
  readonly idleTimeout?: number
}

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
  (
    client: Client,
    id: string,
    { idleTimeout = 60_000, ...options }: DownloadOptions = {},
  ): TaskEither<ClientError, Download> =>
  async () => {
    const opened = await client.open(files.content, { id }, options)()
    if (opened._tag === 'Left') return opened
    const { body, headers, status, attempts } = opened.right
    const { method, path } = files.content
    const call = { method, path, attempts }

    // A page where a file should be is a gateway that wants a login.
    const type = headers.get('content-type') ?? ''
    if (status === 204 || type.startsWith('text/html')) {
      body.cancel().catch(() => undefined)
      const reason = `expected a file, got ${type || 'nothing'}`
      const said = { ...failure(call, reason), status, reasons: [reason], ...requestIdOf(headers) }
      return left({ _tag: 'UnexpectedAnswer', ...said })
    }

    const filename = filenameOf(headers)
    const size = headers.get('content-encoding') === null && headers.get('content-length')
    return {
      _tag: 'Right',
      right: {
        ...(filename !== undefined && { filename }),
        ...(size && /^\d{1,15}$/.test(size) && { size: Number(size) }),
        body: watchBody(body, {
          idleTimeout,
          signal: options.signal,
          failure: (reason, bytes) => {
            const { _tag, words } = ENDS[reason]
            return new ClientFailure({ _tag, ...failure(call, `${words} after ${bytes} bytes`) })
          },
        }),
      },
    }
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
