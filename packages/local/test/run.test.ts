import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { startServer } from './process.ts'
import { dataset, messagesOf, requestsOf } from './requests.ts'

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
