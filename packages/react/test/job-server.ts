import { type Client, createClient } from '@finetune/client'
import type { FineTuningJobCheckpoint, FineTuningJobEvent } from '@finetune/models'

/** A server of jobs, legacy and modern, that does what it is told when it is told. */
export interface JobServer {
  readonly client: Client
  /** Another client of the same server. */
  readonly connect: () => Client
  /** Method and path of every request, in order. */
  readonly asked: string[]
  /** Requests that wait for their answer, and streams that are open. */
  readonly open: () => number
  readonly jobs: Map<string, Record<string, unknown>>
  readonly events: FineTuningJobEvent[]
  readonly checkpoints: FineTuningJobCheckpoint[]
  /** Result rows so far, as CSV; none where absent. */
  csv: string | undefined
  /** Waited for before a request is answered. */
  gate: (line: string) => Promise<unknown> | undefined
  /** Waited for before an answer leaves. */
  late: ((line: string) => Promise<unknown> | undefined) | undefined
  /** Whether a legacy job is told without its events. */
  leavesOut: boolean
  /** Answers instead. */
  refuse: ((line: string) => Response | undefined) | undefined
  readonly set: (id: string, status: string) => void
  readonly log: (message: string, data?: FineTuningJobEvent['data']) => void
  /** Says on the streams that they live. */
  readonly beat: () => void
  /** Ends the streams that are open: as complete, or not. */
  readonly cut: (isComplete?: boolean) => void
}

const BASE = 'http://server.test/v1'

export const createJobServer = (...ids: readonly string[]): JobServer => {
  const asked: string[] = []
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const encoder = new TextEncoder()
  const jobs = new Map<string, Record<string, unknown>>()
  const events: FineTuningJobEvent[] = []
  const checkpoints: FineTuningJobCheckpoint[] = []
  /** Held, for a signal that nobody holds is collected as garbage before it is aborted. */
  const requests = new Set<Request>()
  let open = 0

  const eventsOf = (isLegacy: boolean) =>
    isLegacy
      ? events.map(({ created_at, level, message }) => ({
          object: 'fine-tune-event',
          created_at,
          level,
          message,
        }))
      : events.toReversed()

  const streamOf = (signal: AbortSignal): Response => {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const leave = () => {
      if (controller && streams.delete(controller)) open -= 1
    }
    const body = new ReadableStream<Uint8Array>({
      start: (started) => {
        controller = started
        streams.add(started)
        open += 1
        for (const event of eventsOf(true)) started.enqueue(lineOf(event))
      },
      cancel: leave,
    })
    signal.addEventListener('abort', () => {
      if (controller && streams.has(controller)) controller.error(signal.reason)
      leave()
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  const lineOf = (event: unknown) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`)

  const answer = async (request: Request, path: string): Promise<Response> => {
    const [kind = '', id = '', part] = path
      .replace('/fine_tuning/jobs', '/jobs')
      .slice(1)
      .split('/')
    const isLegacy = kind === 'fine-tunes'
    if (kind === 'files' && part === 'content') return new Response(server.csv)
    if (part === 'results') {
      return server.csv === undefined ? notFound() : new Response(server.csv)
    }
    if (request.method === 'POST' && id === '') {
      const body = await request.json()
      const made = `job-${jobs.size + 1}`
      jobs.set(made, { ...body, status: isLegacy ? 'pending' : 'validating_files' })
      return Response.json(jobOf(jobs, made, isLegacy))
    }
    if (id === '') {
      const data = [...jobs.keys()].map((one) => jobOf(jobs, one, isLegacy))
      return Response.json({ object: 'list', data, has_more: false })
    }
    if (!jobs.has(id)) return notFound()
    if (request.method === 'POST') {
      server.set(id, { cancel: 'cancelled', pause: 'paused', resume: 'queued' }[`${part}`] ?? '')
      server.log(`${part}`)
    }
    if (part === 'events' && new URL(request.url).searchParams.get('stream') === 'true') {
      return streamOf(request.signal)
    }
    if (part === 'events') {
      const all = eventsOf(isLegacy)
      if (isLegacy) return Response.json({ object: 'list', data: all })
      const query = new URL(request.url).searchParams
      const from = events.toReversed().findIndex((event) => event.id === query.get('after')) + 1
      const to = from + Number(query.get('limit') ?? 20)
      const page = { data: all.slice(from, to), has_more: to < all.length }
      return Response.json({ object: 'list', ...page })
    }
    if (part === 'checkpoints') return Response.json({ object: 'list', data: checkpoints })
    const job = jobOf(jobs, id, isLegacy)
    const isWhole = isLegacy && !server.leavesOut
    return Response.json(isWhole ? { ...job, events: eventsOf(true) } : job)
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const path = request.url.slice(BASE.length)
    const line = `${request.method} ${path}`
    asked.push(line)
    open += 1
    requests.add(request)
    try {
      const aborted = new Promise<never>((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
      })
      await Promise.race([server.gate(line), aborted])
      const response = server.refuse?.(line) ?? (await answer(request, path.split('?', 1)[0] ?? ''))
      await Promise.race([server.late?.(line), aborted])
      return response
    } finally {
      requests.delete(request)
      open -= 1
    }
  }

  const connect = () => createClient({ baseURL: BASE, fetch, maxRetries: 0 })
  const server: JobServer = {
    client: connect(),
    connect,
    asked,
    open: () => open,
    jobs,
    events,
    checkpoints,
    csv: undefined,
    gate: () => undefined,
    late: undefined,
    leavesOut: false,
    refuse: undefined,
    set: (id, status) => jobs.set(id, { ...jobs.get(id), status }),
    log: (message, data) => {
      const event = {
        object: 'fine_tuning.job.event' as const,
        id: `event-${events.length}`,
        created_at: 1_000 + events.length,
        level: 'info',
        message,
        ...(data && { type: 'metrics', data }),
      }
      events.push(event)
      const line = lineOf(eventsOf(true).at(-1))
      for (const stream of streams) stream.enqueue(line)
    },
    beat: () => {
      for (const stream of streams) stream.enqueue(encoder.encode(':\n\n'))
    },
    cut: (isComplete = false) => {
      for (const stream of streams) {
        if (isComplete) stream.enqueue(encoder.encode('data: [DONE]\n\n'))
        stream.close()
      }
      open -= streams.size
      streams.clear()
    },
  }
  for (const id of ids) server.set(id, 'running')
  return server
}

const notFound = () => Response.json({ error: { message: 'no such job' } }, { status: 404 })

const jobOf = (
  jobs: ReadonlyMap<string, Record<string, unknown>>,
  id: string,
  isLegacy: boolean,
): Record<string, unknown> => {
  const { status, training_file = 'file-1', model = 'ada', ...rest } = jobs.get(id) ?? {}
  const common = { id, created_at: 1_000, model, status }
  const result = status === 'succeeded' ? ['file-results'] : []
  if (!isLegacy) {
    const object = 'fine_tuning.job'
    return { ...common, ...rest, object, training_file, result_files: result }
  }
  return {
    ...common,
    object: 'fine-tune',
    updated_at: 1_000,
    fine_tuned_model: null,
    organization_id: 'org-1',
    hyperparams: {
      n_epochs: 4,
      batch_size: null,
      learning_rate_multiplier: null,
      prompt_loss_weight: 0.01,
    },
    training_files: [fileOf(training_file)],
    validation_files: [],
    result_files: result.map(fileOf),
  }
}

const fileOf = (id: unknown) => ({
  id,
  object: 'file',
  bytes: 1,
  created_at: 1,
  filename: 'file',
  purpose: 'fine-tune',
})
