import type { Endpoint } from '@finetune/models'
import { Refusal } from './refusal.ts'

const MEBIBYTE = 2 ** 20
const MOST_JSON = MEBIBYTE
const MOST_UPLOADED = 512 * MEBIBYTE

const NO_JSON =
  "We could not parse the JSON body of your request. (HINT: This likely means you aren't using " +
  'your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)'

/** Reads the body that an endpoint takes, not yet decoded: at most 1 MiB of JSON, 512 of a form. */
export const readBody = async (endpoint: Endpoint, request: Request): Promise<unknown> => {
  if (!endpoint.body) return undefined
  return endpoint.encoding === 'multipart' ? readForm(request) : readJson(request)
}

const readJson = async (request: Request): Promise<unknown> => {
  expectType(request, 'application/json')
  const text = await bounded(request, MOST_JSON).text()
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, NO_JSON)
  }
}

/** A part without a filename arrives as text: an upload it is all the same, called `file`. */
const readForm = async (request: Request): Promise<unknown> => {
  expectType(request, 'multipart/form-data')
  const form = await bounded(request, MOST_UPLOADED)
    .formData()
    .catch((error) => {
      throw error instanceof Refusal ? error : new Refusal(400, 'Could not parse multipart form')
    })
  const fields = Object.fromEntries(form)
  return typeof fields.file === 'string'
    ? { ...fields, file: new File([fields.file], 'file') }
    : fields
}

const expectType = (request: Request, expected: string): void => {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === expected) return
  throw new Refusal(415, `Invalid Content-Type header (${type}), expected ${expected}.`)
}

/** The body of a request, which fails where it grows too large, whatever it says of its size. */
const bounded = (request: Request, most: number): Response => {
  const tooLarge = new Refusal(413, `Maximum content size limit (${most}) exceeded`)
  if (Number(request.headers.get('content-length')) > most) throw tooLarge
  let size = 0
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.byteLength
      if (size > most) throw tooLarge
      controller.enqueue(chunk)
    },
  })
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  return new Response(request.body?.pipeThrough(limit) ?? null, { headers })
}
