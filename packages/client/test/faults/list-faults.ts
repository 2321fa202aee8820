import type { Fault } from './fault.ts'
import { json, type Reply, textOf } from './reply.ts'
import type { Asked } from './world.ts'

interface Page {
  readonly data: readonly { readonly id: string }[]
  readonly has_more: boolean
}
const change =
  (changed: (page: Page, asked: Asked) => unknown) =>
  (right: Reply, asked: Asked): Reply =>
    json(changed(JSON.parse(textOf(right)), asked))

const of = (
  name: string,
  changed: (page: Page, asked: Asked) => unknown,
  get: Fault['verdict']['get'],
): Fault => ({
  name: `a list ${name}`,
  reply: change(changed),
  doors: ['pages'],
  verdict: { get: get ?? 'right' },
})
const unexpected = (name: string, changed: (page: Page, asked: Asked) => unknown) =>
  of(name, changed, 'UnexpectedAnswer')

const endless = (name: string, changed: (page: Page, asked: Asked) => unknown): Fault => ({
  ...unexpected(name, changed),
  isLie: true,
})

export const LIST_FAULTS: readonly Fault[] = [
  unexpected('that is null', (page) => ({ ...page, data: null })),
  unexpected('that is a text', (page) => ({ ...page, data: 'oops' })),
  unexpected('that is an object', (page) => ({ ...page, data: { 0: page.data[0] } })),
  unexpected('that is missing', ({ has_more }) => ({ object: 'list', has_more })),
  unexpected('that says in words that there is more', (page) => ({ ...page, has_more: 'true' })),
  unexpected('that says in numbers that there is more', (page) => ({ ...page, has_more: 1 })),
  unexpected('with a hole', (page) => ({ ...page, data: [null, ...page.data] })),
  unexpected('of texts', (page) => ({ ...page, data: page.data.map(({ id }) => id) })),
  unexpected('of lists', (page) => ({ ...page, data: [page.data] })),
  unexpected('of the wrong things', (page) => ({
    ...page,
    data: page.data.map((item) => ({ ...item, object: 'file' })),
  })),
  unexpected('of things without an id', (page) => ({
    ...page,
    data: page.data.map(({ id: _, ...item }) => item),
  })),
  endless('that stands still', () => ({
    object: 'list',
    data: ['ftjob-5', 'ftjob-4'].map((id) => jobOf(id)),
    has_more: true,
  })),
  endless('that goes in circles', (_, { query }) => {
    const after = Number(query.get('after')?.slice('ftjob-'.length) ?? 0)
    return { object: 'list', data: [jobOf(`ftjob-${(after % 5) + 1}`)], has_more: true }
  }),
  endless('that goes back and forth', (_, { query }) => ({
    object: 'list',
    data: [jobOf(query.get('after') === 'ftjob-1' ? 'ftjob-2' : 'ftjob-1')],
    has_more: true,
  })),
  endless('without an end', (_, { query }) => {
    const after = Number(query.get('after')?.slice('ftjob-'.length) ?? 0)
    return { object: 'list', data: [jobOf(`ftjob-${after + 1}`)], has_more: true }
  }),
  of(
    'that repeats what it told',
    (page, { query }) => {
      const last = query.get('after')
      return { ...page, data: last === null ? page.data : [jobOf(last), ...page.data] }
    },
    'right',
  ),
  of(
    'that promises more and has an empty page',
    (page, { query }) =>
      query.get('after') === 'ftjob-1' ? { ...page, data: [] } : { ...page, has_more: true },
    'right',
  ),
  of(
    'with null for more at its end',
    (page) => (page.has_more ? page : { ...page, has_more: null }),
    'right',
  ),
  of(
    'that says nothing of more at its end',
    ({ has_more, ...page }) => (has_more ? { ...page, has_more } : page),
    'right',
  ),
  of(
    'with cursors that nobody needs',
    (page) => ({ ...page, first_id: 'x', last_id: 'y', next_starting_after: null }),
    'right',
  ),
]

function jobOf(id: string) {
  return {
    id,
    object: 'fine_tuning.job',
    created_at: 1_700_000_000,
    model: 'gpt-4o-mini',
    status: 'succeeded',
    training_file: 'file-1',
  }
}
