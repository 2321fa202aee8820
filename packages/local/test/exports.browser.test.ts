import * as local from '@finetune/local'
import { expect, test } from 'vitest'

test('in a browser the package exports what needs no files and no ports', () => {
  expect(Object.keys(local).sort()).toEqual(['createLocalApi', 'createManualClock'])
})

test('a folder is refused where there is none', () => {
  // The types of Node.js are those that a program sees which names no condition.
  expect(() => local.createLocalApi({ data: './data' })).toThrow('data: a page has no folders')
})

test('two APIs of a page know nothing of each other', async () => {
  const [one, other] = [local.createLocalApi(), local.createLocalApi()]
  const body = new FormData()
  body.set('purpose', 'fine-tune')
  body.set('file', new File(['{}'], 'train.jsonl'))
  await one.fetch('http://finetune.test/v1/files', { method: 'POST', body })
  const listed = async (api: local.LocalApi): Promise<unknown[]> =>
    (await (await api.fetch('http://finetune.test/v1/files')).json()).data
  expect([(await listed(one)).length, (await listed(other)).length]).toEqual([1, 0])
  await one.close()
  await other.close()
})
