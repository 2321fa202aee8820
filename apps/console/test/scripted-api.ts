import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FineTune, FineTuningJob } from '@finetune/models'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'

const FILE = {
  id: 'file-training',
  object: 'file',
  bytes: 40,
  created_at: 1,
  filename: 'training.jsonl',
  purpose: 'fine-tune',
  status: 'processed',
  status_details: null,
} as const

const fineTuneOf = (id: string, status: string, changed: Partial<FineTune> = {}): FineTune => ({
  id,
  object: 'fine-tune',
  created_at: 1_700_000_000,
  updated_at: 1_700_000_100,
  model: 'curie',
  fine_tuned_model: null,
  organization_id: 'org-1',
  status,
  hyperparams: {
    n_epochs: 4,
    batch_size: 8,
    learning_rate_multiplier: 0.1,
    prompt_loss_weight: 0.01,
  },
  training_files: [FILE],
  validation_files: [],
  result_files: [],
  ...changed,
})

const jobOf = (
  id: string,
  status: string,
  changed: Partial<FineTuningJob> = {},
): FineTuningJob => ({
  id,
  object: 'fine_tuning.job',
  created_at: 1_700_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  status,
  training_file: 'file-training',
  validation_file: null,
  fine_tuned_model: null,
  finished_at: null,
  error: {},
  result_files: [],
  trained_tokens: null,
  seed: 7,
  method: {
    type: 'supervised',
    supervised: {
      hyperparameters: { n_epochs: 3, batch_size: 4, learning_rate_multiplier: 'auto' },
    },
  },
  ...changed,
})

const TUNED = 'ft:gpt-4o-mini-2024-07-18:acme:weather:B7R9VjQd'

const legacyEvent = (index: number) => ({
  object: 'fine-tune-event',
  created_at: 1_700_000_000 + Math.floor(index / 20),
  level: index % 100 === 99 ? 'warn' : 'info',
  message: `Event ${index + 1}`,
})

const metricsEvent = (id: string, step: number) => ({
  object: 'fine_tuning.job.event',
  id: `ftevent-${id}-${step}`,
  created_at: 1_700_000_000 + step,
  level: 'info',
  message: `Step ${step}/30: training loss=${(3 / step).toFixed(2)}`,
  type: 'metrics',
  data: {
    step,
    total_steps: 30,
    train_loss: 3 / step,
    train_mean_token_accuracy: 1 - 1 / (step + 1),
    ...(step % 10 === 0 && { full_valid_loss: 4 / step, full_valid_mean_token_accuracy: 0.8 }),
  },
})

const checkpointOf = (id: string, step_number: number, full_valid_loss: number) => ({
  object: 'fine_tuning.job.checkpoint',
  id: `ftckpt_${step_number}`,
  created_at: 1_700_000_000 + step_number,
  fine_tuned_model_checkpoint: step_number === 30 ? TUNED : `${TUNED}:ckpt-step-${step_number}`,
  step_number,
  metrics: { step: step_number, train_loss: 3 / step_number, full_valid_loss },
  fine_tuning_job_id: id,
})

const resultsOf = (steps: number): string => {
  const lines = ['step,elapsed_tokens,elapsed_examples,training_loss,training_token_accuracy']
  for (let step = 1; step <= steps; step += 1) {
    lines.push(`${step},${step * 100},${step},${(5 / Math.sqrt(step)).toFixed(4)},${step / steps}`)
  }
  return lines.join('\n')
}

/** A server whose jobs are in every state that there is, and in one that nobody knows. */
export const startScriptedApi = async () => {
  const keys = new Set<string>()
  const fineTunes = new Map(
    [
      fineTuneOf('ft-long', 'succeeded', { fine_tuned_model: 'curie:ft-acme-2023-03-03-21-44-20' }),
      fineTuneOf('ft-points', 'succeeded', { result_files: [{ ...FILE, id: 'file-points' }] }),
      fineTuneOf('ft-live', 'running'),
      fineTuneOf('ft-odd', 'hibernating'),
      ...Array.from({ length: 30 }, (_, index) => fineTuneOf(`ft-old-${index}`, 'cancelled')),
    ].map((job) => [job.id, job]),
  )
  const fault = {
    code: 'invalid_n_examples',
    message: 'Training file has 3 example(s)',
    param: null,
  }
  const jobs = new Map(
    [
      jobOf('ftjob-done', 'succeeded', { fine_tuned_model: TUNED, trained_tokens: 4200 }),
      jobOf('ftjob-failed', 'failed', { error: fault }),
      jobOf('ftjob-paused', 'paused'),
      jobOf('ftjob-running', 'running'),
      jobOf('ftjob-checking', 'validating_files'),
    ].map((job) => [job.id, job]),
  )
  const list = (data: readonly unknown[]) => ({ object: 'list', data, has_more: false })
  const eventsOf = (id: string): number => (id === 'ft-long' ? 10_000 : 10)
  let live = 0

  const app = new Hono().basePath('/v1')
  app.use(async ({ req }, next) => {
    keys.add(req.header('authorization') ?? '')
    await next()
  })
  app.get('/models', ({ json }) =>
    json(list([{ id: 'curie', object: 'model', created: 1, owned_by: 'openai' }])),
  )
  app.get('/files', ({ json }) => json(list([FILE])))
  app.get('/files/file-points/content', ({ text }) => text(resultsOf(100_000)))
  app.get('/files/:id/content', ({ text }) => text('{"prompt":"a ->","completion":" b"}\n'))
  app.get('/files/:id', ({ req, json }) => json({ ...FILE, id: req.param('id') }))
  app.get('/fine-tunes', ({ json }) => json(list([...fineTunes.values()])))
  app.get('/fine-tunes/:id', ({ req, json }) => json(fineTunes.get(req.param('id')) ?? {}))
  app.get('/fine-tunes/:id/results', ({ json }) => json({ error: { message: 'none' } }, 404))
  app.get('/fine-tunes/:id/events', ({ req, json }) => {
    const id = req.param('id')
    if (req.query('stream') !== 'true') {
      const length = id === 'ft-live' ? live : eventsOf(id)
      return json(list(Array.from({ length }, (_, index) => legacyEvent(index))))
    }
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => {
        return `data: ${JSON.stringify(legacyEvent(from + index))}\n\n`
      }).join('')
    const encoder = new TextEncoder()
    let timer: NodeJS.Timeout | undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(encoder.encode(lines(0, live)))
        timer = setInterval(() => {
          live += 1
          controller.enqueue(encoder.encode(lines(live - 1, live)))
        }, 50)
      },
      cancel: () => clearInterval(timer),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  app.post('/chat/completions', async ({ req, json }) => {
    const { model, messages } = await req.json()
    const message = { role: 'assistant', content: messages[0].content.toUpperCase() }
    return json({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model,
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
    })
  })
  app.get('/fine_tuning/jobs', ({ json }) => json(list([...jobs.values()])))
  app.get('/fine_tuning/jobs/:id', ({ req, json }) => json(jobs.get(req.param('id')) ?? {}))
  app.get('/fine_tuning/jobs/:id/events', ({ req, json }) => {
    const id = req.param('id')
    const steps = id === 'ftjob-done' ? 30 : id === 'ftjob-running' ? 12 : 0
    const after = req.query('after')
    const all = Array.from({ length: steps }, (_, index) => metricsEvent(id, steps - index))
    return json(list(all.slice(all.findIndex((event) => event.id === after) + 1)))
  })
  app.get('/fine_tuning/jobs/:id/checkpoints', ({ req, json }) => {
    const id = req.param('id')
    const kept = [checkpointOf(id, 30, 0.5), checkpointOf(id, 20, 0.4), checkpointOf(id, 10, 0.6)]
    return json(list(id === 'ftjob-done' ? kept : []))
  })
  app.post('/fine_tuning/jobs/:id/:act', ({ req, json }) => {
    const { id, act } = req.param()
    const status = { cancel: 'cancelled', pause: 'paused', resume: 'running' }[act] ?? 'failed'
    const job = { ...(jobs.get(id) ?? jobOf(id, status)), status }
    jobs.set(id, job)
    return json(job)
  })

  const server = createServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    /** Every `Authorization` it has seen. */
    keys,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
