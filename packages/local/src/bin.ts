#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { listen } from './listen.ts'
import { createLocalApi } from './local-api.ts'

const HELP = `finetune-local: the fine-tuning API on your machine, that really trains

  --port PORT   port to listen on (4010; 0 takes any)
  --data DIR    folder to keep everything in (in memory without it)
  --host HOST   loopback address to listen on (127.0.0.1)
  --tiny        base models that train in a moment and learn little, for tests
  --help        this text
`

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      data: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      tiny: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new RangeError(`--port ${values.port}: expected a number from 0 to 65535`)
  }
  return { ...values, port }
}

const main = async (): Promise<void> => {
  const { port, data, host, tiny, help } = readOptions()
  if (help) {
    process.stdout.write(HELP)
    return
  }
  const api = createLocalApi({ tiny, ...(data !== undefined && { data }) })
  try {
    const listener = await listen(api, { port, host })
    console.log(listener.baseURL)
    const end = async () => {
      await api.close()
      await listener.close()
    }
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  } catch (error) {
    await api.close()
    throw error
  }
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
