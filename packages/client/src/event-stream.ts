import { createParser } from 'eventsource-parser'

/** Characters of one event; a longer one is no event of this API. */
const MOST_CHARACTERS = 1024 * 1024

/** Why a stream of events ended before its time. */
export type StreamFault = 'broken' | 'idle' | 'too large'

/**
 * The `data` of each server-sent event, as it comes. Ends after `[DONE]`; anything else that ends
 * the stream is returned as a fault. Leaving the loop closes the connection.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  /** Milliseconds without a byte after which the stream counts as dead. */
  idleTimeout: number,
): AsyncGenerator<string, StreamFault | undefined> {
  const queue: string[] = []
  let tooLarge = false
  const parser = createParser({
    onEvent: ({ data }) => queue.push(data),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') tooLarge = true
    },
    maxBufferSize: MOST_CHARACTERS,
  })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = body.getReader()
  try {
    for (;;) {
      const chunk = await within(idleTimeout, reader.read())
      if (chunk === undefined) return 'idle'
      if (chunk.done) return 'broken'
      parser.feed(decoder.decode(chunk.value, { stream: true }))
      if (tooLarge) return 'too large'
      for (const data of queue.splice(0)) {
        if (data === '[DONE]') return undefined
        yield data
      }
    }
  } catch {
    return 'broken'
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

const within = async <A>(milliseconds: number, work: Promise<A>): Promise<A | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
