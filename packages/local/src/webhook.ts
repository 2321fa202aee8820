import * as t from 'io-ts'
import { type Clock, unixSeconds } from './clock.ts'
import { createHexId } from './id.ts'
import type { Store } from './store.ts'
import { type Delivery, deliver, type Webhook } from './webhook-delivery.ts'

export const webhookTable = `
  CREATE TABLE webhook_message (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due INTEGER NOT NULL
  ) STRICT`

const Row = t.type({
  id: t.string,
  url: t.string,
  body: t.string,
  /** Milliseconds since 1970; `due` is too. */
  created: t.number,
  attempts: t.number,
  due: t.number,
})
type Row = t.TypeOf<typeof Row>

/** Milliseconds between two looks for what is due. */
const INTERVAL = 1000
/** Milliseconds until the second attempt; each further one takes three times as long to come. */
const FIRST_WAIT = 5000
const LONGEST_WAIT = 6 * 3_600_000
/** Milliseconds after which nobody is told any more. */
const PATIENCE = 72 * 3_600_000
/** Attempts at a time. */
const MOST_AT_ONCE = 8

/** Tells those who asked for it that a job is over, at least once, and whatever happens meanwhile. */
export interface Webhooks {
  /** Call it in the transaction that ends the job: what it leaves behind is sent after it. */
  readonly jobOver: (id: string, status: 'succeeded' | 'failed' | 'cancelled') => void
  /** Takes up what a former process has left. */
  readonly resume: () => void
  /** Breaks off what is underway; it is sent again when the data folder is opened again. */
  readonly close: () => Promise<void>
}

export const createWebhooks = (
  store: Store,
  clock: Clock,
  webhooks: readonly Webhook[] = [],
): Webhooks => {
  const byUrl = new Map(webhooks.map((webhook) => [webhook.url, webhook]))
  const closing = new AbortController()
  const underway = new Map<string, Promise<void>>()
  /** What came of it could not be kept: sent again only when the data folder is opened again. */
  const unsettled = new Set<string>()
  let isBroken = false
  const now = (): number => Math.floor(clock.now())

  const settle = ({ id, url, created, attempts }: Row, delivery: Delivery): void => {
    const due = now() + Math.min(LONGEST_WAIT, FIRST_WAIT * 3 ** attempts)
    const isLate = due - created > PATIENCE
    if (delivery === 'failed' && !isLate) {
      const sql = 'UPDATE webhook_message SET attempts = ?, due = ? WHERE id = ?'
      store.run(sql, attempts + 1, due, id)
      return
    }
    store.run('DELETE FROM webhook_message WHERE id = ?', id)
    if (delivery === 'told') return
    console.error(`webhook: ${new URL(url).origin} was not told in ${attempts + 1} attempts`)
  }

  const send = async (row: Row, webhook: Webhook): Promise<void> => {
    const delivery = await deliver(webhook, row, now(), closing.signal)
    if (closing.signal.aborted && delivery !== 'told') return
    settle(row, delivery)
  }

  const sendDue = (): void => {
    const sql = 'SELECT * FROM webhook_message WHERE due <= ? ORDER BY due, rowid'
    for (const row of store.all(Row, sql, now())) {
      if (underway.size >= MOST_AT_ONCE) return
      const webhook = byUrl.get(row.url)
      if (!webhook || underway.has(row.id) || unsettled.has(row.id)) continue
      const sent = send(row, webhook)
        .catch((error) => {
          unsettled.add(row.id)
          console.error(error)
        })
        .finally(() => underway.delete(row.id))
        .then(pump)
      underway.set(row.id, sent)
    }
  }
  /** A database that cannot be read is told once. */
  const pump = (): void => {
    if (closing.signal.aborted || isBroken) return
    try {
      sendDue()
    } catch (error) {
      isBroken = true
      console.error(error)
    }
  }
  const stop = webhooks.length > 0 ? clock.every(INTERVAL, pump) : () => {}

  return {
    jobOver: (id, status) => {
      if (webhooks.length === 0) return
      const type = `fine_tuning.job.${status}`
      const body = pythonJson({
        id: createHexId('evt'),
        object: 'event',
        created_at: unixSeconds(clock),
        type,
        data: { id },
      })
      for (const { url } of webhooks) {
        const sql =
          'INSERT INTO webhook_message (id, url, body, created, attempts, due) VALUES (?, ?, ?, ?, 0, ?)'
        store.run(sql, createHexId('wh'), url, body, now(), now())
      }
      queueMicrotask(pump)
    },
    resume: () => {
      const urls = JSON.stringify([...byUrl.keys()])
      const sql = 'DELETE FROM webhook_message WHERE url NOT IN (SELECT value FROM json_each(?))'
      store.run(sql, urls)
      pump()
    },
    close: async () => {
      stop()
      closing.abort()
      await Promise.all(underway.values())
    },
  }
}

/** JSON with blanks, as Python writes it, and so the recorded bodies have it. */
const pythonJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(
    ([key, field]) => `${JSON.stringify(key)}: ${pythonJson(field)}`,
  )
  return `{${fields.join(', ')}}`
}
