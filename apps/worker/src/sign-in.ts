import { verify } from 'hono/jwt'
import { parse, serialize } from 'hono/utils/cookie'
import type { Env } from './env.ts'

/** Who is asking. Put your own sign-in here; this one believes a JWT that you have signed. */
export const userOf = async (
  request: Request,
  { SESSION_SECRET }: Env,
  token = parse(request.headers.get('cookie') ?? '').session ?? '',
): Promise<string | undefined> => {
  const claims = await verify(token, SESSION_SECRET, 'HS256').catch(() => undefined)
  return typeof claims?.sub === 'string' && claims.exp !== undefined ? claims.sub : undefined
}

/** Answers `/sign-in?token=…`, the link that a user was sent, with a session. */
export const signIn = async (request: Request, env: Env): Promise<Response> => {
  const token = new URL(request.url).searchParams.get('token') ?? ''
  if (!(await userOf(request, env, token))) return new Response('Not signed in', { status: 401 })
  const options = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/' } as const
  const headers = { 'set-cookie': serialize('session', token, options), location: '/' }
  return new Response(null, { status: 303, headers })
}
