import { Refusal } from './refusal.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Lets only this machine in: a page on the web that has its name point here (DNS rebinding) gives
 * another Host, and one that sends a request across gives its Origin. `undefined` lets it pass.
 */
export const guard = (request: Request): Response | undefined => {
  const host = request.headers.get('host')
  if (host === null || !isLoopback(`http://${host}`)) {
    return refusal(`Host ${host ?? '(none)'} is not this machine`)
  }
  const origin = request.headers.get('origin')
  if (origin !== null && !isLoopback(origin)) {
    return refusal(`Origin ${origin} is not on this machine`)
  }
  return undefined
}

/** Whether a name means this machine and nothing else. */
export const isLoopbackName = (name: string): boolean => LOOPBACK.includes(name.toLowerCase())

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && isLoopbackName(new URL(url).hostname)

const refusal = (message: string): Response => {
  const { body, status } = new Refusal(403, message)
  return Response.json(body, { status })
}
