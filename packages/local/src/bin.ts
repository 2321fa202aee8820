#!/usr/bin/env node
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { exportData, importData } from './data-transfer.ts'
import { listen } from './listen.ts'
import { createLocalApi } from './local-api-node.ts'
import { collectEarly } from './memory.ts'
import { isProfileName, profiles } from './profile.ts'

const HELP = `finetune-local: the fine-tuning API on your machine, that really trains

  --port PORT    port to listen on (4010; 0 takes any)
  --data DIR     folder to keep everything in (in memory without it)
  --tiny         base models that train in a moment and learn little, for tests
  --host HOST    address to listen on (127.0.0.1); another than loopback needs a token
  --token TOKEN  what clients have to give as their API key (any key will do without it)
  --cors ORIGIN  web page that may call the API, such as https://app.example; may be repeated
  --webhook URL  address to tell when a job is over; may be repeated, each with its
  --webhook-secret SECRET  to sign with: whsec_ and base64
  --as PROFILE   dialect to speak: openai (the default), azure or together-legacy-path
  --export FILE  write all that the folder keeps to a file, and end
  --import FILE  fill an empty folder from such a file, and end
  --help         this text
`

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      data: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      token: { type: 'string' },
      cors: { type: 'string', multiple: true, default: [] },
      as: { type: 'string', default: 'openai' },
      export: { type: 'string' },
      import: { type: 'string' },
      webhook: { type: 'string', multiple: true, default: [] },
      'webhook-secret': { type: 'string', multiple: true, default: [] },
      tiny: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new RangeError(`--port ${values.port}: expected a number from 0 to 65535`)
  }
  const { as } = values
  if (!isProfileName(as)) {
    throw new RangeError(`--as ${as}: expected one of ${Object.keys(profiles).join(', ')}`)
  }
  const secrets = values['webhook-secret']
  if (secrets.length !== values.webhook.length) {
    throw new RangeError('--webhook: expected one --webhook-secret for each')
  }
  const webhooks = values.webhook.map((url, index) => ({ url, secret: secrets[index] ?? '' }))
  return { ...values, port, as, webhooks }
}

const folderOf = (flag: string, data: string | undefined): string => {
  if (data !== undefined) return data
  throw new RangeError(`--${flag} needs the folder, as --data DIR`)
}

/** The file is there as a whole or as it was. */
const exportTo = async (file: string, data: string): Promise<void> => {
  const partial = `${file}.partial`
  try {
    await pipeline(exportData(data), createWriteStream(partial, { flush: true }))
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function* textOf(file: string): AsyncGenerator<string, void> {
  yield* createReadStream(file, 'utf8')
}

const main = async (): Promise<void> => {
  const { port, data, tiny, host, token, cors, as, webhooks, help, ...transfer } = readOptions()
  if (help) {
    process.stdout.write(HELP)
    return
  }
  if (transfer.export !== undefined) {
    return exportTo(transfer.export, folderOf('export', data))
  }
  if (transfer.import !== undefined) {
    return importData(folderOf('import', data), textOf(transfer.import))
  }
  collectEarly()
  const api = createLocalApi({ as, tiny, webhooks, ...(data !== undefined && { data }) })
  try {
    const listener = await listen(api, { port, host, cors, ...(token !== undefined && { token }) })
    console.log(listener.baseURL)
    const end = () => {
      Promise.all([listener.close(), api.close()]).catch(tell)
    }
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  } catch (error) {
    await api.close()
    throw error
  }
}

const tell = (error: unknown): void => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

main().catch(tell)
