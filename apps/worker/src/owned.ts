import { DurableObject } from 'cloudflare:workers'
import { type FollowCursor, stepFineTune, stepFineTuningJob } from '@finetune/client'
import { clientOf, type Env } from './env.ts'
import { claim } from './ownership.ts'

const STEPS = { 'fine-tune': stepFineTune, 'fine_tuning.job': stepFineTuningJob } as const

/** A job, and where following it has come to. */
export interface Followed {
  readonly id: string
  readonly object: keyof typeof STEPS
  readonly status?: string
  readonly cursor?: FollowCursor
  readonly done?: boolean
  /** Why it could not be followed to its end. */
  readonly fault?: string
}

/** A file, job or model, by its id: knows whose it is, and follows a job from alarm to alarm. */
export class Owned extends DurableObject<Env> {
  readonly #kv = this.ctx.storage.kv

  owner(): string | undefined {
    return this.#kv.get<string>('owner')
  }

  /** The first one that claims it has it. A job is followed from then on. */
  async claim(user: string, id: string, object?: string | null): Promise<void> {
    if (this.owner() !== undefined) return
    this.#kv.put('owner', user)
    if (object !== 'fine-tune' && object !== 'fine_tuning.job') return
    this.#kv.put<Followed>('job', { id, object })
    await this.look()
  }

  /** Looks at the job now rather than when it is time. */
  look(): Promise<void> {
    return this.ctx.storage.setAlarm(Date.now())
  }

  /** One look. All that it brings is kept at once: where it is repeated, nothing is told twice. */
  override async alarm(): Promise<void> {
    const [job, owner] = [this.#kv.get<Followed>('job'), this.owner()]
    if (!job || job.done || owner === undefined) return
    const pollInterval = Number(this.env.POLL_INTERVAL ?? 2_000)
    const looked = await STEPS[job.object](clientOf(this.env), job.id, job.cursor, {
      pollInterval,
    })()
    if (looked._tag === 'Left') {
      return this.#kv.put('job', { ...job, done: true, fault: looked.left.message })
    }
    const { events, cursor, nextDelay, done, job: { status = job.status } = {} } = looked.right
    if (done) await claim(this.env, owner, looked.right.job)
    this.ctx.storage.transactionSync(() => {
      for (const [index, event] of events.entries()) {
        this.#kv.put(`event ${String((job.cursor?.told ?? 0) + index).padStart(9, '0')}`, event)
      }
      this.#kv.put('job', { ...job, status, cursor, done })
    })
    if (!done) await this.ctx.storage.setAlarm(Date.now() + nextDelay)
  }

  /** What the looks have brought, the last events first. */
  report() {
    const events = this.#kv.list({ prefix: 'event ', reverse: true, limit: 100 })
    return { ...this.#kv.get<Followed>('job'), events: Array.from(events, ([, event]) => event) }
  }
}
