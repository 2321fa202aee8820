import { type Endpoint, fineTunes, uploads } from '@finetune/models'
import type { BlobStore } from './blob-store.ts'
import { readerOf } from './body-reader.ts'
import type { ReadForm } from './form.ts'
import { Refusal } from './refusal.ts'

const MEBIBYTE = 2 ** 20
/** Bytes of JSON. */
export const MOST_JSON = MEBIBYTE
const DEEPEST = 128
const MOST_FILE = 512 * MEBIBYTE
const MOST_PART = 64 * MEBIBYTE

const NO_JSON =
  "We could not parse the JSON body of your request. (HINT: This likely means you aren't using " +
  'your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)'

/** A body as it came, not yet decoded. */
export interface Body {
  readonly content: unknown
  /** Forgets the files of it that have not been kept. */
  readonly drop: () => Promise<void>
}

/**
 * Reads the body that an endpoint takes: at most 1 MiB of JSON, or a form with a file of 512 MiB, of
 * 64 where it is a part.
 */
export const readBody = async (
  endpoint: Endpoint,
  request: Request,
  blobs: BlobStore,
  readForm: ReadForm,
): Promise<Body> => {
  if (!endpoint.body) return { content: undefined, drop: async () => undefined }
  if (endpoint.encoding !== 'multipart') {
    const content = await readJson(request)
    const isNullable = endpoint === fineTunes.create
    return { content: isNullable ? leftOut(content) : content, drop: async () => undefined }
  }
  expectType(request, 'multipart/form-data')
  const most = endpoint === uploads.addPart ? MOST_PART : MOST_FILE
  const { fields, drop } = await readForm(request, blobs, most)
  return { content: fields, drop }
}

const readJson = async (request: Request): Promise<unknown> => {
  expectType(request, 'application/json')
  const text = await boundedText(request)
  if (isDeep(text)) throw new Refusal(400, NO_JSON)
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, NO_JSON)
  }
}

/** What the legacy API takes `null` for, as if it were not there. A suffix is none of it. */
const NULLABLE = [
  ...['validation_file', 'model', 'n_epochs', 'batch_size', 'learning_rate_multiplier'],
  ...['prompt_loss_weight', 'compute_classification_metrics', 'classification_n_classes'],
  ...['classification_positive_class', 'classification_betas'],
]
const leftOut = (content: unknown): unknown => {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content
  const isLeft = ([key, value]: readonly [string, unknown]) =>
    value !== null || !NULLABLE.includes(key)
  return Object.fromEntries(Object.entries(content).filter(isLeft))
}

/** Whether brackets nest so deep that walking what they hold would not come to an end. */
const isDeep = (text: string): boolean => {
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (character === '"') isInString = !isInString
    else if (isInString && character === '\\') index += 1
    else if (isInString) continue
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth > DEEPEST) return true
  }
  return false
}

const expectType = (request: Request, expected: string): void => {
  expectPlain(request)
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === expected) return
  throw new Refusal(415, `Invalid Content-Type header (${type}), expected ${expected}.`)
}

/** Bodies are read as they come. */
const expectPlain = (request: Request): void => {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity') return
  throw new Refusal(415, `Invalid Content-Encoding header (${encoding}), expected none.`)
}

/** The body of a request, which fails where it grows too large, whatever it says of its size. */
const boundedText = async (request: Request): Promise<string> => {
  const tooLarge = new Refusal(413, `Maximum content size limit (${MOST_JSON}) exceeded`)
  if (Number(request.headers.get('content-length')) > MOST_JSON) throw tooLarge
  const { pieces, discard } = readerOf(request)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decoded = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined })
    } catch {
      discard()
      throw new Refusal(400, NO_JSON)
    }
  }
  let text = ''
  let size = 0
  for await (const piece of pieces()) {
    size += piece.byteLength
    if (size > MOST_JSON) {
      discard()
      throw tooLarge
    }
    text += decoded(piece)
  }
  return text + decoded()
}
