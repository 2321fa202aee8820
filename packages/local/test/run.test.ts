import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { startServer } from './process.ts'
import { chatDataset, dataset, jobRequestsOf, messagesOf, requestsOf } from './requests.ts'

const folder = await mkdtemp(join(tmpdir(), 'finetune-run-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a job has made, and what is left in its folder. */
const madeIn = async (data: string) => {
  const [model = ''] = await readdir(join(data, 'models'))
  return {
    model: await readFile(join(data, 'models', model)),
    jobs: await readdir(join(data, 'jobs')),
  }
}

const request = (training: string, validation: string) => ({
  training_file: training,
  validation_file: validation,
  model: 'curie',
  n_epochs: 3,
  batch_size: 1,
  compute_classification_metrics: true,
  classification_positive_class: ' odd',
})

type Requests = ReturnType<typeof requestsOf>

const createJob = async ({ upload, create }: Requests) => {
  const training = await upload(dataset(200))
  const validation = await upload(dataset(20))
  return create(request(training.id, validation.id))
}

const linesOf = async ({ text }: Requests, id: string) =>
  (await text(`/fine-tunes/${id}/results`)).split('\n').slice(1, -1)

const resultOf = async (requests: Requests, id: string) => {
  const job = await requests.finish(id)
  return { job, csv: await requests.text(`/files/${job.result_files[0]?.id}/content`) }
}

const namesTakenOut = (messages: readonly string[]) =>
  messages.map((message) => message.replace(/(?:ft|file)-[\w-]+/g, '…'))

test('a job that is killed three times ends as one that never was, to the byte', async () => {
  const calm = createLocalApi({ data: join(folder, 'calm') })
  const undisturbed = requestsOf(calm.fetch)
  const expected = await resultOf(undisturbed, (await createJob(undisturbed)).id)
  await calm.close()

  const data = join(folder, 'killed')
  let server = await startServer('--data', data)
  const { id } = await createJob(server)
  let reported: readonly string[] = []
  for (const enough of [100, 250, 450]) {
    while (reported.length < enough) reported = await linesOf(server, id)
    await server.end('SIGKILL')
    server = await startServer('--data', data)
    expect((await linesOf(server, id)).slice(0, reported.length)).toEqual(reported)
    expect(await server.retrieve(id)).toMatchObject({ status: 'running' })
  }
  const { job, csv } = await resultOf(server, id)
  await server.end('SIGTERM')

  expect(csv).toBe(expected.csv)
  expect(csv.split('\n')).toHaveLength(602)
  expect(namesTakenOut(messagesOf(job))).toEqual(namesTakenOut(messagesOf(expected.job)))
  const [made, madeCalmly] = [await madeIn(data), await madeIn(join(folder, 'calm'))]
  expect(made.model.equals(madeCalmly.model)).toBe(true)
  expect(made.jobs).toEqual([])
})

/** The weights and checkpoints of a folder, which have names of their own. */
const modelsIn = async (data: string) => {
  const names = await readdir(join(data, 'models'))
  const contents = await Promise.all(names.map((name) => readFile(join(data, 'models', name))))
  return contents.map((content) => content.toString('base64')).sort()
}

const ownNames = /(ftjob-|file-)\w{22,}|ft:\S+/g
const jobResult = async (requests: Requests, jobs: Jobs, id: string) => {
  const job = await jobs.finish(id)
  const told = await jobs.allMessages(id)
  return {
    status: job.status,
    trained_tokens: job.trained_tokens,
    csv: await requests.text(`/files/${job.result_files?.[0]}/content`),
    checkpoints: (await jobs.checkpoints(id)).map(({ step_number, metrics }) => ({
      step_number,
      metrics,
    })),
    messages: told.map((message) => message.replace(ownNames, '…')),
  }
}

type Jobs = ReturnType<typeof jobRequestsOf>

/** Jobs of the modern API that take long enough to be disturbed, and the steps after which they are. */
interface Disturbed {
  readonly method: string
  readonly create: (requests: Requests, jobs: Jobs) => ReturnType<Jobs['create']>
  readonly kills: readonly number[]
  readonly pauseAfter: number
  readonly tiny?: boolean
  /** Steps of the checkpoints that last; of a job by rewards those that were found best. */
  readonly lasting?: readonly number[]
}

const asked = (index: number) => ({ role: 'user', content: `Say yes or no, ${index}` })
const lines = (count: number, lineOf: (index: number) => object): string =>
  Array.from({ length: count }, (_, index) => JSON.stringify(lineOf(index))).join('\n')
const answer = (content: string) => [{ role: 'assistant', content }]
const pair = (index: number) => ({
  input: { messages: [asked(index)] },
  preferred_output: answer('yes'),
  non_preferred_output: answer('no'),
})
const task = (index: number) => ({ messages: [asked(index)], want: 'eeee' })

const creating =
  (
    model: string,
    method: NonNullable<Parameters<Jobs['create']>[0]['method']>,
    ...files: [training: string, validation: string]
  ): Disturbed['create'] =>
  async ({ upload }, { create }) => {
    const [training, validation] = [await upload(files[0]), await upload(files[1])]
    return create({
      training_file: training.id,
      validation_file: validation.id,
      ...{ model, seed: 1, method },
    })
  }

const disturbed: readonly Disturbed[] = [
  {
    method: 'supervised',
    create: creating(
      'gpt-4.1-mini',
      { type: 'supervised', supervised: { hyperparameters: { n_epochs: 16, batch_size: 1 } } },
      ...([chatDataset(100), chatDataset(20)] as const),
    ),
    kills: [20, 60, 120],
    pauseAfter: 150,
    lasting: [1600, 1500, 1400],
  },
  {
    method: 'dpo',
    create: creating(
      'gpt-4.1-mini',
      { type: 'dpo', dpo: { hyperparameters: { n_epochs: 10, batch_size: 1 } } },
      ...([lines(30, pair), lines(8, pair)] as const),
    ),
    kills: [20, 60],
    pauseAfter: 100,
    lasting: [300, 270, 240],
  },
  {
    method: 'reinforcement',
    create: creating(
      'gpt-4.1-nano',
      {
        type: 'reinforcement',
        reinforcement: {
          grader: {
            ...{ type: 'multi', name: 'all', calculate_output: 'alike + score / 100' },
            graders: {
              alike: {
                ...{ type: 'text_similarity', name: 'alike', evaluation_metric: 'fuzzy_match' },
                ...{ input: '{{sample.output_text}}', reference: '{{item.want}}' },
              },
              score: {
                ...{ type: 'score_model', name: 'score', model: 'ada', range: [-9, 9] },
                input: [{ role: 'user', content: '{{sample.output_text}}' }],
              },
            },
          },
          hyperparameters: {
            n_epochs: 8,
            batch_size: 2,
            eval_interval: 7,
            compute_multiplier: 0.5,
          },
        },
      },
      ...([lines(10, task), lines(3, task)] as const),
    ),
    kills: [5, 12],
    pauseAfter: 20,
    tiny: true,
  },
]

test.for(disturbed)(
  'a job by $method that is killed and paused ends as one that never was, to the byte',
  { timeout: 180_000 },
  async ({ method, create, kills, pauseAfter, tiny = false, lasting }) => {
    const quiet = join(folder, `quiet-${method}`)
    const calm = createLocalApi({ data: quiet, tiny })
    const [undisturbed, itsJobs] = [requestsOf(calm.fetch), jobRequestsOf(calm.fetch)]
    const expected = await jobResult(undisturbed, itsJobs, (await create(undisturbed, itsJobs)).id)
    expect(expected.status).toBe('succeeded')
    await calm.close()

    const data = join(folder, `disturbed-${method}`)
    const start = () => startServer('--data', data, ...(tiny ? ['--tiny'] : []))
    let server = await start()
    const jobs = () => jobRequestsOf(fetch, server.baseURL)
    const stepsDone = async () => {
      const [last] = (await jobs().listEvents({ id, query: { limit: 1 } })).data
      return Number(/[Ss]tep (\d+)/.exec(last?.message ?? '')?.[1] ?? 0)
    }
    const { id } = await create(server, jobs())
    for (const enough of kills) {
      while ((await stepsDone()) < enough) await jobs().retrieve(id)
      const told = await jobs().allMessages(id)
      await server.end('SIGKILL')
      server = await start()
      expect((await jobs().allMessages(id)).slice(0, told.length)).toEqual(told)
      expect(await jobs().retrieve(id)).toMatchObject({ status: 'running' })
    }
    // Further than all that was told before: a step that is trained again makes no news.
    const told = await stepsDone()
    while ((await stepsDone()) <= Math.max(pauseAfter, told)) await jobs().retrieve(id)
    const paused = await jobs().pause(id)
    const pausedAt = (await jobs().checkpoints(id))[0]
    await server.end('SIGKILL')
    server = await start()
    expect(await jobs().retrieve(id)).toEqual(paused)
    expect(await jobs().resume(id)).toMatchObject({ status: 'queued' })
    const result = await jobResult(server, jobs(), id)
    // What a pause has left besides is taken away.
    const toldAtPause = `Checkpoint created at step ${pausedAt?.step_number} `
    const isOfPause = !expected.messages.some((message) => message.startsWith(toldAtPause))
    if (isOfPause) await server.remove(`/models/${pausedAt?.fine_tuned_model_checkpoint}`)
    await server.end('SIGTERM')

    const wasTold = (message: string) =>
      !/^Fine-tuning job (paused|resumed)$/.test(message) &&
      !(isOfPause && message.startsWith(toldAtPause))
    const messages = result.messages.filter(wasTold)
    const checkpoints = result.checkpoints.filter(
      ({ step_number }) => !(isOfPause && step_number === pausedAt?.step_number),
    )
    expect({ ...result, messages, checkpoints }).toEqual(expected)
    if (lasting) expect(checkpoints.map(({ step_number }) => step_number)).toEqual(lasting)
    expect(await modelsIn(data)).toEqual(await modelsIn(quiet))
    expect(await readdir(join(data, 'jobs'))).toEqual([])
  },
)

test('a folder of another schema is refused, and stays as it is', async () => {
  const data = join(folder, 'old')
  await createLocalApi({ data }).close()
  const path = join(data, 'finetune.sqlite')
  const database = new DatabaseSync(path)
  database.exec("UPDATE setting SET value = '1' WHERE name = 'schema'")
  database.close()
  const before = await readFile(path)
  expect(() => createLocalApi({ data })).toThrow(/was made by a version with other tables/)
  expect((await readFile(path)).equals(before)).toBe(true)
})

test('what is acknowledged is there after a restart', async () => {
  const data = join(folder, 'restarted')
  const first = createLocalApi({ data })
  const before = requestsOf(first.fetch)
  const file = await before.upload(dataset(20), 'träning.jsonl')
  const created = await before.create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  const job = await before.finish(created.id)
  await first.close()

  const second = createLocalApi({ data })
  const after = requestsOf(second.fetch)
  expect(await after.retrieve(job.id)).toEqual(job)
  expect(await after.text(`/files/${file.id}/content`)).toBe(dataset(20))
  const { choices } = await after.complete({ model: job.fine_tuned_model, prompt: 'apple a ->' })
  expect(choices).toHaveLength(1)
  await second.close()
})

test('a queue goes on after a restart, in its order', async () => {
  const data = join(folder, 'queued')
  const first = createLocalApi({ data })
  const before = requestsOf(first.fetch)
  const file = await before.upload(dataset(150))
  const running = await before.create({ training_file: file.id, model: 'curie', n_epochs: 2 })
  const waiting = await before.create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  const unread = await before.create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  await before.until(running.id, 'Fine-tune started')
  await first.close()

  const second = createLocalApi({ data })
  const after = requestsOf(second.fetch)
  await after.remove(`/files/${file.id}`)
  const jobs = await Promise.all([running, waiting, unread].map(({ id }) => after.finish(id)))
  expect(jobs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  for (const job of jobs) {
    const messages = messagesOf(job)
    expect(new Set(messages).size).toBe(messages.length)
  }
  await second.close()
})

test('two jobs on one folder in one process are refused', async () => {
  const data = join(folder, 'twice')
  const first = createLocalApi({ data })
  expect(() => createLocalApi({ data })).toThrow('is another server using it?')
  await first.close()
  await createLocalApi({ data }).close()
})

test('a job that is paused while it starts says once that it has started', async () => {
  const api = createLocalApi({ data: join(folder, 'started'), tiny: true })
  const { upload } = requestsOf(api.fetch)
  const { create, retrieve, pause, resume, finish, allMessages } = jobRequestsOf(api.fetch)
  const file = await upload(chatDataset(10))
  for (let job = 0; job < 5; job += 1) {
    const { id } = await create({ training_file: file.id, model: 'gpt-4.1-nano' })
    while ((await retrieve(id)).status !== 'running') await setImmediate()
    await pause(id)
    await resume(id)
    await finish(id)
    expect((await allMessages(id)).filter((message) => /started/.test(message))).toHaveLength(1)
  }
  await api.close()
})
