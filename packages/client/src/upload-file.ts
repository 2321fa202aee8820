import { type ExpiresAfter, files, type OpenAIFile } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { failure, left } from './answer.ts'
import { type ByteSource, byteSource } from './byte-source.ts'
import type { CallOptions, Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { asSent, carried, sendable } from './upload-carrier.ts'
import { uploadInParts } from './upload-in-parts.ts'

/** A file to upload, and what for. */
export interface FileUpload {
  /** A stream of Node.js comes through `Readable.toWeb`, a file of its disk through `openAsBlob`. */
  readonly file: Blob | ReadableStream<Uint8Array>
  /** The name of the `File`, or `file`, where absent. */
  readonly filename?: string
  /** As `fine-tune`. */
  readonly purpose: OpenAIFile['purpose']
  /** Bytes of a stream: needed where it is longer than one part. */
  readonly size?: number
  readonly expires_after?: ExpiresAfter
}

export interface UploadOptions extends CallOptions {
  /** Told as the file leaves; what it throws is lost. */
  readonly onProgress?: (progress: UploadProgress) => void
  /** Bytes of one part, 16 MiB where absent; 64,000,000 at most. A stream is held by parts. */
  readonly partSize?: number
  /** Bytes up to which a `Blob` goes in one request: 500,000,000, as the API takes 512 MB. */
  readonly threshold?: number
}

/** How far an upload is. */
export interface UploadProgress {
  /**
   * Bytes of the file that have left, or undefined where the platform does not tell. It goes back where
   * a part is sent again.
   */
  readonly sent: number | undefined
  readonly total: number
}

const PART_SIZE = 16 * 1024 * 1024
const MOST_PART_SIZE = 64_000_000
const THRESHOLD = 500_000_000

/**
 * Uploads a file in one request or, above a size, in parts through the Uploads API: created once,
 * each part sent again where it is lost, completed once and against an MD5 of the whole, and called
 * off where that fails. Only of its last request can the outcome be unknown: `Ambiguous`.
 */
export const uploadFile =
  (
    client: Client,
    upload: FileUpload,
    { onProgress, partSize = PART_SIZE, threshold = THRESHOLD, ...options }: UploadOptions = {},
  ): TaskEither<ClientError, OpenAIFile> =>
  async () => {
    const { file, filename = file instanceof File ? file.name : 'file' } = upload
    const size = file instanceof Blob ? file.size : upload.size
    const { signal } = options
    if (!(Number.isInteger(partSize) && partSize > 0 && partSize <= MOST_PART_SIZE)) {
      return refused(`partSize: expected 1 to ${MOST_PART_SIZE} bytes`)
    }
    if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0)) {
      return refused('size: expected a number of bytes')
    }
    let last: number | undefined = -1
    const tell = (sent: number | undefined, total: number): void => {
      if (sent === last) return
      last = sent
      try {
        onProgress?.({ sent, total })
      } catch {
        // An upload does not fail for its progress bar.
      }
    }
    const sending = { client, upload, filename, tell: onProgress && tell, options }
    if (file instanceof Blob && file.size <= threshold) return sendWhole(sending, file)

    let source: ByteSource | undefined
    const onAbort = () => source?.cancel()
    signal?.addEventListener('abort', onAbort)
    try {
      source = byteSource(file instanceof Blob ? file.stream() : file)
      if (size !== undefined && (size > partSize || file instanceof Blob)) {
        return await uploadInParts(sending, source, size, partSize)
      }
      const held = await source.next(partSize)
      const isWhole = (await source.ended()) && (size ?? held.length) === held.length
      if (signal?.aborted) throw signal.reason
      if (isWhole) return await sendWhole(sending, held)
      return size === undefined
        ? refused(`size: needed for a stream of more than one part of ${partSize} bytes`)
        : refused(`the stream does not hold the ${size} bytes of its size`)
    } catch {
      return signal?.aborted
        ? left({ _tag: 'Aborted', ...failure(NOTHING, 'aborted') })
        : refused('the file could not be read')
    } finally {
      signal?.removeEventListener('abort', onAbort)
      source?.cancel()
    }
  }

/** What every request of an upload needs. */
export interface Sending {
  readonly client: Client
  readonly upload: FileUpload
  readonly filename: string
  /** Undefined where nobody asks. */
  readonly tell: ((sent: number | undefined, total: number) => void) | undefined
  readonly options: CallOptions
}

const sendWhole = async (
  { client, upload: { purpose, expires_after }, filename, tell, options }: Sending,
  content: Blob | Uint8Array<ArrayBuffer>,
): Promise<Either<ClientError, OpenAIFile>> => {
  const file = sendable(content, filename)
  const { size } = file
  const onSent = tell && ((bytes: number) => tell(bytes, size))
  tell?.(undefined, size)
  const body = { file, purpose, ...(expires_after && { expires_after }) }
  const { form, carrier } = await carried(client, body, file, onSent)
  const result = await client(files.upload, { body: form }, { ...options, ...carrier })()
  if (result._tag === 'Left') return result
  onSent?.(size)
  return asSent(result.right, purpose, size, files.upload.path)
}

const NOTHING = { method: 'POST', path: '/files', attempts: 0 }

const refused = (reason: string) => left({ _tag: 'InvalidRequest', ...failure(NOTHING, reason) })
