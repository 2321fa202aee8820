// What must be there after a server was killed, and nothing besides.
import type { OpenAIFile } from '@finetune/client'
import { parseResults } from '@finetune/models'
import { expect } from 'vitest'
import { type Api, GOING, isOver, type Known, type KnownFile, type KnownJob } from './life.ts'

/** What a job has come to: alike for all jobs of a kind, whatever happened to them. */
export interface Outcome {
  readonly results: string
  readonly messages: readonly string[]
  /** What its model says, with the likelihoods of it. */
  readonly answer: string
}

export const outcomeName = ({ isModern, kind }: KnownJob): string =>
  `${isModern ? 'fine-tuning job' : 'fine-tune'} ${kind}`

interface Page<A> {
  readonly data: readonly A[]
  readonly has_more?: boolean | null | undefined
}

/** All pages of a list. Nothing may be on two of them. */
const allOf = async <A extends { readonly id: string }>(
  page: (query: { readonly limit: number; readonly after?: string }) => Promise<Page<A>>,
): Promise<readonly A[]> => {
  const all: A[] = []
  for (let more = true; more; ) {
    const last = all.at(-1)
    const { data, has_more } = await page({ limit: 40, ...(last && { after: last.id }) })
    all.push(...data)
    more = has_more === true
  }
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  return all
}

const textOf = async (api: Api, id: string): Promise<string> =>
  new TextDecoder().decode(await api.files.content({ id }))

const answerOf = async (api: Api, model: string): Promise<string> => {
  const asked = { model, prompt: 'and so', max_tokens: 4, temperature: 0, logprobs: 1 }
  const { choices } = await api.completions.create({ body: asked })
  return JSON.stringify(choices)
}

const messagesOf = async (api: Api, { id = '', isModern }: KnownJob) => {
  if (!isModern) return ((await api.fineTunes.retrieve({ id })).events ?? []).map(wordsOf)
  const events = await allOf((query) => api.fineTuningJobs.listEvents({ id, query }))
  return events.map(wordsOf).toReversed()
}
const wordsOf = ({ message }: { readonly message: string }): string => message

const OWN_NAMES = /(ft|ftjob|file)-\w{22,}|\w*:?ft[:-]\S+/g
/** Who waits how long is of chance; so is who was paused where. */
const OF_CHANCE = /queue number|paused|resumed/i

/** What a job that has succeeded has come to. */
export const outcomeOf = async (api: Api, job: KnownJob): Promise<Outcome> => {
  const { id = '', isModern } = job
  const found = isModern
    ? await api.fineTuningJobs.retrieve({ id })
    : await api.fineTunes.retrieve({ id })
  const [file] = found.result_files ?? []
  const results = await textOf(api, typeof file === 'string' ? file : (file?.id ?? ''))
  const { fine_tuned_model } = found
  job.model ??= { id: fine_tuned_model ?? '', presence: 'there' }
  expect(fine_tuned_model).toBe(job.model.id)
  const told = (await messagesOf(api, job)).map((message) => message.replace(OWN_NAMES, '…'))
  return {
    results,
    messages: told.filter((message) => !OF_CHANCE.test(message)),
    answer: job.model.presence === 'there' ? await answerOf(api, job.model.id) : '',
  }
}

const settleFile = async (api: Api, file: KnownFile, listed: readonly OpenAIFile[]) => {
  const found = listed.filter(({ filename }) => filename === file.name)
  if (file.presence !== 'in doubt') {
    expect(found, file.name).toHaveLength(file.presence === 'there' ? 1 : 0)
  }
  expect(found.length).toBeLessThanOrEqual(1)
  const [one] = found
  file.presence = one ? 'there' : 'absent'
  if (!one) return
  file.id ??= one.id
  expect(one).toMatchObject({ id: file.id, bytes: file.content.length })
  expect((await textOf(api, one.id)) === file.content, `the content of ${file.name}`).toBe(true)
}

const lookAt = async (
  api: Api,
  job: KnownJob,
  status: string,
  expected: Outcome | undefined,
): Promise<void> => {
  expect(job.may, job.id).toContain(status)
  const told = await messagesOf(api, job)
  expect(job.isTold ? told : told.slice(0, job.told.length)).toEqual(job.told)
  job.told = told
  const ended = told.filter((message) => /cancel/.test(message))
  expect(ended).toHaveLength(status === 'cancelled' ? 1 : 0)
  job.may = /^(paused|cancelled|succeeded)$/.test(status) ? [status] : GOING
  job.isTold = isOver(job)
  if (status !== 'succeeded') return
  const { results, messages, answer } = await outcomeOf(api, job)
  expect(results).toBe(expected?.results)
  expect(parseResults(results)._tag).toBe('Right')
  // A pause makes a checkpoint, wherever it comes.
  const [rest, checkpoints] = [
    messages.filter((one) => !one.startsWith('Checkpoint') || expected?.messages.includes(one)),
    messages.filter((one) => one.startsWith('Checkpoint')),
  ]
  expect(rest).toEqual(expected?.messages)
  expect(new Set(checkpoints).size).toBe(checkpoints.length)
  if (job.model?.presence === 'there') expect(answer).toBe(expected?.answer)
}

/** Holds what a server tells against what its clients know, which learn what was in doubt. */
export const settle = async (
  api: Api,
  clients: readonly Known[],
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> => {
  const listed = await allOf((query) => api.files.list({ query }))
  for (const file of clients.flatMap(({ files }) => files)) await settleFile(api, file, listed)
  const names = clients.flatMap(({ files }) => files.map(({ name }) => name))
  const uploaded = listed.filter(({ purpose }) => purpose !== 'fine-tune-results')
  expect(uploaded.filter(({ filename }) => !names.includes(filename))).toEqual([])

  for (const upload of clients.flatMap(({ uploads }) => uploads)) {
    if (upload.isOver || upload.file.presence !== 'there') continue
    upload.isOver = true
    const again = api.uploads.complete({ id: upload.id, body: { part_ids: upload.parts } })
    await expect(again).rejects.toMatchObject({ error: { status: 400 } })
  }

  const models = (await api.models.list()).data.map(({ id }) => id)
  for (const { model } of clients.flatMap(({ jobs }) => jobs)) {
    if (!model) continue
    const count = models.filter((id) => id === model.id).length
    if (model.presence !== 'in doubt') expect(count).toBe(model.presence === 'there' ? 1 : 0)
    model.presence = count > 0 ? 'there' : 'absent'
  }

  const legacy = (await api.fineTunes.list()).data
  const modern = await allOf((query) => api.fineTuningJobs.list({ query }))
  const jobs = [
    ...legacy.map(({ id, status, training_files: [file] }) => ({ id, status, file: file?.id })),
    ...modern.map(({ id, status, training_file: file }) => ({ id, status, file })),
  ]
  const known = clients.flatMap((client) => client.jobs)
  const files = known.map(({ file }) => file.id)
  expect(jobs.filter(({ file }) => !files.includes(file))).toEqual([])
  for (const job of known) {
    const [found, ...others] = jobs.filter(({ file }) => file === job.file.id)
    expect(others).toEqual([])
    if (job.presence !== 'in doubt') expect(found?.id).toBe(job.id)
    job.presence = found ? 'there' : 'absent'
    if (!found) continue
    job.id = found.id
    const { status } = job.isModern
      ? await api.fineTuningJobs.retrieve({ id: job.id })
      : await api.fineTunes.retrieve({ id: job.id })
    await lookAt(api, job, status, outcomes.get(outcomeName(job)))
  }
}

/** Once all jobs are over: the models there are, and no others, all of which answer. */
export const settleModels = async (
  api: Api,
  clients: readonly Known[],
  bases: readonly string[],
) => {
  const jobs = clients.flatMap(({ jobs }) => jobs).filter(({ presence }) => presence === 'there')
  const removed = jobs.flatMap(({ model }) => (model?.presence === 'absent' ? [model.id] : []))
  const made = jobs.flatMap(({ model }) => (model ? [model.id] : []))
  for (const { id = '', isModern } of jobs) {
    if (!isModern) continue
    const checkpoints = await allOf((query) => api.fineTuningJobs.listCheckpoints({ id, query }))
    made.push(...checkpoints.map((checkpoint) => checkpoint.fine_tuned_model_checkpoint))
  }
  const there = [...new Set(made)].filter((id) => !removed.includes(id)).sort()
  const listed = (await api.models.list()).data.map(({ id }) => id)
  expect(listed.filter((id) => !bases.includes(id)).sort()).toEqual(there)
  for (const model of there) await answerOf(api, model)
  return there.length
}
