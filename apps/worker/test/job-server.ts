import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

interface Job {
  looks: number
  held: boolean
}

const eventOf = (number: number) => ({
  object: 'fine_tuning.job.event',
  id: `ftevent-${number}`,
  created_at: number,
  level: 'info',
  message: `Step ${number}`,
  type: 'message',
  data: {},
})

const jobOf = (id: string, { looks }: Job) => ({
  id,
  object: 'fine_tuning.job',
  created_at: 1,
  model: 'gpt-4o-mini',
  status: looks === 10 ? 'succeeded' : 'running',
  training_file: 'file-training',
  fine_tuned_model: looks === 10 ? `ft:gpt-4o-mini:acme::${id}` : null,
  result_files: looks === 10 ? ['file-result'] : [],
})

const fileOf = (id: string) => ({
  id,
  object: 'file',
  bytes: 1,
  created_at: 1,
  filename: 'numbers.jsonl',
  purpose: 'fine-tune',
  status: 'processed',
})

/** Older ones are forgotten. */
const MOST_EVENTS = 6

/**
 * A server whose jobs go on by one event with every look: at the fifth they wait until they are let go,
 * at the tenth they have succeeded.
 */
export const startJobServer = async () => {
  const keys = new Set<string>()
  const jobs = new Map<string, Job>()

  const answer = (request: Request): Response => {
    keys.add(request.headers.get('authorization') ?? '')
    const [, , area, ...rest] = new URL(request.url).pathname.split('/')
    if (area === 'files') return Response.json(fileOf(rest[0] ?? 'file-training'))
    const [, id = `ftjob-${jobs.size + 1}`, events] = rest
    if (request.method === 'POST') jobs.set(id, { looks: 0, held: true })
    const job = jobs.get(id)
    if (!job) return Response.json({ error: { message: 'no such job' } }, { status: 404 })
    if (events) {
      const data = Array.from({ length: Math.min(MOST_EVENTS, job.looks) }, (_, index) =>
        eventOf(job.looks - index),
      )
      return Response.json({ object: 'list', data, has_more: false })
    }
    if (request.method === 'GET' && !(job.held && job.looks === 5)) {
      job.looks = Math.min(10, job.looks + 1)
    }
    return Response.json(jobOf(id, job))
  }

  const server = createServer(getRequestListener(answer))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    /** Every `Authorization` it has seen. */
    keys,
    letGo: (id: string) => {
      const job = jobs.get(id)
      if (job) job.held = false
    },
    forget: (id: string) => jobs.delete(id),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
