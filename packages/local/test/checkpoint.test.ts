import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { jobRequestsOf, requestsOf } from './requests.ts'

const data = await mkdtemp(join(tmpdir(), 'finetune-checkpoint-'))
afterAll(() => rm(data, { recursive: true, force: true }))

const tasks = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({ messages: [{ role: 'user', content: `Write e, ${from + index}` }] }),
  ).join('\n')

const byRewards = (hyperparameters: object, files: readonly { readonly id: string }[]) => ({
  model: 'gpt-4.1-nano',
  training_file: files[0]?.id ?? '',
  validation_file: files[1]?.id ?? '',
  seed: 3,
  method: {
    type: 'reinforcement' as const,
    reinforcement: {
      grader: {
        ...{
          type: 'text_similarity' as const,
          name: 'e',
          evaluation_metric: 'fuzzy_match' as const,
        },
        ...{ input: '{{sample.output_text}}', reference: 'eeeeeeee' },
      },
      hyperparameters,
    },
  },
})

test('a job by rewards keeps the three checkpoints that validation found best, over restarts too', async () => {
  const api = createLocalApi({ data, tiny: true })
  const { upload } = requestsOf(api.fetch)
  const { create, finish, checkpoints, messages, events } = jobRequestsOf(api.fetch)
  const files = [await upload(tasks(0, 12)), await upload(tasks(20, 4))]
  const { id } = await create(
    byRewards({ n_epochs: 5, batch_size: 6, eval_interval: 1, compute_multiplier: 0.5 }, files),
  )
  const job = await finish(id)
  const measured = (await events(id)).data.flatMap((event) => {
    const { step, full_valid_mean_reward: reward } = { ...event.data }
    return typeof step === 'number' && typeof reward === 'number' ? [{ step, reward }] : []
  })
  expect(measured.length).toBe(10)
  const best = measured
    .toSorted((one, other) => other.reward - one.reward || other.step - one.step)
    .slice(0, 3)
    .map(({ step }) => step)
  // Neither the newest nor all of them earlier ones, or this test would show nothing.
  expect(best).not.toEqual([10, 9, 8])
  const kept = await checkpoints(id)
  expect(kept.map(({ step_number }) => step_number)).toEqual(best.toSorted((a, b) => b - a))

  const names = kept.map(({ fine_tuned_model_checkpoint: name }) => name)
  const tuned = [...new Set([...names, job.fine_tuned_model ?? ''])]
  const modelsOf = async ({ get }: ReturnType<typeof requestsOf>) => {
    const { data: all }: { data: { id: string }[] } = await (await get('/models')).json()
    return all.map((model) => model.id).filter((name) => name.startsWith('ft:'))
  }
  expect((await modelsOf(requestsOf(api.fetch))).toSorted()).toEqual(tuned.toSorted())
  expect((await readdir(join(data, 'models'))).length).toBe(tuned.length)
  const told = (await messages(id)).filter((message) => message.startsWith('Checkpoint created'))
  for (const name of names) {
    if (name !== job.fine_tuned_model) expect(told.some((each) => each.endsWith(name))).toBe(true)
  }
  await api.close()

  const again = createLocalApi({ data, tiny: true })
  expect(await jobRequestsOf(again.fetch).checkpoints(id)).toEqual(kept)
  expect((await modelsOf(requestsOf(again.fetch))).toSorted()).toEqual(tuned.toSorted())
  expect((await readdir(join(data, 'models'))).length).toBe(tuned.length)
  await again.close()
})

test('a pause leaves a checkpoint of the step that it came after, however good others are', async () => {
  const api = createLocalApi({ tiny: true })
  const { upload, get } = requestsOf(api.fetch)
  const { create, pause, resume, checkpoints, messages, until, cancel } = jobRequestsOf(api.fetch)
  const files = [await upload(tasks(0, 12)), await upload(tasks(20, 2))]
  const { id } = await create(
    byRewards({ n_epochs: 50, batch_size: 1, eval_interval: 1, compute_multiplier: 0.5 }, files),
  )
  const bestAtPauses = new Set<boolean>()
  for (let pauses = 1; pauses <= 8; pauses++) {
    const from = pauses
    await until(id, (message) => Number(/^Step (\d+)/.exec(message)?.[1] ?? 0) > 4 * from)
    await pause(id)
    const told = (await messages(id)).flatMap((message) => /^Step (\d+)/.exec(message)?.[1] ?? [])
    const [newest, ...others] = await checkpoints(id)
    expect(newest?.step_number).toBe(Number(told.at(-1)))
    expect((await get(`/models/${newest?.fine_tuned_model_checkpoint}`)).status).toBe(200)
    const rewardOf = (one: typeof newest) => one?.metrics.full_valid_mean_reward ?? 0
    bestAtPauses.add(others.filter((one) => rewardOf(one) > rewardOf(newest)).length < 3)
    await resume(id)
  }
  // At one pause at least, it would not have been kept else.
  expect(bestAtPauses).toContain(false)
  await cancel(id)
  await api.close()
})
