import { createLocalApi, type LocalApi } from '@finetune/local'
import { expect, test } from 'vitest'
import { requestsOf } from './requests.ts'

test('a folder is refused where there is none', () => {
  // The types of Node.js are those that a program sees which names no condition.
  expect(() => createLocalApi({ data: './data' })).toThrow('data: a page has no folders')
})

test('two APIs of a page know nothing of each other', async () => {
  const [one, other] = [createLocalApi(), createLocalApi()]
  await requestsOf(one.fetch).upload('{}')
  const listed = async ({ fetch }: LocalApi): Promise<readonly unknown[]> =>
    (await (await requestsOf(fetch).get('/files')).json()).data
  expect([await listed(one), await listed(other)]).toEqual([[expect.anything()], []])
  await one.close()
  await other.close()
})

test('it runs in a Web Worker too, which starts one of its own to train', async () => {
  const worker = new Worker(new URL('./web-worker.ts', import.meta.url), { type: 'module' })
  const said = await new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data))
    worker.addEventListener('error', reject)
  })
  worker.terminate()
  expect(said).toBe('succeeded')
})
