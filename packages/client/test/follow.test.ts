import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import {
  bindPromise,
  createClient,
  type FollowCursor,
  files,
  fineTunes,
  followFineTune,
  stepFineTune,
} from '../src/index.ts'

const local = createLocalApi()
afterAll(() => local.close())
const client = createClient({ baseURL: 'http://local/v1', fetch: local.fetch })
const api = bindPromise(client, { files, fineTunes })

test('steps with a written cursor tell what following tells', async () => {
  const lines = Array.from({ length: 16 }, (_, index) =>
    JSON.stringify({ prompt: `${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
  )
  const file = new File([lines.join('\n')], 'numbers.jsonl')
  const { id: training_file } = await api.files.upload({ body: { file, purpose: 'fine-tune' } })
  const body = { training_file, model: 'ada', n_epochs: 4, batch_size: 4 }
  const { id } = await api.fineTunes.create({ body })

  const stepped: string[] = []
  let cursor: FollowCursor | undefined
  for (let done = false; !done; ) {
    const step = await stepFineTune(client, id, cursor, { pollInterval: 5 })()
    if (step._tag === 'Left') throw new Error(step.left.message)
    const { job, events, nextDelay } = step.right
    stepped.push(...events.map(({ message }) => message))
    if (job && job.status !== cursor?.status) stepped.push(job.status)
    done = step.right.done
    cursor = JSON.parse(JSON.stringify(step.right.cursor))
    await new Promise((resolve) => setTimeout(resolve, nextDelay))
  }
  const followed: string[] = []
  for await (const update of followFineTune(client, id)) {
    if (update._tag === 'Left') throw new Error(update.left.message)
    if (update.right.type === 'event') followed.push(update.right.event.message)
  }
  expect(stepped.filter((text) => followed.includes(text))).toEqual(followed)
  expect(stepped.at(-1)).toBe('succeeded')
})

test('a job that comes without its events is asked for them', async () => {
  const [job] = (await api.fineTunes.list()).data
  const id = job?.id ?? ''
  const bare = createClient({
    baseURL: 'http://local/v1',
    fetch: async (input, init) => {
      const request = new Request(input, init)
      if (!request.url.endsWith(id)) return local.fetch(request)
      const { events: _, ...rest } = Object(await (await local.fetch(request)).json())
      return Response.json(rest)
    },
  })
  const step = await stepFineTune(bare, id)()
  const { events } = await api.fineTunes.retrieve({ id })
  expect(step).toMatchObject({ right: { events, done: true } })
})
