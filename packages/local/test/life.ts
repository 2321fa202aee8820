// What a client of a server does at random, and what it knows of the outcome.
import { randomUUID } from 'node:crypto'
import {
  bindPromise,
  ClientFailure,
  completions,
  createClient,
  files,
  fineTunes,
  fineTuningJobs,
  models,
  uploads,
} from '@finetune/client'
import type { LocalApi } from '@finetune/local'
import { expect } from 'vitest'
import type { Random } from '../../trainer/src/random.ts'

/** Each request is sent once: one that is not answered may have been done or not. */
export const apiOf = (baseURL: string, fetch: LocalApi['fetch'] = globalThis.fetch) => {
  const client = createClient({ apiKey: 'any', baseURL, fetch, maxRetries: 0 })
  return bindPromise(client, { completions, files, fineTunes, fineTuningJobs, models, uploads })
}
export type Api = ReturnType<typeof apiOf>

/** Whether the connection broke before an answer was there. */
export const isCut = (error: unknown): boolean =>
  error instanceof ClientFailure && /^(NoAnswer|Ambiguous)$/.test(error.error._tag)

/** What was asked and not answered is in doubt: it may be there or not. */
type Presence = 'absent' | 'in doubt' | 'there'

export interface KnownFile {
  /** Of no other file. */
  readonly name: string
  readonly content: string
  presence: Presence
  id?: string
}

export interface KnownUpload {
  readonly id: string
  readonly file: KnownFile
  readonly parts: string[]
  isOver: boolean
}

export interface KnownJob {
  readonly isModern: boolean
  readonly kind: number
  /** Of no other job: by it a job is found whose id was never told. */
  readonly file: KnownFile
  presence: Presence
  id?: string
  /** The statuses in which it may be found. */
  may: readonly string[]
  /** All that has been told of it, oldest first. */
  told: readonly string[]
  /** Whether that is all there will be. */
  isTold?: boolean
  model?: { readonly id: string; presence: Presence }
}

/** What one client knows, besides others on the same server. */
export interface Known {
  readonly files: KnownFile[]
  readonly uploads: KnownUpload[]
  readonly jobs: KnownJob[]
}

/** The statuses of a job that nobody holds. */
export const GOING = ['validating_files', 'queued', 'pending', 'running', 'succeeded']
export const KINDS = [0, 1]
const MOST_FILES = 4
const MOST_JOBS = 2
const PARTS = 3

export const isOver = ({ may: [status, ...others] }: KnownJob): boolean =>
  others.length === 0 && (status === 'succeeded' || status === 'cancelled')

/** Examples that even a tiny model takes a moment for. */
const examples = (isModern: boolean, kind: number): string =>
  Array.from({ length: 30 + 15 * kind }, (_, index) => {
    const question = `${'and so it goes '.repeat(28)}${index % 7} ->`
    const answer = index % 2 ? ' odd' : ' even'
    return JSON.stringify(
      isModern
        ? {
            messages: [
              { role: 'user', content: question },
              { role: 'assistant', content: answer },
            ],
          }
        : { prompt: question, completion: answer },
    )
  }).join('\n')

const newFile = (known: Known, content: string): KnownFile => {
  const file: KnownFile = { name: randomUUID(), content, presence: 'absent' }
  known.files.push(file)
  return file
}

const uploadFile = async (api: Api, file: KnownFile): Promise<string> => {
  file.presence = 'in doubt'
  const body = { file: new File([file.content], file.name), purpose: 'fine-tune' } as const
  const { id } = await api.files.upload({ body })
  Object.assign(file, { id, presence: 'there' })
  return id
}

/** Starts a job of one of the {@link KINDS}, which all end alike. */
export const startJob = async (api: Api, known: Known, isModern: boolean, kind: number) => {
  const file = newFile(known, examples(isModern, kind))
  const training_file = await uploadFile(api, file)
  const presence = 'in doubt' as const
  const job: KnownJob = { isModern, kind, file, presence, may: GOING, told: [] }
  known.jobs.push(job)
  const hyperparameters = { n_epochs: 6, batch_size: 1 }
  const method = { type: 'supervised', supervised: { hyperparameters } } as const
  const { id } = isModern
    ? await api.fineTuningJobs.create({
        body: { training_file, model: 'gpt-4.1-nano', seed: 7, method },
      })
    : await api.fineTunes.create({ body: { training_file, model: 'ada', ...hyperparameters } })
  return Object.assign(job, { id, presence: 'there' as const })
}

/** Changes a job, which is refused only where it has come to its end meanwhile. */
export const change = async (api: Api, job: KnownJob, verb: 'cancel' | 'pause' | 'resume') => {
  const { id = '', isModern } = job
  const wanted = { cancel: ['cancelled'], pause: ['paused'], resume: GOING }[verb]
  const { cancel, retrieve } = isModern ? api.fineTuningJobs : api.fineTunes
  const ask = verb === 'cancel' ? cancel : api.fineTuningJobs[verb]
  job.may = [...job.may, ...wanted]
  try {
    expect(wanted).toContain((await ask({ id })).status)
    job.may = wanted
  } catch (error) {
    const isRefused = error instanceof ClientFailure && error.error._tag === 'Refused'
    if (!isRefused) throw error
    expect((await retrieve({ id })).status, error.message).toBe('succeeded')
    job.may = ['succeeded']
  }
}

const goOnWithUpload = async (api: Api, known: Known, random: Random): Promise<void> => {
  const pending = known.uploads.find((upload) => !upload.isOver)
  if (!pending) {
    const file = newFile(known, `${randomUUID()}${randomUUID()}${randomUUID()}`)
    const { name: filename, content } = file
    const described = { filename, purpose: 'batch', mime_type: 'text/plain' } as const
    const { id } = await api.uploads.create({ body: { ...described, bytes: content.length } })
    known.uploads.push({ id, file, parts: [], isOver: false })
    return
  }
  const { id, file, parts } = pending
  if (parts.length < PARTS) {
    const size = file.content.length / PARTS
    const part = file.content.slice(parts.length * size, (parts.length + 1) * size)
    parts.push((await api.uploads.addPart({ id, body: { data: new File([part], 'part') } })).id)
  } else if (random() < 0.2) {
    pending.isOver = true
    await api.uploads.cancel({ id })
  } else {
    file.presence = 'in doubt'
    const upload = await api.uploads.complete({ id, body: { part_ids: parts } })
    Object.assign(file, { id: upload.file?.id, presence: 'there' })
    pending.isOver = true
  }
}

const removeFile = async (api: Api, file: KnownFile): Promise<void> => {
  file.presence = 'in doubt'
  await api.files.delete({ id: file.id ?? '' })
  file.presence = 'absent'
}

const removeModel = async (api: Api, { model }: KnownJob): Promise<void> => {
  if (!model) return
  model.presence = 'in doubt'
  await api.models.delete({ model: model.id })
  model.presence = 'absent'
}

/** Does one more thing, as chance has it. */
export const act = async (api: Api, known: Known, random: Random): Promise<void> => {
  const oneOf = <A>(all: readonly A[]): A | undefined => all[Math.floor(random() * all.length)]
  const isOfJob = (file: KnownFile) => known.jobs.some((job) => job.file === file)
  const kept = known.files.filter((file) => file.presence === 'there' && !isOfJob(file))
  const jobs = known.jobs.filter(({ presence }) => presence === 'there')
  const underway = jobs.filter((job) => !isOver(job))
  const job = oneOf(underway)
  const isPaused = job?.may[0] === 'paused'
  const chance = random()
  if (chance < 0.25) return goOnWithUpload(api, known, random)
  if (chance < 0.4) {
    const file = kept.length < MOST_FILES ? undefined : oneOf(kept)
    if (file) return removeFile(api, file)
    await uploadFile(api, newFile(known, randomUUID().repeat(1 + Math.floor(random() * 2000))))
  } else if (chance < 0.5) {
    if (underway.length >= MOST_JOBS) return
    await startJob(api, known, random() < 0.5, oneOf(KINDS) ?? 0)
  } else if (chance < 0.51) {
    if (job) await change(api, job, 'cancel')
  } else if (chance < 0.55) {
    if (job?.isModern) await change(api, job, isPaused ? 'resume' : 'pause')
  } else if (chance < 0.56) {
    const made = oneOf(jobs.filter(({ model }) => model?.presence === 'there'))
    if (made) await removeModel(api, made)
  } else if (chance < 0.8) {
    const { data } = await api.files.list({ query: { limit: 10_000 } })
    const names = data.map(({ filename }) => filename)
    for (const { name, presence } of known.files) {
      expect(names.filter((one) => one === name)).toHaveLength(presence === 'there' ? 1 : 0)
    }
  } else if (job?.id !== undefined) {
    const { retrieve } = job.isModern ? api.fineTuningJobs : api.fineTunes
    expect(job.may).toContain((await retrieve({ id: job.id })).status)
  }
}
