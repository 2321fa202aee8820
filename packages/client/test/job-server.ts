import type { FineTuningJob } from '@finetune/models'

/** What happens to one request. The server may have done it before the fault. */
export type Fault =
  | 'none'
  | 'reset before'
  | 'reset after'
  | '502 before'
  | '502 after'
  | '504 before'
  | '504 after'
  | 'silence before'
  | 'silence after'
  /** It does what was asked for after the client has given up. */
  | 'silence late'
  | 'html after'
  | '500 before'
  | '500 after'
  | '400'

export interface JobServer {
  readonly fetch: typeof globalThis.fetch
  readonly jobs: { readonly id: string }[]
  readonly requests: { post: number; get: number }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A server of jobs, modern and legacy, in memory, that fails as it is told to. */
export const createJobServer = ({
  posts = [],
  gets = [],
  filters = true,
  pageSize = 2,
}: {
  /** The fault of each POST in turn. */
  readonly posts?: readonly Fault[]
  readonly gets?: readonly Fault[]
  /** Whether it filters by metadata. */
  readonly filters?: boolean
  readonly pageSize?: number
} = {}): JobServer => {
  const jobs: { readonly id: string }[] = []
  const requests = { post: 0, get: 0 }

  const create = (path: string, body: Record<string, unknown>) => {
    const id = `${jobs.length + 1}`
    const created_at = Math.floor(Date.now() / 1000)
    const job = path.endsWith('/fine-tunes') ? legacyOf(body) : modernOf(body)
    const made = { ...job, id, created_at }
    jobs.push(made)
    return made
  }

  const list = (url: URL) => {
    const key = url.searchParams.get('metadata[finetune_key]')
    if (url.pathname.endsWith('/fine-tunes')) return { object: 'list', data: jobs }
    const all = jobs.toReversed() as FineTuningJob[]
    const asked = filters && key ? all.filter((job) => job.metadata?.finetune_key === key) : all
    const from = asked.findIndex(({ id }) => id === url.searchParams.get('after')) + 1
    const data = asked.slice(from, from + pageSize)
    return { object: 'list', data, has_more: from + pageSize < asked.length }
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    const isPost = request.method === 'POST'
    const fault = (isPost ? posts[requests.post] : gets[requests.get]) ?? 'none'
    if (isPost) requests.post += 1
    else requests.get += 1
    const body = isPost ? await request.json() : undefined
    // What a server does takes a moment, in which others come.
    await wait(0)
    request.signal.throwIfAborted()
    const done =
      fault === 'none' || fault.endsWith('after')
        ? isPost
          ? create(url.pathname, body)
          : list(url)
        : undefined
    if (fault.startsWith('reset')) {
      throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' })
    }
    if (fault === 'silence late' && isPost) wait(40).then(() => create(url.pathname, body))
    if (fault.startsWith('silence')) {
      return new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
      })
    }
    if (fault.startsWith('html')) return new Response('<html>', { status: 200 })
    return fault === 'none'
      ? Response.json(done)
      : new Response(null, { status: Number.parseInt(fault, 10) })
  }
  return { fetch, jobs, requests }
}

const modernOf = (body: Record<string, unknown>) => ({
  object: 'fine_tuning.job',
  status: 'validating_files',
  ...body,
})

const legacyOf = (body: Record<string, unknown>) => ({
  object: 'fine-tune',
  updated_at: 1,
  model: body.model ?? 'curie',
  fine_tuned_model: null,
  organization_id: 'org-1',
  status: 'pending',
  hyperparams: {
    n_epochs: body.n_epochs ?? 4,
    batch_size: null,
    learning_rate_multiplier: null,
    prompt_loss_weight: body.prompt_loss_weight ?? 0.01,
  },
  training_files: [fileOf(body.training_file)],
  validation_files: body.validation_file === undefined ? [] : [fileOf(body.validation_file)],
  result_files: [],
})

const fileOf = (id: unknown) => ({
  id,
  object: 'file',
  bytes: 1,
  created_at: 1,
  filename: 'file',
  purpose: 'fine-tune',
  status: 'processed',
  status_details: null,
})
