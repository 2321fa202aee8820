import { createMd5 } from '../src/md5.ts'

/** What becomes of a request: its answer is lost, it never arrives, or this is answered instead. */
export type Fate = 'lost' | 'dropped' | Response | undefined

/** A request as this server counts them: `POST /uploads/:id/parts`, and how many came before. */
export type Interfere = (what: string, before: number, signal: AbortSignal) => Fate | Promise<Fate>

const refuse = (status: number, message: string) =>
  Response.json(
    { error: { message, type: 'invalid_request_error', param: null, code: null } },
    { status },
  )

interface Pending {
  readonly filename: string
  readonly bytes: number
  readonly purpose: string
  readonly parts: Map<string, Uint8Array>
  status: 'pending' | 'completed' | 'cancelled'
}

/** The Files and the Uploads API in memory, as far as uploading goes, for every runtime. */
export const createUploadServer = (interfere: Interfere = () => undefined) => {
  const files = new Map<string, Uint8Array>()
  const uploads = new Map<string, Pending>()
  const requests: string[] = []

  const fileOf = (filename: string, purpose: string, content: Uint8Array) => {
    const id = `file-${files.size + 1}`
    files.set(id, content)
    return { id, object: 'file', bytes: content.length, created_at: 1, filename, purpose }
  }
  const uploadOf = (id: string, { filename, bytes, purpose, status }: Pending) => ({
    id,
    object: 'upload',
    bytes,
    created_at: 1,
    expires_at: 3601,
    filename,
    purpose,
    status,
  })

  const act = async (what: string, id: string, request: Request): Promise<Response> => {
    if (what === 'POST /files') {
      const form = await request.formData()
      const file = form.get('file')
      if (!(file instanceof File)) return refuse(400, 'no file')
      const content = new Uint8Array(await file.arrayBuffer())
      return Response.json(fileOf(file.name, String(form.get('purpose')), content))
    }
    if (what === 'POST /uploads') {
      const { filename, bytes, purpose } = await request.json()
      const upload: Pending = { filename, bytes, purpose, parts: new Map(), status: 'pending' }
      const made = `upload_${uploads.size + 1}`
      uploads.set(made, upload)
      return Response.json(uploadOf(made, upload))
    }
    const upload = uploads.get(id)
    if (upload?.status !== 'pending') return refuse(400, `upload ${id} is not pending`)
    if (what === 'POST /uploads/:id/cancel') {
      upload.status = 'cancelled'
      return Response.json(uploadOf(id, upload))
    }
    if (what === 'POST /uploads/:id/parts') {
      const data = (await request.formData()).get('data')
      if (!(data instanceof File)) return refuse(400, 'no data')
      const part = `part_${upload.parts.size + 1}`
      upload.parts.set(part, new Uint8Array(await data.arrayBuffer()))
      return Response.json({ id: part, object: 'upload.part', created_at: 1, upload_id: id })
    }
    const { part_ids, md5 } = await request.json()
    const parts = part_ids.map((part: string) => upload.parts.get(part))
    const content = new Uint8Array(await new Blob(parts).arrayBuffer())
    const sum = createMd5()
    sum.update(content)
    if (content.length !== upload.bytes) return refuse(400, 'not all the bytes')
    if (md5 !== sum.hex()) return refuse(400, 'not the checksum')
    upload.status = 'completed'
    const file = fileOf(upload.filename, upload.purpose, content)
    return Response.json({ ...uploadOf(id, upload), file })
  }

  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const path = new URL(request.url).pathname.slice('/v1'.length)
    const [, , id = '', tail] = path.split('/')
    const what = `POST ${tail === undefined ? path : `/uploads/:id/${tail}`}`
    const before = requests.filter((other) => other === what).length
    requests.push(what)
    const fate = await interfere(what, before, request.signal)
    if (fate === 'dropped') throw new TypeError('fetch failed')
    if (fate instanceof Response) return fate
    const response = await act(what, id, request)
    if (fate === 'lost') throw new TypeError('fetch failed')
    return response
  }
  return {
    fetch: answer,
    requests,
    files,
    status: () => [...uploads.values()].map(({ status }) => status).join(),
  }
}
