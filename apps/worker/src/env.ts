import { type Client, createClient } from '@finetune/client'
import type { Owned } from './owned.ts'

/** What `wrangler.jsonc` and the secrets give the Worker. */
export interface Env {
  readonly OWNED: DurableObjectNamespace<Owned>
  readonly OPENAI_API_KEY: string
  readonly OPENAI_BASE_URL: string
  /** Signs the sessions of users. */
  readonly SESSION_SECRET: string
  /** `whsec_…`, as the server that sends webhooks has it. */
  readonly WEBHOOK_SECRET: string
  /** Milliseconds between two looks at a job, 2,000 where absent; more while it stands still. */
  readonly POLL_INTERVAL?: string
}

export const clientOf = ({ OPENAI_API_KEY, OPENAI_BASE_URL }: Env): Client =>
  createClient({ apiKey: OPENAI_API_KEY, baseURL: OPENAI_BASE_URL })
