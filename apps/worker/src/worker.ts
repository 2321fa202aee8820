import {
  chatCompletions,
  completions,
  createProxy,
  files,
  fineTunes,
  fineTuningJobs,
  models,
  verifyWebhook,
} from '@finetune/client'
import { clientOf, type Env } from './env.ts'
import { owns, reveal } from './ownership.ts'
import { signIn, userOf } from './sign-in.ts'

export { Owned } from './owned.ts'

const allow = [chatCompletions, completions, files, fineTunes, fineTuningJobs, models].flatMap(
  (record) => Object.values(record),
)

/** The API for the pages of this site: without a key, and to everyone what is theirs. */
const proxy = (request: Request, env: Env): Promise<Response> =>
  createProxy({
    client: clientOf(env),
    allow,
    authorize: (request) => userOf(request, env),
    owns: async (user, _endpoint, { body = {}, ...params }) =>
      (await owns(env, user, params)) && owns(env, user, body),
    reveal: (user, endpoint, value) => reveal(env, user, endpoint, value),
  })(request)

/** A job has ended: it is looked at now. A webhook that comes twice is a second look, no more. */
const receive = async (request: Request, env: Env): Promise<Response> => {
  const event = await verifyWebhook(request, env.WEBHOOK_SECRET)
  if (event._tag === 'Left') return new Response(event.left.message, { status: 400 })
  await env.OWNED.getByName(event.right.data.id).look()
  return new Response()
}

/** What the alarms have seen of a job. */
const report = async (request: Request, env: Env, id: string): Promise<Response> => {
  const user = await userOf(request, env)
  if (user === undefined) return new Response('Not signed in', { status: 401 })
  if (!(await owns(env, user, { id }))) return new Response('Not found', { status: 404 })
  return Response.json(await env.OWNED.getByName(id).report())
}

const worker: ExportedHandler<Env> = {
  fetch(request, env) {
    const [, area = '', id = ''] = new URL(request.url).pathname.split('/')
    if (area === 'followed' && id) return report(request, env, id)
    if (area === 'sign-in') return signIn(request, env)
    if (area === 'webhook' && request.method === 'POST') return receive(request, env)
    return proxy(request, env)
  },
}
export default worker
