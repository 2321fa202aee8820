import { type OpenAIFile, uploads } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import { failure, left } from './answer.ts'
import type { ByteSource } from './byte-source.ts'
import type { ClientError } from './client-error.ts'
import { asSent, carried, sendable } from './upload-carrier.ts'
import type { Sending } from './upload-file.ts'

/**
 * Uploads so many bytes of a source through the Uploads API, and calls the upload off where that fails:
 * then the server has no file. Rejects where the source fails.
 */
export const uploadInParts = async (
  sending: Sending,
  source: ByteSource,
  total: number,
  partSize: number,
): Promise<Either<ClientError, OpenAIFile>> => {
  const { client, upload, filename, tell, options } = sending
  const { file, purpose, expires_after } = upload
  const mime_type = (file instanceof Blob && file.type) || typeOf(filename)
  const description = { filename, purpose, bytes: total, mime_type }
  const body = { ...description, ...(expires_after && { expires_after }) }
  const created = await client(uploads.create, { body }, options)()
  if (created._tag === 'Left') return created
  const { id } = created.right

  let isOver = false
  try {
    const parts = await sendParts(sending, id, source, total, partSize)
    if (parts._tag === 'Left') return parts
    tell?.(total, total)
    const completion = { part_ids: parts.right, md5: source.md5() }
    const completed = await client(uploads.complete, { id, body: completion }, options)()
    // Calling off what may be complete would destroy it.
    isOver = completed._tag === 'Right' || MAYBE.includes(completed.left._tag)
    if (completed._tag === 'Left') return completed
    const { status, file } = completed.right
    return file && completed.right.id === id
      ? asSent(file, purpose, total, uploads.complete.path)
      : noFile(status)
  } finally {
    if (!isOver) await callOff(sending, id)
  }
}

const MAYBE: readonly ClientError['_tag'][] = ['Ambiguous', 'UnexpectedAnswer', 'TooLarge']

/** The ids of the parts, in order. */
const sendParts = async (
  { client, filename, tell, options }: Sending,
  id: string,
  source: ByteSource,
  total: number,
  partSize: number,
): Promise<Either<ClientError, string[]>> => {
  const ids: string[] = []
  for (let sent = 0; sent < total; ) {
    tell?.(sent, total)
    const before = sent
    const onSent = tell && ((bytes: number) => tell(before + bytes, total))
    const part = await source.next(Math.min(partSize, total - sent))
    sent += part.length
    if (options.signal?.aborted) throw options.signal.reason
    if (sent < total && part.length < partSize) return wrongSize(`ended after ${sent}`, total)

    const data = sendable(part, filename)
    const { form, carrier } = await carried(client, { data }, data, onSent)
    // A part that arrives twice is kept twice and used once.
    const again = { ...options, ...carrier, repeatable: true }
    const added = await client(uploads.addPart, { id, body: form }, again)()
    if (added._tag === 'Left') return added
    ids.push(added.right.id)
  }
  return (await source.ended()) ? { _tag: 'Right', right: ids } : wrongSize('goes on', total)
}

/** Milliseconds that calling off may take: the server forgets the upload after an hour anyway. */
const CALL_OFF_TIMEOUT = 5_000

/** Not waited for where the caller has aborted and waits for nothing. */
const callOff = async ({ client, options }: Sending, id: string): Promise<void> => {
  const { signal, ...rest } = options
  const limits = { timeout: CALL_OFF_TIMEOUT, totalTimeout: CALL_OFF_TIMEOUT, repeatable: true }
  const cancelled = client(uploads.cancel, { id }, { ...rest, ...limits })()
  if (!signal?.aborted) await cancelled
}

const typeOf = (filename: string): string =>
  filename.endsWith('.jsonl') ? 'text/jsonl' : 'application/octet-stream'

const PART = { method: 'POST', path: uploads.addPart.path, attempts: 0 }

const wrongSize = (what: string, total: number) =>
  left({
    _tag: 'InvalidRequest',
    ...failure(PART, `the stream ${what}, though its size is ${total} bytes`),
  })

const noFile = (status: string) => {
  const reason = `file: expected OpenAIFile in an upload that is ${status.slice(0, 80)}`
  const said = failure({ method: 'POST', path: uploads.complete.path, attempts: 1 }, reason)
  return left({ _tag: 'UnexpectedAnswer', ...said, status: 200, reasons: [reason] })
}
