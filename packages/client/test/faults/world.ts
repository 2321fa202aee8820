import { createMd5 } from '../../src/md5.ts'
import { json, type Reply, refusal, text } from './reply.ts'

/** One request as a server sees it. */
export interface Asked {
  readonly method: string
  /** Below the base URL. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Uint8Array<ArrayBuffer>
  /** The `Authorization` header. */
  readonly key: string
}

/** A good answer, and what the server has done once it is sent. */
export interface Answer {
  readonly reply: Reply
  readonly act?: () => void
}

/** Unix seconds, long ago: nothing is told late of a job that ended then. */
const THEN = 1_700_000_000
export const CONTENT = 'step,loss\n1,0.5\n2,größer\n'
export const JOB_IDS = ['ftjob-5', 'ftjob-4', 'ftjob-3', 'ftjob-2', 'ftjob-1']
export const MESSAGES = ['created', 'started', 'größer 🎉', 'epoch 1/1', 'succeeded']

export const fineTuneOf = (status: string) => ({
  id: 'ft-1',
  object: 'fine-tune',
  created_at: THEN,
  updated_at: THEN,
  model: 'ada',
  fine_tuned_model: null,
  organization_id: 'org-1',
  status,
  hyperparams: {
    n_epochs: 1,
    batch_size: null,
    learning_rate_multiplier: null,
    prompt_loss_weight: 0.01,
  },
  training_files: [fileOf('file-1', 1, 'a.jsonl')],
  validation_files: [],
  result_files: [],
})

const jobOf = (id: string, status: string) => ({
  id,
  object: 'fine_tuning.job',
  created_at: THEN,
  finished_at: status === 'succeeded' ? THEN : null,
  model: 'gpt-4o-mini',
  status,
  training_file: 'file-1',
})

export const fileOf = (id: string, bytes: number, filename: string) => ({
  id,
  object: 'file',
  bytes,
  created_at: THEN,
  filename,
  purpose: 'fine-tune',
})

const fineTuneEventOf = (message: string, index: number) => ({
  object: 'fine-tune-event',
  created_at: THEN + index,
  level: 'info',
  message,
})

const jobEventOf = (message: string, index: number) => ({
  ...fineTuneEventOf(message, index),
  object: 'fine_tuning.job.event',
  id: `ftevent-${index}`,
})

export const EVENTS = MESSAGES.map((message, index) =>
  JSON.stringify(fineTuneEventOf(message, index)),
)

export interface World {
  readonly answer: (asked: Asked) => Answer
  /** How many jobs were started. */
  readonly jobs: () => number
  /** Says that a stream was read to its end. */
  readonly streamed: () => void
}

/** A server that does everything right, with jobs and uploads in memory. */
export const createWorld = (): World => {
  const made: Record<string, unknown>[] = []
  const parts = new Map<string, Uint8Array<ArrayBuffer>>()
  let upload = { bytes: 0, filename: '' }
  let looks = 0
  let isStreamed = false

  const look = () => {
    looks += 1
  }
  const page = (items: readonly { readonly id: string }[], query: URLSearchParams) => {
    const from = items.findIndex(({ id }) => id === query.get('after')) + 1
    return json({
      object: 'list',
      data: items.slice(from, from + 2),
      has_more: from + 2 < items.length,
    })
  }
  const list = (query: URLSearchParams) => {
    const key = query.get('metadata[finetune_key]')
    if (key === null)
      return page(
        JOB_IDS.map((id) => jobOf(id, 'succeeded')),
        query,
      )
    return page(made as { id: string }[], query)
  }
  const make = (job: Record<string, unknown>): Answer => ({
    reply: json(job),
    act: () => made.push(job),
  })
  const uploadOf = (status: string) => ({
    id: 'upload_1',
    object: 'upload',
    created_at: THEN,
    expires_at: THEN + 3_600,
    purpose: 'fine-tune',
    status,
    ...upload,
  })
  const complete = ({ md5, part_ids }: { md5: string; part_ids: string[] }): Reply => {
    const sum = createMd5()
    let bytes = 0
    for (const id of part_ids) {
      const part = parts.get(id) ?? new Uint8Array()
      sum.update(part)
      bytes += part.length
    }
    if (md5 !== sum.hex()) return refusal(400, {}, { message: 'not the checksum' })
    return json({ ...uploadOf('completed'), file: fileOf('file-2', bytes, upload.filename) })
  }

  const answer = ({ method, path, query, body }: Asked): Answer => {
    const read = () => JSON.parse(new TextDecoder().decode(body))
    switch (`${method} ${path}`) {
      case 'GET /fine-tunes/ft-1':
        // A job ends, whether it was listened to or not.
        return {
          reply: json(fineTuneOf(isStreamed || looks > 5 ? 'succeeded' : 'running')),
          act: look,
        }
      case 'GET /fine-tunes/ft-done':
        return { reply: json({ ...fineTuneOf('succeeded'), id: 'ft-done' }) }
      case 'GET /fine-tunes/ft-1/events':
        return query.get('stream') === 'true'
          ? { reply: streamOf([...EVENTS, '[DONE]']) }
          : { reply: json({ object: 'list', data: MESSAGES.map(fineTuneEventOf) }) }
      case 'GET /fine_tuning/jobs/ftjob-1':
        return {
          reply: json(jobOf('ftjob-1', looks > 0 ? 'succeeded' : 'running')),
          act: look,
        }
      case 'GET /fine_tuning/jobs/ftjob-1/events': {
        const told = looks > 1 ? MESSAGES : MESSAGES.slice(0, 3)
        return { reply: page(told.map(jobEventOf).toReversed(), query) }
      }
      case 'GET /fine_tuning/jobs':
        return { reply: list(query) }
      case 'POST /fine_tuning/jobs':
        return make({ ...jobOf(`ftjob-${made.length + 10}`, 'queued'), ...read() })
      case 'GET /fine-tunes':
        return { reply: json({ object: 'list', data: made }) }
      case 'POST /fine-tunes': {
        const id = `ft-${made.length + 10}`
        return make({ ...fineTuneOf('pending'), id, created_at: Math.floor(Date.now() / 1000) })
      }
      case 'GET /files/file-1/content':
        return {
          reply: text(CONTENT, {
            'content-type': 'application/octet-stream',
            'content-disposition': 'attachment; filename="results.csv"',
          }),
        }
      case 'POST /files':
        return { reply: json(fileOf('file-2', sizeIn(body), 'a.jsonl')) }
      case 'POST /uploads':
        upload = { bytes: read().bytes, filename: read().filename }
        return { reply: json(uploadOf('pending')) }
      case 'POST /uploads/upload_1/parts': {
        const id = `part_${parts.size + 1}`
        parts.set(id, contentIn(body))
        return {
          reply: json({ id, object: 'upload.part', created_at: THEN, upload_id: 'upload_1' }),
        }
      }
      case 'POST /uploads/upload_1/complete':
        return { reply: complete(read()) }
      case 'POST /uploads/upload_1/cancel':
        return { reply: json(uploadOf('cancelled')) }
      default:
        return { reply: refusal(404) }
    }
  }
  return {
    answer,
    jobs: () => made.length,
    streamed: () => {
      isStreamed = true
    },
  }
}

/** A stream of events, the ends of lines as they are given. */
export const streamOf = (data: readonly string[], end = '\n'): Reply => ({
  ...text('', { 'content-type': 'text/event-stream' }),
  chunks: data.map((one) => `data: ${one}${end}${end}`),
})

/** The file in a form of which it is the last part. */
const contentIn = (form: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  const latin = new TextDecoder('latin1').decode(form)
  const head = latin.lastIndexOf('\r\nContent-Type: ')
  const from = latin.indexOf('\r\n\r\n', head) + 4
  return form.slice(from, latin.lastIndexOf('\r\n--'))
}

const sizeIn = (form: Uint8Array<ArrayBuffer>): number => contentIn(form).length
