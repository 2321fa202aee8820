/** A stream piece by piece; Safari does not iterate over one. Who stops early cancels it. */
export async function* piecesOf<A>(stream: ReadableStream<A>): AsyncGenerator<A, void> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // It cannot be cancelled where it broke off by itself.
    await reader.cancel().catch(() => undefined)
  }
}
