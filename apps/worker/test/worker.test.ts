import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fineTunes, fineTuningJobs, signWebhook } from '@finetune/client'
import { createLocalApi, type LocalApi } from '@finetune/local'
import { getRequestListener } from '@hono/node-server'
import { sign } from 'hono/jwt'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { startJobServer } from './job-server.ts'
import {
  dataset,
  expectOwn,
  KEY,
  reportAtEnd,
  SESSIONS,
  start,
  statusOf,
  tokenOf,
  visit,
  visitAs,
  WEBHOOKS,
} from './visitor.ts'

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-worker-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('beside the local API', () => {
  let worker: Miniflare
  beforeAll(async () => {
    worker = await start(inject('api'), newFolder())
  })
  afterAll(() => worker.dispose())

  test('nobody who is not signed in gets anything', async () => {
    const expired = await tokenOf('ann', Math.floor(Date.now() / 1000) - 1)
    const forged = await tokenOf('ann', undefined, 'another secret')
    const endless = await sign({ sub: 'ann' }, SESSIONS)
    for (const token of ['', 'ann', expired, forged, endless]) {
      const { fetch } = visit(worker, `session=${token}`)
      for (const path of ['/v1/models', '/v1/files', '/followed/ft-1']) {
        expect((await fetch(path)).status).toBe(401)
      }
      expect((await fetch(`/sign-in?token=${token}`)).status).toBe(401)
    }
  })

  test('a link signs in, with a cookie that no script and no other site can use', async () => {
    const { fetch } = visit(worker)
    const answer = await fetch(`/sign-in?token=${await tokenOf('ann')}`)
    expect(answer.status).toBe(303)
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    const { api } = visit(worker, cookie.split(';', 1)[0])
    expect((await api.models.list()).data.map(({ id }) => id)).toContain('ada')
  })

  test('a legacy job is followed to its end, and nobody else sees any of it', async () => {
    const [ann, bob] = [await visitAs(worker, 'ann'), await visitAs(worker, 'bob')]
    const file = await ann.api.files.upload({ body: { file: dataset(), purpose: 'fine-tune' } })
    const body = { training_file: file.id, model: 'ada', n_epochs: 1 }
    expect(await statusOf(bob.api.fineTunes.create({ body }))).toBe(403)
    const { id } = await ann.api.fineTunes.create({ body })

    const followed = await reportAtEnd(ann, id)
    expect(followed.status).toBe('succeeded')
    expect(followed.events[0].message).toBe('Fine-tune succeeded')
    const told = await ann.api.fineTunes.listEvents({ id })
    expect(followed.events.toReversed()).toEqual(told.data)

    const job = await ann.api.fineTunes.retrieve({ id })
    await expectOwn(ann, bob, {
      id,
      list: fineTunes.list,
      retrieve: fineTunes.retrieve,
      model: job.fine_tuned_model ?? '',
      result: job.result_files[0]?.id ?? '',
    })
  })

  test('a modern job is followed to its end, and nobody else sees any of it', async () => {
    const [ann, bob] = [await visitAs(worker, 'ann'), await visitAs(worker, 'bob')]
    const file = await ann.api.files.upload({ body: { file: dataset(), purpose: 'fine-tune' } })
    const body = { training_file: file.id, model: 'babbage-002', seed: 1 }
    expect(await statusOf(bob.api.fineTuningJobs.create({ body }))).toBe(403)
    const { id } = await ann.api.fineTuningJobs.create({ body })

    const followed = await reportAtEnd(ann, id)
    expect(followed.status).toBe('succeeded')
    const { data } = await ann.api.fineTuningJobs.listEvents({ id, query: { limit: 100 } })
    expect(followed.events.slice(0, 50)).toEqual(data.slice(0, 50))

    const job = await ann.api.fineTuningJobs.retrieve({ id })
    expect(await statusOf(bob.api.fineTuningJobs.pause({ id }))).toBe(404)
    const checkpoints = await ann.api.fineTuningJobs.listCheckpoints({ id })
    const { fine_tuned_model_checkpoint: early = '' } = checkpoints.data.at(-1) ?? {}
    expect(early).toContain('ckpt-step')
    expect((await ann.api.models.retrieve({ model: early })).id).toBe(early)
    expect(await statusOf(bob.api.models.retrieve({ model: early }))).toBe(404)
    await expectOwn(ann, bob, {
      id,
      list: fineTuningJobs.list,
      retrieve: fineTuningJobs.retrieve,
      model: job.fine_tuned_model ?? '',
      result: job.result_files?.[0] ?? '',
    })
  })

  test('the page is there at every address but those of the Worker', async () => {
    const { fetch } = await visitAs(worker, 'ann')
    for (const path of ['/', '/fine-tunes/ft-1']) {
      expect(await (await fetch(path)).text()).toBe('<title>The page</title>')
    }
    for (const path of ['/v1/organization/admin_api_keys', '/webhook', '/followed/ft-none']) {
      expect((await fetch(path)).status).toBe(404)
    }
  })
})

describe('beside a server whose job goes on with every look', () => {
  let server: Awaited<ReturnType<typeof startJobServer>>
  beforeAll(async () => {
    server = await startJobServer()
  })
  afterAll(() => server.close())

  const create = async (worker: Miniflare): Promise<string> => {
    const { api } = await visitAs(worker, 'ann')
    const file = await api.files.upload({ body: { file: dataset(), purpose: 'fine-tune' } })
    const body = { model: 'gpt-4o-mini', training_file: file.id }
    return (await api.fineTuningJobs.create({ body })).id
  }

  /** What the looks have told, once they have told so much. */
  const told = async (worker: Miniflare, id: string, count: number) => {
    const { fetch } = await visitAs(worker, 'ann')
    const messages = Array.from({ length: count }, (_, index) => `Step ${count - index}`)
    return vi.waitFor(
      async () => {
        const { events, ...report } = await (await fetch(`/followed/${id}`)).json()
        expect(events.map(({ message }: { message: string }) => message)).toEqual(messages)
        return report
      },
      { timeout: 30_000 },
    )
  }

  test('a job is followed on after a restart, and nothing is told twice', async () => {
    const folder = newFolder()
    const first = await start(server.baseURL, folder)
    const id = await create(first)
    expect((await told(first, id, 5)).done).toBe(false)
    await first.dispose()

    const second = await start(server.baseURL, folder)
    expect((await told(second, id, 5)).status).toBe('running')
    server.letGo(id)
    expect(await told(second, id, 10)).toMatchObject({ done: true, status: 'succeeded' })
    const { fetch } = await visitAs(second, 'ann')
    expect((await fetch('/v1/files/file-result')).status).toBe(200)
    await second.dispose()
    expect([...server.keys]).toEqual([`Bearer ${KEY}`])
  })

  test('a webhook that is signed has its job looked at, and no other has', async () => {
    const worker = await start(server.baseURL, newFolder(), '3600000')
    const id = await create(worker)
    await told(worker, id, 1)

    const body = JSON.stringify({
      id: 'evt_1',
      type: 'fine_tuning.job.succeeded',
      created_at: 1,
      data: { id },
    })
    const { fetch } = visit(worker)
    const send = async (headers: Record<string, string>, content = body): Promise<number> =>
      (await fetch('/webhook', { method: 'POST', headers, body: content })).status
    const signed = await signWebhook(body, WEBHOOKS)
    const old = { timestamp: Math.floor(Date.now() / 1000) - 600 }
    expect(await send({})).toBe(400)
    expect(await send(signed, body.replace('evt_1', 'evt_2'))).toBe(400)
    expect(await send(await signWebhook(body, 'whsec_YW5vdGhlcg=='))).toBe(400)
    expect(await send(await signWebhook(body, WEBHOOKS, old))).toBe(400)
    await told(worker, id, 1)

    expect(await send(signed)).toBe(200)
    await told(worker, id, 2)
    await worker.dispose()
  })

  test('the local server tells the Worker that a job is over, long before it would look', async () => {
    let local: LocalApi | undefined
    const answer = (request: Request) =>
      local?.fetch(request) ?? new Response(null, { status: 503 })
    const api = createServer(getRequestListener(answer)).listen(0, '127.0.0.1')
    await once(api, 'listening')
    const address = api.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const worker = await start(`http://127.0.0.1:${port}/v1`, newFolder(), '3600000')
    const url = new URL('/webhook', await worker.ready).href
    local = createLocalApi({ tiny: true, webhooks: [{ url, secret: WEBHOOKS }] })

    const { api: easy, fetch } = await visitAs(worker, 'ann')
    const file = await easy.files.upload({ body: { file: dataset(), purpose: 'fine-tune' } })
    const body = { training_file: file.id, model: 'babbage-002' }
    const { id } = await easy.fineTuningJobs.create({ body })
    await vi.waitFor(
      async () => {
        const report = await (await fetch(`/followed/${id}`)).json()
        expect(report).toMatchObject({ status: 'succeeded' })
      },
      { timeout: 30_000 },
    )
    await worker.dispose()
    await local.close()
    api.closeAllConnections()
    api.close()
  })

  test('a job that the server does not know any more is followed no further', async () => {
    const worker = await start(server.baseURL, newFolder())
    const id = await create(worker)
    await told(worker, id, 5)
    server.forget(id)
    const { fetch } = await visitAs(worker, 'ann')
    await vi.waitFor(async () => {
      const report = await (await fetch(`/followed/${id}`)).json()
      expect(report).toMatchObject({ done: true, fault: expect.stringContaining('404') })
    })
    await worker.dispose()
  })
})
