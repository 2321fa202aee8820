import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  bindPromise,
  createClient,
  type Endpoint,
  files,
  fineTunes,
  fineTuningJobs,
  models,
} from '@finetune/client'
import { parseResults } from '@finetune/models'
import { sign } from 'hono/jwt'
import type { Miniflare } from 'miniflare'
import { expect, vi } from 'vitest'
import { startWorker } from '../miniflare.ts'

const SITE = 'https://app.example'
export const KEY = 'sk-SECRET-0123456789'
export const SESSIONS = 'a secret of the sessions'
export const WEBHOOKS = 'whsec_dGhpcyBpcyBhIHNlY3JldCBvZiBhIHRlc3Q='

/** The Worker, looking at jobs all the time where nothing else is said. */
export const start = (OPENAI_BASE_URL: string, folder: string, POLL_INTERVAL = '1') => {
  const page = join(folder, 'page')
  mkdirSync(page, { recursive: true })
  writeFileSync(join(page, 'index.html'), '<title>The page</title>')
  return startWorker({
    folder,
    page,
    conditions: ['@finetune/source'],
    bindings: {
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL,
      SESSION_SECRET: SESSIONS,
      WEBHOOK_SECRET: WEBHOOKS,
      POLL_INTERVAL,
    },
  })
}

export const tokenOf = (
  user: string,
  exp = Math.floor(Date.now() / 1000) + 60,
  secret = SESSIONS,
) => sign({ sub: user, exp }, secret)

/** What a user's page sees of the Worker. */
export const visit = (worker: Miniflare, cookie = '') => {
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input instanceof Request ? input : new URL(input, SITE), init)
    const headers: [string, string][] = [...request.headers, ['cookie', cookie]]
    const body = request.body ? { body: await request.arrayBuffer() } : {}
    const { method } = request
    const response = await worker.dispatchFetch(request.url, {
      method,
      headers,
      redirect: 'manual',
      ...body,
    })
    const answered = new Response(response.status === 303 ? null : await response.arrayBuffer(), {
      status: response.status,
      headers: [...response.headers],
    })
    expect(JSON.stringify([...answered.headers]) + (await answered.clone().text())).not.toContain(
      'SECRET',
    )
    return answered
  }
  const client = createClient({ baseURL: `${SITE}/v1`, fetch })
  return { fetch, api: bindPromise(client, { files, fineTunes, fineTuningJobs, models }) }
}

export const visitAs = async (worker: Miniflare, user: string) =>
  visit(worker, `session=${await tokenOf(user)}`)

export const dataset = () =>
  new File(
    Array.from({ length: 16 }, (_, index) =>
      JSON.stringify({ prompt: `${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
    ).map((line) => `${line}\n`),
    'numbers.jsonl',
  )

/** The status that a call was answered with. */
export const statusOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 200,
    ({ error }) => error.status,
  )

export type Visitor = ReturnType<typeof visit>

/** What the alarms have told, once they have told the end. */
export const reportAtEnd = (user: Visitor, id: string) =>
  vi.waitFor(
    async () => {
      const report = await (await user.fetch(`/followed/${id}`)).json()
      expect(report.done).toBe(true)
      return report
    },
    { timeout: 30_000 },
  )

/** A job and all that came of it is the one user's, and not there for the other. */
export const expectOwn = async (
  ann: Visitor,
  bob: Visitor,
  job: {
    readonly id: string
    readonly list: Endpoint
    readonly retrieve: Endpoint
    readonly model: string
    readonly result: string
  },
): Promise<void> => {
  const { id, model, result } = job
  const idsOf = async (user: Visitor, path: string): Promise<string[]> => {
    const { data } = await (await user.fetch(`/v1${path}`)).json()
    return data.map((item: { id: string }) => item.id)
  }
  expect(await idsOf(ann, '/models')).toContain(model)
  expect(await idsOf(ann, job.list.path)).toContain(id)
  const content = await ann.api.files.content({ id: result })
  expect(parseResults(content)).toMatchObject({ _tag: 'Right' })

  const path = job.retrieve.path.replace(':id', id)
  for (const address of [`/followed/${id}`, `/v1${path}`, `/v1/files/${result}/content`]) {
    expect((await bob.fetch(address)).status).toBe(404)
    expect((await ann.fetch(address)).status).toBe(200)
  }
  expect(await statusOf(bob.api.models.delete({ model }))).toBe(404)
  expect(await idsOf(bob, job.list.path)).toEqual([])
  expect(await idsOf(bob, '/files')).toEqual([])
  const names = await idsOf(bob, '/models')
  expect(names).toContain('ada')
  expect(names).not.toContain(model)
  const headers = { 'content-type': 'application/json' }
  const prompt = { method: 'POST', headers, body: JSON.stringify({ model, prompt: '3 ->' }) }
  expect((await bob.fetch('/v1/completions', prompt)).status).toBe(403)
  expect((await ann.fetch('/v1/completions', prompt)).status).toBe(200)
}
