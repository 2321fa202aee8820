// Runs the Worker, with the console and the local API, on this machine: node dev.ts
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createLocalApi, listen } from '@finetune/local'
import { sign } from 'hono/jwt'
import { startWorker } from './miniflare.ts'

const data = fileURLToPath(new URL('../../.data/worker', import.meta.url))
mkdirSync(data, { recursive: true })
const port = Number(process.env.PORT ?? 8787)
const webhook = { url: `http://127.0.0.1:${port}/webhook`, secret: 'whsec_bG9jYWw=' }
const api = createLocalApi({ data: `${data}/api`, webhooks: [webhook] })
const { baseURL, close } = await listen(api)
const secret = crypto.randomUUID()
const worker = await startWorker({
  folder: `${data}/objects`,
  port,
  bindings: {
    OPENAI_API_KEY: 'any',
    OPENAI_BASE_URL: baseURL,
    SESSION_SECRET: secret,
    WEBHOOK_SECRET: webhook.secret,
  },
})
const token = await sign({ sub: 'you', exp: Math.floor(Date.now() / 1000) + 86_400 }, secret)
console.log(
  `The Worker is ready, sign in: ${new URL(`/sign-in?token=${token}`, await worker.ready)}`,
)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await worker.dispose()
    await close()
    await api.close()
    process.exit(0)
  })
}
