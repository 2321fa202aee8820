import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createLocalApi } from '@finetune/local'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { randomOf } from '../../trainer/src/random.ts'
import { act, apiOf, change, isCut, isOver, KINDS, type Known, startJob } from './life.ts'
import { type Outcome, outcomeName, outcomeOf, settle, settleModels } from './life-check.ts'
import { startServer } from './process.ts'

/** 1,000 take minutes: `KILLS=1000`. `KILLS_SEED` is the seed of the first life. */
const KILLS = Number(process.env.KILLS ?? 50)
const FIRST = Number(process.env.KILLS_SEED ?? 1)
const KILLS_OF_A_LIFE = 10
const CLIENTS = 3
/** Milliseconds for which a server lives at most, besides those in which it is looked at. */
const LONGEST = 600

const folder = await mkdtemp(join(tmpdir(), 'finetune-kill-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const nothing = (): Known => ({ files: [], uploads: [], jobs: [] })

/** What jobs come to that are left alone. */
const outcomes = new Map<string, Outcome>()
const bases: string[] = []
beforeAll(async () => {
  const calm = createLocalApi({ tiny: true })
  const api = apiOf('http://finetune.test/v1', calm.fetch)
  bases.push(...(await api.models.list()).data.map(({ id }) => id))
  for (const isModern of [false, true]) {
    for (const kind of KINDS) {
      const job = await startJob(api, nothing(), isModern, kind)
      const { retrieve } = isModern ? api.fineTuningJobs : api.fineTunes
      const isDone = async () => (await retrieve({ id: job.id })).status === 'succeeded'
      await vi.waitUntil(isDone, { timeout: 60_000 })
      outcomes.set(outcomeName(job), await outcomeOf(api, job))
    }
  }
  await calm.close()
}, 120_000)

const namesIn = async (data: string, name: string) =>
  (await readdir(join(data, name)).catch(() => [])).sort()

const seeds = Array.from({ length: Math.ceil(KILLS / KILLS_OF_A_LIFE) }, (_, life) => FIRST + life)

test.for(seeds)(
  'of what life %i is told, kill -9 loses, doubles and tears nothing',
  { timeout: 300_000 },
  async (seed) => {
    const data = join(folder, String(seed))
    const clients = Array.from({ length: CLIENTS }, nothing)
    const chances = clients.map((_, client) => randomOf(seed, client))
    const moments = randomOf(seed, CLIENTS)
    const start = () => startServer('--data', data, '--tiny')

    for (let kill = 0; kill < KILLS_OF_A_LIFE; kill += 1) {
      const server = await start()
      const api = apiOf(server.baseURL)
      let isKilled = false
      const end = async (moment: number) => {
        await setTimeout(moment)
        isKilled = true
        await server.end('SIGKILL')
      }
      const unlessKilled = async (work: () => Promise<void>) => {
        try {
          await work()
        } catch (error) {
          if (!isKilled || !isCut(error)) throw error
        }
      }
      // Some are killed while they still take up what the one before has left.
      const isEarly = moments() < 0.2
      if (!isEarly) await settle(api, clients, outcomes)
      const moment = LONGEST * moments() ** 2
      const lives = (isEarly ? [] : clients).map((known, client) =>
        unlessKilled(async () => {
          for (;;) await act(api, known, chances[client] ?? Math.random)
        }),
      )
      await Promise.all([end(isEarly ? moment / 20 : moment), ...lives])
    }

    const server = await start()
    const api = apiOf(server.baseURL)
    await settle(api, clients, outcomes)
    const jobs = clients.flatMap((known) =>
      known.jobs.filter(({ presence }) => presence === 'there'),
    )
    for (const job of jobs) if (job.may[0] === 'paused') await change(api, job, 'resume')
    const unfinished = async () => {
      await settle(api, clients, outcomes)
      return jobs.filter((job) => !isOver(job)).length
    }
    await expect.poll(unfinished, { timeout: 120_000 }).toBe(0)
    const models = await settleModels(api, clients, bases)
    const { data: files } = await api.files.list()
    await server.end('SIGTERM')

    const ids = files.map(({ id }) => id).sort()
    const results = files.filter(({ purpose }) => purpose === 'fine-tune-results')
    const succeeded = jobs.filter(({ may }) => may[0] === 'succeeded')
    expect(results).toHaveLength(succeeded.length)
    expect(await namesIn(data, 'files')).toEqual(ids)
    expect(await namesIn(data, 'models')).toHaveLength(models)
    expect(await namesIn(data, 'jobs')).toEqual([])
    expect(await namesIn(data, 'drafts')).toEqual([])
  },
)
