import { bindPromise, files, fineTunes } from '@finetune/client'
import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { useDeleteModel, useFineTune, useModel, useModels } from '../src/index.ts'
import { modelKeys } from '../src/options.ts'
import { createApi, createWrapper, dataset } from './setup.tsx'

const { client, asked } = createApi()
const api = bindPromise(client, { files, fineTunes })
afterEach(cleanup)

test('the model of a job is listed until it is deleted', async () => {
  const { id: training_file } = await api.files.upload({
    body: { file: dataset(), purpose: 'fine-tune' },
  })
  const { id } = await api.fineTunes.create({
    body: { training_file, model: 'ada', n_epochs: 1, batch_size: 8 },
  })
  const { Wrapper, queries } = createWrapper(client)
  const { result } = renderHook(
    () => {
      const job = useFineTune(id)
      const name = job.data?.fine_tuned_model ?? undefined
      const remove = useDeleteModel()
      const isGone = remove.isSuccess
      return { name, model: useModel(isGone ? undefined : name), models: useModels(), remove }
    },
    { wrapper: Wrapper },
  )
  await waitFor(() => expect(result.current.model.isSuccess).toBe(true), { timeout: 20_000 })
  const model = result.current.name ?? ''
  expect(result.current.model.data).toMatchObject({ id: model, root: 'ada' })
  await queries.invalidateQueries({ queryKey: modelKeys.all(client) })
  const listed = () => result.current.models.data?.data.map((one) => one.id)
  await waitFor(() => expect(listed()).toContain(model))
  await result.current.remove.mutateAsync({ model })
  await waitFor(() => expect(listed()).not.toContain(model))
  expect(asked.filter((line) => line.startsWith('DELETE')).length).toBe(1)
})
