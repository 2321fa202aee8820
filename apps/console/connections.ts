import {
  type ClientOptions,
  chatCompletions,
  completions,
  createClient,
  createProxy,
  files,
  fineTuneResults,
  fineTunes,
  fineTuningJobs,
  models,
  uploads,
} from '@finetune/client'
import { Hono } from 'hono'
import type { Connection } from './src/connection.ts'

/** Bytes of an upload through the proxy, which holds it in memory. */
const MOST_UPLOAD = 512_000_000

const allow = [
  chatCompletions,
  completions,
  files,
  fineTuneResults,
  fineTunes,
  fineTuningJobs,
  models,
  uploads,
].flatMap((record) => Object.values(record))

/** The servers that the page can choose from: the embedded one, and another one behind a proxy. */
export const createConnections = (
  local: (request: Request) => Promise<Response>,
  remote: ClientOptions | undefined,
): Hono => {
  const app = new Hono()
  const known: Connection[] = [
    {
      id: '/v1',
      object: 'connection',
      name: 'This machine',
      base_url: 'embedded',
      has_key: false,
    },
  ]
  if (remote) {
    const client = createClient(remote)
    const base_url = client.baseURL
    const name = new URL(base_url).hostname
    const proxy = createProxy({
      client,
      authorize: () => 'you',
      allow,
      basePath: '/remote/v1',
      limits: { upload: MOST_UPLOAD },
    })
    const has_key = remote.apiKey !== undefined
    known.push({ id: '/remote/v1', object: 'connection', name, base_url, has_key })
    app.all('/remote/v1/*', ({ req }) => proxy(unaborted(req.raw)))
  }
  app.get('/console/connections', ({ json }) => json({ object: 'list', data: known }))
  app.all('/v1/*', ({ req }) => local(req.raw))
  return app
}

/** A page that leaves cancels what it was told; that it is gone is no fault to be written down. */
const unaborted = (request: Request): Request => new Request(request, { signal: null })
