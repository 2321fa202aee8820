import { Hono } from 'hono'
import { createHexId } from './id.ts'
import { Refusal } from './refusal.ts'
import { storageFault } from './storage-fault.ts'

/** Where every path begins. */
const BASE = '/v1'

/** What keeps an answer from being run, framed or read by a page of another site. */
const CLOSED = [
  ['x-content-type-options', 'nosniff'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox"],
] as const

/** The application without its routes: headers that every answer has, and how errors look. */
export const createApp = (organization: string, closing: AbortSignal): Hono => {
  const app = new Hono().basePath(BASE)

  app.use(async (context, next) => {
    const start = performance.now()
    await next()
    const { headers } = context.res
    headers.set('openai-version', '2020-10-01')
    headers.set('openai-organization', organization)
    headers.set('openai-processing-ms', String(Math.round(performance.now() - start)))
    headers.set('x-request-id', createHexId('req'))
    for (const [name, value] of CLOSED) headers.set(name, value)
  })
  app.notFound((context) => {
    const { method, path } = context.req
    const { body } = new Refusal(404, `Invalid URL (${method} ${path})`)
    return context.json(body, 404)
  })
  app.onError((error, context) => {
    if (error instanceof Refusal) {
      const isOfFiles = context.req.path.startsWith(`${BASE}/files`)
      return context.json(isOfFiles ? withDetail(error) : error.body, error.status)
    }
    const isOver = closing.aborted || context.req.raw.signal.aborted
    return isOver ? unavailable() : failed(error)
  })
  return app
}

/** Errors of files tell it twice. */
const withDetail = ({ body: { error } }: Refusal) => ({
  error,
  detail: { message: error.message, code: error.code },
})

/** The answer where something went wrong here; what nobody can be told of goes to the console. */
export const failed = (error: unknown): Response => {
  const fault = storageFault(error)
  if (fault) return serverError(fault.status, fault.message)
  console.error(error)
  return serverError(500, 'The server had an error while processing your request')
}

/** The answer once the API has been closed. */
export const unavailable = (): Response => serverError(503, 'The server is shutting down')

const serverError = (status: number, message: string): Response =>
  Response.json({ error: { message, type: 'server_error', param: null, code: null } }, { status })
