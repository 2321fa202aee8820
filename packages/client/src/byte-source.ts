import { createMd5 } from './md5.ts'

/** A stream that is taken in pieces of a chosen size. */
export interface ByteSource {
  /** The next bytes, as many as are asked for and fewer at the end. The next call replaces them. */
  readonly next: (size: number) => Promise<Uint8Array<ArrayBuffer>>
  readonly ended: () => Promise<boolean>
  /** Of all that was taken. */
  readonly md5: () => string
  /** Ends the stream, and what waits for it. */
  readonly cancel: () => void
}

/** Reads a stream piece by piece, and holds one piece. Rejects where the stream fails. */
export const byteSource = (stream: ReadableStream<Uint8Array>): ByteSource => {
  const reader = stream.getReader()
  const sum = createMd5()
  let buffer = new Uint8Array()
  let rest: Uint8Array = buffer

  const ended = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const chunk = await reader.read()
      if (chunk.done) return true
      if (!(chunk.value instanceof Uint8Array)) throw new TypeError('expected bytes')
      rest = chunk.value
    }
    return false
  }
  const next = async (size: number): Promise<Uint8Array<ArrayBuffer>> => {
    if (buffer.length < size) buffer = new Uint8Array(size)
    let length = 0
    while (length < size && !(await ended())) {
      const taken = rest.subarray(0, size - length)
      buffer.set(taken, length)
      sum.update(taken)
      length += taken.length
      rest = rest.subarray(taken.length)
    }
    return buffer.subarray(0, length)
  }
  const cancel = () => void reader.cancel().catch(() => undefined)
  return { next, ended, md5: sum.hex, cancel }
}
