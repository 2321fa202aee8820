import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ClientError,
  createClient,
  fineTunes,
  fineTuningJobs,
  type ItemOf,
  pages,
} from '../src/index.ts'

type Job = ItemOf<typeof fineTuningJobs.list>

const jobOf = (id: string): Job => ({
  id,
  object: 'fine_tuning.job',
  created_at: 1,
  model: 'gpt-4o-mini',
  status: 'running',
  training_file: 'file-1',
})

interface Read {
  readonly ids: readonly string[]
  readonly errors: readonly ClientError[]
  readonly asked: readonly (string | null)[]
}

/** Reads all pages of a server, given by what it answers after an id. */
const read = async (
  answer: (after: string | null) => unknown,
  signal?: AbortSignal,
): Promise<Read> => {
  const asked: (string | null)[] = []
  const client = createClient({
    baseURL: 'http://local/v1',
    maxRetries: 0,
    fetch: async (input) => {
      const after = new URL(new Request(input).url).searchParams.get('after')
      asked.push(after)
      const body = answer(after)
      return body instanceof Response ? body : Response.json(body)
    },
  })
  const ids: string[] = []
  const errors: ClientError[] = []
  const query = { limit: 2 }
  for await (const item of pages(client, fineTuningJobs.list, { query }, { signal })) {
    if (item._tag === 'Left') errors.push(item.left)
    else ids.push(item.right.id)
  }
  return { ids, errors, asked }
}

const page = (ids: readonly string[], has_more?: unknown) => ({
  object: 'list',
  data: ids.map(jobOf),
  has_more,
})

test('every item of every page comes once and in order', async () => {
  const { ids, errors, asked } = await read((after) =>
    after === null ? page(['a', 'b'], true) : after === 'b' ? page(['c', 'd'], true) : page(['e']),
  )
  expect(ids).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(errors).toEqual([])
  expect(asked).toEqual([null, 'b', 'd'])
})

test('a list that answers everything at once is one page', async () => {
  const client = createClient({
    baseURL: 'http://local/v1',
    fetch: async () => Response.json({ object: 'list', data: [], next_starting_after: null }),
  })
  for await (const item of pages(client, fineTunes.list)) expect(item).toBeUndefined()
})

test('an empty page is the end, whatever the server says of more', async () => {
  const { ids, errors, asked } = await read((after) => page(after === null ? ['a'] : [], true))
  expect([ids, errors, asked]).toEqual([['a'], [], [null, 'a']])
})

test('a cursor that stands still is told, and its items are not told twice', async () => {
  const { ids, errors, asked } = await read(() => page(['a', 'b'], true))
  expect(ids).toEqual(['a', 'b'])
  expect(errors).toMatchObject([{ _tag: 'UnexpectedAnswer', reasons: ['the pages go in circles'] }])
  expect(asked).toEqual([null, 'b'])
})

test('more pages without an id to go on from are told', async () => {
  const { errors } = await read(() => ({ data: [{ ...jobOf(''), id: '' }], has_more: true }))
  expect(errors).toMatchObject([{ _tag: 'UnexpectedAnswer' }])
})

test('an item that does not decode hides no other, and the next page is asked for', async () => {
  const { ids, errors } = await read((after) => {
    const bad = { ...jobOf('bad'), created_at: 'yesterday' }
    return after === null
      ? { object: 'list', data: [jobOf('a'), bad], has_more: true }
      : page(after === 'bad' ? ['b'] : [], false)
  })
  expect(ids).toEqual(['a', 'b'])
  expect(errors).toMatchObject([
    {
      _tag: 'UnexpectedAnswer',
      status: 200,
      reasons: ['data.1.created_at: expected Int, got "yesterday"'],
    },
  ])
})

test('what is no list is told', async () => {
  for (const body of [null, [], 'ok', {}, { data: 'oops' }, { data: [], has_more: 'yes' }]) {
    const { ids, errors } = await read(() => Response.json(body))
    expect([ids, errors]).toMatchObject([[], [{ _tag: 'UnexpectedAnswer' }]])
  }
})

test('a page that fails is the last item', async () => {
  const { ids, errors } = await read((after) =>
    after === null ? page(['a'], true) : new Response(null, { status: 503 }),
  )
  expect([ids, errors]).toMatchObject([['a'], [{ _tag: 'Refused', status: 503 }]])
})

test('the signal ends it, between two items as well', async () => {
  const controller = new AbortController()
  controller.abort()
  const { errors, asked } = await read(() => page(['a']), controller.signal)
  expect([errors, asked]).toMatchObject([[{ _tag: 'Aborted' }], []])

  const later = new AbortController()
  const client = createClient({
    baseURL: 'http://local/v1',
    fetch: async () => Response.json(page(['a', 'b'])),
  })
  const tags: string[] = []
  const { signal } = later
  for await (const item of pages(client, fineTuningJobs.list, {}, { signal })) {
    tags.push(item._tag === 'Left' ? item.left._tag : item.right.id)
    later.abort()
  }
  expect(tags).toEqual(['a', 'Aborted'])
})

test('any graph of pages ends, after at most one request a page and one', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const node = fc.record({ ids: fc.array(fc.constantFrom(...names)), more: fc.boolean() })
  const graph = fc.tuple(node, ...names.map(() => node))
  await fc.assert(
    fc.asyncProperty(graph, async ([first, ...rest]) => {
      const at = (after: string | null) => rest[names.indexOf(after ?? '')] ?? first
      const { ids, errors, asked } = await read((after) => page(at(after).ids, at(after).more))
      expect(new Set(ids).size).toBe(ids.length)
      expect(new Set(asked).size).toBe(asked.length)
      const last = at(asked.at(-1) ?? null)
      expect(errors.length).toBe(last.more && last.ids.length > 0 ? 1 : 0)
    }),
    { numRuns: 1_000 },
  )
})
