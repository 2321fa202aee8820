/** Bytes that are still read of a body that has been refused. */
const MOST_DISCARDED = 2 ** 26

/** A body piece by piece. */
export interface BodyReader {
  readonly pieces: () => AsyncGenerator<Uint8Array, void>
  /**
   * Reads what is left and forgets it, without being waited for: a connection is of no more use when half
   * a body is left in it, and a form that was made in this process does not bear being cancelled.
   */
  readonly discard: () => void
}

export const readerOf = (request: Request): BodyReader => {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    reader ??= (await bodyOf(request))?.getReader()
    while (reader) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  }
  const discard = async (): Promise<void> => {
    let size = 0
    for await (const piece of pieces()) {
      size += piece.byteLength
      if (size > MOST_DISCARDED) return
    }
  }
  // Who breaks off what is refused anyway has nothing to be told.
  return { pieces, discard: () => void discard().catch(() => undefined) }
}

/** Firefox takes streams and does not show them. */
const bodyOf = async (request: Request): Promise<ReadableStream<Uint8Array> | null> =>
  request.body === undefined ? (await request.blob()).stream() : request.body
