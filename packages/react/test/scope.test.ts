import { createClient } from '@finetune/client'
import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import {
  fileKeys,
  fineTuneKeys,
  fineTuneOptions,
  fineTuningJobKeys,
  fineTuningJobOptions,
  modelKeys,
  nameClient,
} from '../src/options.ts'
import { createJobServer } from './job-server.ts'

const KEY = 'sk-canary-0123456789'
const page = { dangerouslyAllowBrowser: true }

test('keys are a tree, so that a branch can be asked for again as a whole', () => {
  const client = createClient({ baseURL: 'https://tree.test/v1' })
  const trees = [
    [fineTuneKeys, [fineTuneKeys.list(client), fineTuneKeys.results(client, 'a')]],
    [
      fineTuningJobKeys,
      [
        fineTuningJobKeys.list(client, { limit: 5 }),
        fineTuningJobKeys.pages(client),
        fineTuningJobKeys.checkpoints(client, 'a'),
      ],
    ],
    [fileKeys, [fileKeys.list(client), fileKeys.content(client, 'a')]],
    [modelKeys, [modelKeys.list(client), modelKeys.detail(client, 'a')]],
  ] as const
  const all = new Set<string>()
  for (const [keys, leaves] of trees) {
    const root = keys.all(client)
    expect(root.slice(0, 2)).toEqual(['finetune', 'https://tree.test/v1'])
    for (const leaf of leaves) expect(leaf.slice(0, root.length)).toEqual(root)
    expect(keys.list(client).slice(0, keys.lists(client).length)).toEqual(keys.lists(client))
    all.add(JSON.stringify(root))
  }
  expect(all.size).toBe(4)
})

test('two clients share no entry, be it one server with two keys', async () => {
  const server = createJobServer('job')
  const [one, other] = [server.connect(), server.connect()]
  const queries = new QueryClient()
  const first = await queries.fetchQuery(fineTuneOptions(one, 'job'))
  expect(queries.getQueryData(fineTuneOptions(one, 'job').queryKey)).toBe(first)
  expect(queries.getQueryData(fineTuneOptions(other, 'job').queryKey)).toBe(undefined)
  await queries.fetchQuery(fineTuneOptions(other, 'job'))
  expect(server.asked.length).toBe(2)
  expect(queries.getQueryCache().getAll().length).toBe(2)
})

test('legacy and modern jobs of one id share no entry', () => {
  const client = createClient({ baseURL: 'https://two.test/v1' })
  expect(fineTuneOptions(client, 'a').queryKey).not.toEqual(
    fineTuningJobOptions(client, 'a').queryKey,
  )
})

test('clients of one name share their entries, on a server and in a page', () => {
  const server = nameClient(createClient({ baseURL: 'https://api.test/v1' }), 'api')
  const browser = nameClient(createClient({ baseURL: 'https://app.test/proxy' }), 'api')
  expect(fineTuneKeys.detail(server, 'a')).toEqual(fineTuneKeys.detail(browser, 'a'))
})

test('no key of the cache holds a key of the API', () => {
  const headers = { 'api-key': KEY }
  const query = { token: KEY }
  const clients = [
    createClient({ apiKey: KEY, ...page }),
    createClient({ apiKey: () => KEY, headers, query, ...page }),
  ]
  for (const client of clients) {
    for (const key of [fineTuneKeys.all(client), fileKeys.list(client)]) {
      expect(JSON.stringify(key)).not.toContain(KEY)
    }
  }
})
