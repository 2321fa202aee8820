import {
  type ClientError,
  ClientFailure,
  createClient,
  downloadFile,
  type FileUpload,
  type UploadOptions,
  type UploadProgress,
  uploadFile,
} from '../src/index.ts'
import { createUploadServer, type Interfere } from './upload-server.ts'

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

const same = (actual: unknown, expected: unknown, what: string): void => {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`)
}

const CREATE = 'POST /uploads'
const PART = 'POST /uploads/:id/parts'
const COMPLETE = 'POST /uploads/:id/complete'
const CANCEL = 'POST /uploads/:id/cancel'

const BYTES = Uint8Array.from({ length: 2_500 }, (_, index) => (index * index) % 251)

/** A stream that gives these, and then ends, fails or waits. */
const streamOf = (chunks: readonly Uint8Array[], end: 'end' | 'fail' | 'wait' = 'end') => {
  const rest = [...chunks]
  let cancelled = false
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const chunk = rest.shift()
      if (chunk) return controller.enqueue(chunk)
      if (end === 'end') controller.close()
      if (end === 'fail') controller.error(new Error('the disk is gone'))
      return end === 'wait' ? new Promise(() => undefined) : undefined
    },
    cancel: () => {
      cancelled = true
    },
  })
  return { stream, isCancelled: () => cancelled }
}

/** Uploads in parts of 1,000 bytes to a server of its own. */
const upload = async (
  file: FileUpload['file'],
  { size, interfere, ...options }: UploadOptions & { size?: number; interfere?: Interfere } = {},
) => {
  const server = createUploadServer(interfere)
  const client = createClient({ baseURL: 'http://uploads/v1', fetch: server.fetch })
  const what = {
    file,
    filename: 'a.jsonl',
    purpose: 'fine-tune',
    ...(size !== undefined && { size }),
  }
  const result = await uploadFile(client, what, { partSize: 1_000, threshold: 0, ...options })()
  const error: ClientError | undefined = result._tag === 'Left' ? result.left : undefined
  const content = result._tag === 'Right' ? server.files.get(result.right.id) : undefined
  return {
    outcome: error?._tag ?? 'Right',
    error,
    content: content && [...content],
    requests: server.requests,
    status: server.status(),
  }
}

/** What uploads and downloads promise in every runtime, by name. */
export const cases: Readonly<Record<string, (runtime: { api: string }) => Promise<void>>> = {
  'a file goes in one request and comes back in a stream, with its name and size': async ({
    api,
  }) => {
    const client = createClient({ baseURL: api })
    const text = '{"prompt":"größer →","completion":" 你好"}\n'
    const file = new File([text], 'ж "x".jsonl')
    const uploaded = await uploadFile(client, { file, purpose: 'fine-tune' })()
    if (uploaded._tag === 'Left') throw new Error(uploaded.left.message)
    const download = await downloadFile(client, uploaded.right.id)()
    if (download._tag === 'Left') throw new Error(download.left.message)
    const { filename, size, body } = download.right
    same([filename, size], ['ж "x".jsonl', file.size], 'name and size')
    same(await new Response(body).text(), text, 'content')
  },

  'a large file goes in parts, and is whole': async () => {
    const { content, requests } = await upload(new Blob([BYTES]))
    same(content, [...BYTES], 'content')
    same(requests, [CREATE, PART, PART, PART, COMPLETE], 'requests')
  },

  'a stream goes in one request where it is short, and in parts where it says its size':
    async () => {
      const chunks = () => [
        BYTES.slice(0, 1),
        new Uint8Array(),
        BYTES.slice(1, 1_800),
        BYTES.slice(1_800),
      ]
      const long = await upload(streamOf(chunks()).stream, { size: 2_500 })
      same([long.content, long.requests.length], [[...BYTES], 5], 'long')
      const short = await upload(streamOf([BYTES.slice(0, 1_000)]).stream)
      same([short.content, short.requests], [[...BYTES.slice(0, 1_000)], ['POST /files']], 'short')
      const known = await upload(streamOf([BYTES.slice(0, 9)]).stream, { size: 9 })
      same([known.content?.length, known.requests], [9, ['POST /files']], 'short, of known size')
      same((await upload(new Blob())).outcome, 'Right', 'empty')
    },

  'a long stream without a size is refused before anything is sent': async () => {
    const { stream, isCancelled } = streamOf([BYTES], 'wait')
    const { error, requests } = await upload(stream)
    same([error?._tag, requests], ['InvalidRequest', []], 'refusal')
    check(error?.message.includes('size: needed for a stream') === true, String(error?.message))
    check(isCancelled(), 'the stream was not let go')
  },

  'a stream that is not as long as it says, or fails, leaves no file': async () => {
    for (const [size, end] of [
      [2_400, 'end'],
      [2_600, 'end'],
      [3_000, 'end'],
      [2_600, 'fail'],
    ] as const) {
      const { outcome, status, requests } = await upload(streamOf([BYTES], end).stream, { size })
      same([outcome, status], ['InvalidRequest', 'cancelled'], `${size} ${end}`)
      check(!requests.includes(COMPLETE), 'completed')
    }
    const short = await upload(streamOf([BYTES.slice(0, 9)]).stream, { size: 10 })
    same([short.outcome, short.requests], ['InvalidRequest', []], 'a short one')
    const locked = streamOf([BYTES]).stream
    locked.getReader()
    same((await upload(locked, { size: 2_500 })).outcome, 'InvalidRequest', 'a stream in use')
  },

  'a part that is lost, or whose answer is, is sent again': async () => {
    for (const fate of ['lost', 'dropped', new Response('{}', { status: 503 })] as const) {
      const interfere: Interfere = (what, before) =>
        what === PART && before === 1 ? fate : undefined
      const { content, requests } = await upload(new Blob([BYTES]), { interfere })
      same(content, [...BYTES], `${fate}`)
      same(requests, [CREATE, PART, PART, PART, PART, COMPLETE], `requests, ${fate}`)
    }
  },

  'a part that is lost three times, or refused, ends the upload and calls it off': async () => {
    for (const [fate, tag, sent] of [
      ['dropped', 'NoAnswer', 3],
      [new Response('{}', { status: 400 }), 'Refused', 1],
    ] as const) {
      const interfere: Interfere = (what) => (what === PART ? fate : undefined)
      const { outcome, status, requests } = await upload(new Blob([BYTES]), { interfere })
      same([outcome, status], [tag, 'cancelled'], `${fate}`)
      same(requests, [CREATE, ...Array(sent).fill(PART), CANCEL], 'requests')
    }
  },

  'an upload is created once and completed once, and an unknown outcome is said': async () => {
    for (const [step, requests, status] of [
      [CREATE, [CREATE], 'pending'],
      [COMPLETE, [CREATE, PART, PART, PART, COMPLETE], 'completed'],
    ] as const) {
      const interfere: Interfere = (what) => (what === step ? 'lost' : undefined)
      const lost = await upload(new Blob([BYTES]), { interfere })
      same([lost.outcome, lost.requests, lost.status], ['Ambiguous', requests, status], step)
    }
  },

  'a file that did not arrive as it left is refused, and called off': async () => {
    const interfere: Interfere = (what) =>
      what === COMPLETE
        ? Response.json({ error: { message: 'md5 mismatch' } }, { status: 400 })
        : undefined
    const { outcome, status } = await upload(new Blob([BYTES]), { interfere })
    same([outcome, status], ['Refused', 'cancelled'], 'outcome')
  },

  'an upload that completes without a file is no success': async () => {
    const pending = {
      id: 'upload_1',
      object: 'upload',
      bytes: 1,
      created_at: 1,
      expires_at: 1,
      filename: 'a',
      purpose: 'fine-tune',
      status: 'expired',
    }
    const interfere: Interfere = (what) => (what === COMPLETE ? Response.json(pending) : undefined)
    same((await upload(new Blob([BYTES]), { interfere })).outcome, 'UnexpectedAnswer', 'outcome')
  },

  'the signal ends an upload while it sends and while it reads, and calls it off': async () => {
    const hang: Interfere = (what, _, signal) =>
      what === PART
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        : undefined
    for (const [file, interfere] of [
      [new Blob([BYTES]), hang],
      [streamOf([BYTES.slice(0, 1_200)], 'wait').stream, undefined],
    ] as const) {
      const controller = new AbortController()
      let aborted = 0
      setTimeout(() => {
        aborted = performance.now()
        controller.abort()
      }, 50)
      const { outcome, requests } = await upload(file, {
        size: 2_500,
        signal: controller.signal,
        ...(interfere && { interfere }),
      })
      same(outcome, 'Aborted', 'outcome')
      check(performance.now() - aborted < 2_000, 'it went on')
      await new Promise((resolve) => setTimeout(resolve, 50))
      same(requests.at(-1), CANCEL, 'last request')
    }
    const before = await upload(streamOf([BYTES]).stream, { signal: AbortSignal.abort() })
    same([before.outcome, before.requests], ['Aborted', []], 'before it began')
  },

  'progress tells no more than has left, and ends with all of it': async () => {
    const seen: UploadProgress[] = []
    const onProgress = (progress: UploadProgress) => {
      seen.push(progress)
      throw new Error('a broken progress bar')
    }
    const parts = await upload(new Blob([BYTES]), { onProgress })
    same(parts.outcome, 'Right', 'in parts')
    const whole = seen.splice(0)
    same(
      whole.map(({ sent }) => sent),
      whole.map(({ sent }) => sent).toSorted((one, other) => Number(one) - Number(other)),
      'never back',
    )
    same(whole[0], { sent: 0, total: 2_500 }, 'first')
    same(whole.at(-1), { sent: 2_500, total: 2_500 }, 'last')
    check(
      whole.some(({ sent }) => sent === 1_000),
      'a part',
    )

    await upload(new Blob([BYTES]), { onProgress, threshold: 10_000 })
    same(seen[0]?.sent, undefined, 'unknown at first')
    same(seen.at(-1), { sent: 2_500, total: 2_500 }, 'in one request')
  },

  'options that cannot be are refused': async () => {
    for (const partSize of [0, -1, 1.5, 64_000_001, Number.NaN]) {
      same((await upload(new Blob([BYTES]), { partSize })).outcome, 'InvalidRequest', `${partSize}`)
    }
    for (const size of [-1, 0.5, 2 ** 53]) {
      const { outcome } = await upload(streamOf([BYTES]).stream, { size })
      same(outcome, 'InvalidRequest', `${size}`)
    }
  },

  'a download that breaks off, falls silent or is aborted fails with its reason': async ({
    api,
  }) => {
    const client = (fault: string) =>
      createClient({
        baseURL: `${new URL(api).origin}/fault/${fault}/${crypto.randomUUID()}/v1`,
        maxRetries: 0,
      })
    const read = async (fault: string, options = {}) => {
      const opened = await downloadFile(client(fault), 'file-1', { idleTimeout: 100, ...options })()
      if (opened._tag === 'Left') return opened.left._tag
      try {
        const reader = opened.right.body.getReader()
        while (!(await reader.read()).done);
        return 'Right'
      } catch (error) {
        return error instanceof ClientFailure ? error.error._tag : String(error)
      }
    }
    same(await read('cut'), 'StreamBroken', 'cut')
    same(await read('stall-body'), 'TimedOut', 'stall')
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    same(
      await read('stall-body', { idleTimeout: 5_000, signal: controller.signal }),
      'Aborted',
      'abort',
    )
    same(await read('html'), 'UnexpectedAnswer', 'a login page')
    same(await read('down'), 'Refused', 'down')
    same(await read('stall', { timeout: 100 }), 'TimedOut', 'no head')
    same(await read('redirect'), 'Refused', 'redirect')
  },

  'the name of a download is a name and no path': async () => {
    const name = async (disposition: string) => {
      const headers = { 'content-disposition': disposition }
      const fetch = async () => new Response('x', { headers })
      const client = createClient({ baseURL: 'http://files/v1', fetch })
      const opened = await downloadFile(client, 'file-1')()
      if (opened._tag === 'Left') throw new Error(opened.left.message)
      return opened.right.filename
    }
    for (const [disposition, expected] of [
      ['attachment; filename="a b.csv"', 'a b.csv'],
      ['attachment; filename=a.csv', 'a.csv'],
      ['attachment; filename="a\\"b.csv"', 'a"b.csv'],
      ['attachment; filename="x"; filename*=UTF-8\'\'%D0%B6.csv', 'ж.csv'],
      ["attachment; filename*=UTF-8''%zz; filename=b", 'b'],
      ['attachment; filename="../../etc/passwd"', 'passwd'],
      ["attachment; filename*=UTF-8''..%5C..%5Cboot%0A.ini", 'boot.ini'],
      ['attachment; filename=".."', undefined],
      ['attachment', undefined],
      [`attachment; filename="${'\\'.repeat(5_000)}`, undefined],
    ] as const) {
      same(await name(disposition), expected, disposition)
    }
  },
}
