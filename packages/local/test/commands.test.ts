// Random lives of a data folder, each step held against what a simple model of it remembers.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi, type LocalApi } from '@finetune/local'
import { isTerminal } from '@finetune/models'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jobRequestsOf, requestsOf } from './requests.ts'

const LIVES = Number(process.env.LIVES ?? 25)

interface KnownJob {
  readonly id: string
  readonly isModern: boolean
  /** The status it ends with or stays at, once that is known. */
  fixed?: string
  /** What has been told of it, oldest first. */
  told: readonly string[]
}

interface Known {
  /** Contents by id, oldest first. */
  readonly files: Map<string, string>
  readonly jobs: KnownJob[]
}

interface Served {
  readonly data: string
  api: LocalApi
}

type Step = fc.AsyncCommand<Known, Served>

const step = (
  name: string,
  run: (known: Known, served: Served) => Promise<void>,
  check: (known: Readonly<Known>) => boolean = () => true,
): Step => ({ check, run, toString: () => name })

const asked = ({ api }: Served) => ({ ...requestsOf(api.fetch), jobs: jobRequestsOf(api.fetch) })
const picked = <A>(all: readonly A[], index: number): A => {
  const one = all[index % all.length]
  if (one === undefined) throw new Error('There is nothing to pick.')
  return one
}
const hasFiles = ({ files }: Readonly<Known>) => files.size > 0
const hasJobs = ({ jobs }: Readonly<Known>) => jobs.length > 0
const hasModern = ({ jobs }: Readonly<Known>) => jobs.some(({ isModern }) => isModern)
const modernOf = ({ jobs }: Known) => jobs.filter(({ isModern }) => isModern)

const lines = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({ prompt: `${name} ${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
  ).join('\n')

const lookAt = async (job: KnownJob, served: Served) => {
  const { jobs, retrieve } = asked(served)
  const whole = job.isModern ? undefined : await retrieve(job.id)
  const { status } = whole ?? (await jobs.retrieve(job.id))
  const messages = whole
    ? (whole.events ?? []).map(({ message }) => message)
    : await jobs.allMessages(job.id)
  expect(messages.slice(0, job.told.length)).toEqual(job.told)
  job.told = messages
  if (job.fixed !== undefined) expect(status).toBe(job.fixed)
  if (isTerminal(status)) job.fixed = status
}

/** Asks for a change of a job; it is refused where the job is over, or is so already. */
const change = async (job: KnownJob, verb: string, status: string, served: Served) => {
  const path = job.isModern ? `/fine_tuning/jobs/${job.id}` : `/fine-tunes/${job.id}`
  const answer = await asked(served).post(`${path}/${verb}`)
  if (answer.status === 400) {
    await lookAt(job, served)
    expect(verb === 'resume' || job.fixed !== undefined).toBe(true)
    return
  }
  expect(answer.status).toBe(200)
  const told = (await answer.json()).status
  if (verb === 'resume') expect(['validating_files', 'queued', 'running']).toContain(told)
  // It may have come to its end before it was paused.
  else expect(verb === 'pause' ? [status, 'succeeded'] : [status]).toContain(told)
  if (verb === 'resume') delete job.fixed
  else job.fixed = told
}

const steps = (index: number): Step[] => [
  step(`upload ${index}`, async ({ files }, served) => {
    const content = lines(10 + index, `file ${files.size}`)
    files.set((await asked(served).upload(content)).id, content)
  }),
  step(
    `fine-tune ${index}`,
    async ({ files, jobs }, served) => {
      const training_file = picked([...files.keys()], index)
      const { id } = await asked(served).create({ training_file, model: 'ada', n_epochs: 2 })
      jobs.push({ id, isModern: false, told: [] })
    },
    hasFiles,
  ),
  step(
    `job ${index}`,
    async ({ files, jobs }, served) => {
      const training_file = picked([...files.keys()], index)
      const { id } = await asked(served).jobs.create({ training_file, model: 'babbage-002' })
      jobs.push({ id, isModern: true, told: [] })
    },
    hasFiles,
  ),
  step(
    `cancel ${index}`,
    ({ jobs }, served) => change(picked(jobs, index), 'cancel', 'cancelled', served),
    hasJobs,
  ),
  step(
    `pause ${index}`,
    (known, served) => change(picked(modernOf(known), index), 'pause', 'paused', served),
    hasModern,
  ),
  step(
    `resume ${index}`,
    (known, served) => change(picked(modernOf(known), index), 'resume', 'queued', served),
    hasModern,
  ),
  step(
    `delete file ${index}`,
    async ({ files }, served) => {
      const id = picked([...files.keys()], index)
      expect((await asked(served).remove(`/files/${id}`)).status).toBe(200)
      expect((await asked(served).get(`/files/${id}`)).status).toBe(404)
      files.delete(id)
    },
    hasFiles,
  ),
  step('look at all', async ({ files, jobs }, served) => {
    const { get, text } = asked(served)
    for (const [id, content] of files) expect(await text(`/files/${id}/content`)).toBe(content)
    for (const job of jobs) await lookAt(job, served)
    const ids = async (path: string): Promise<string[]> =>
      (await (await get(path)).json()).data.map(({ id }: { id: string }) => id)
    expect(await ids('/files?purpose=fine-tune&order=asc')).toEqual([...files.keys()])
    const newest = await ids('/fine_tuning/jobs?limit=2')
    const modern = jobs.filter(({ isModern }) => isModern).map(({ id }) => id)
    expect(newest).toEqual(modern.toReversed().slice(0, 2))
    if (newest.length === 2) {
      const rest = await ids(`/fine_tuning/jobs?after=${newest[1]}&limit=100`)
      expect(rest).toEqual(modern.toReversed().slice(2))
    }
    const legacy = jobs.filter(({ isModern }) => !isModern).map(({ id }) => id)
    expect(await ids('/fine-tunes')).toEqual(legacy)
  }),
  step('restart', async (_, served) => {
    await served.api.close()
    served.api = createLocalApi({ data: served.data, tiny: true })
  }),
]

test(`${LIVES} random lives of a data folder go as a simple model of it says`, async () => {
  const commands = fc.commands(
    steps(0).map((_, which) => fc.nat({ max: 9 }).map((index) => picked(steps(index), which))),
    { maxCommands: 40, size: 'max' },
  )
  await fc.assert(
    fc.asyncProperty(commands, async (life) => {
      const data = await mkdtemp(join(tmpdir(), 'finetune-life-'))
      const served: Served = { data, api: createLocalApi({ data, tiny: true }) }
      try {
        await fc.asyncModelRun(
          () => ({ model: { files: new Map(), jobs: [] }, real: served }),
          life,
        )
      } finally {
        await served.api.close()
        await rm(data, { recursive: true, force: true })
      }
    }),
    { numRuns: LIVES, endOnFailure: true },
  )
})
