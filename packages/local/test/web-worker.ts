import { createLocalApi } from '@finetune/local'
import { dataset, requestsOf } from './requests.ts'

/** A job from its file to its end, in a worker that starts another one to train. */
const run = async (): Promise<string> => {
  const api = createLocalApi({ tiny: true })
  const { upload, create, finish } = requestsOf(api.fetch)
  const { id: training_file } = await upload(dataset(20))
  const { id } = await create({ training_file, model: 'ada', n_epochs: 1 })
  const { status } = await finish(id)
  await api.close()
  return status
}

run().then(postMessage, (error) => postMessage(String(error)))
