/** How long and for whom a body is read. */
export interface Watch {
  /** Milliseconds that one read may take; a reader that does not ask is given all the time. */
  readonly idleTimeout: number
  readonly signal?: AbortSignal | undefined
  /** Bytes that may come: any number where absent. */
  readonly limit?: number
  /** What the body fails with, after so many bytes. */
  readonly failure: (reason: Fault, bytes: number) => Error
}

type Fault = 'idle' | 'broken' | 'aborted' | 'too large'

/**
 * The same body as it comes, which ends in time: with its last byte, with a failure that says why, or
 * when its reader leaves. Nothing is read ahead.
 */
export const watchBody = (
  body: ReadableStream<Uint8Array>,
  { idleTimeout, signal, limit = Number.POSITIVE_INFINITY, failure }: Watch,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let bytes = 0
  let ended = false
  let onAbort = () => {}
  const end = () => {
    ended = true
    signal?.removeEventListener('abort', onAbort)
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        onAbort = () => fail(controller, 'aborted')
        if (signal?.aborted) onAbort()
        else signal?.addEventListener('abort', onAbort)
      },
      pull: async (controller) => {
        const chunk = await within(idleTimeout, reader.read()).catch(() => 'broken' as const)
        if (ended) return
        if (chunk === undefined) fail(controller, 'idle')
        else if (chunk === 'broken') fail(controller, 'broken')
        else if (chunk.done) {
          end()
          controller.close()
        } else {
          bytes += chunk.value.byteLength
          if (bytes > limit) fail(controller, 'too large')
          else controller.enqueue(chunk.value)
        }
      },
      cancel: (reason) => {
        end()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )

  function fail(controller: ReadableStreamDefaultController, reason: Fault): void {
    end()
    reader.cancel().catch(() => undefined)
    controller.error(failure(reason, bytes))
  }
}

/** What the work comes to, or undefined when it takes longer. */
export const within = async <A>(milliseconds: number, work: Promise<A>): Promise<A | undefined> => {
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
