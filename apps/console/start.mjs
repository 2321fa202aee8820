// Serves the built console and the local API on one port: node start.mjs [--data DIR]
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fromEnv } from '@finetune/client'
import { startConsole } from './server.ts'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const { OPENAI_API_KEY, OPENAI_BASE_URL } = process.env

const { url, close } = await startConsole({
  port: Number(process.env.PORT ?? 5173),
  data: values.data ?? fileURLToPath(new URL('../../.data', import.meta.url)),
  ...((OPENAI_API_KEY || OPENAI_BASE_URL) && { remote: fromEnv(process.env) }),
}).catch((error) => {
  console.error(`Finetune did not start: ${error.message}`)
  process.exit(1)
})
console.log(`Finetune is ready: ${url}`)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await close()
    process.exit(0)
  })
}
