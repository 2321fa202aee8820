const NEWLINE = 10

/** A line of a file, without its end. */
export interface Line {
  /** From 1 on. */
  readonly number: number
  readonly bytes: Uint8Array
}

/** The lines of a file as they are read; `onRead` is told the bytes so far. */
export async function* linesOf(file: Blob, onRead: (bytes: number) => void): AsyncGenerator<Line> {
  const reader = file.stream().getReader()
  let rest: Uint8Array[] = []
  let number = 0
  let read = 0
  for (;;) {
    const { value: chunk, done } = await reader.read()
    if (done) break
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      number += 1
      yield { number, bytes: joined([...rest, chunk.subarray(start, end)]) }
      rest = []
      start = end + 1
    }
    if (start < chunk.length) rest.push(chunk.slice(start))
    read += chunk.length
    onRead(read)
  }
  if (rest.length > 0) yield { number: number + 1, bytes: joined(rest) }
}

const joined = ([first, ...others]: readonly Uint8Array[]): Uint8Array => {
  if (!first || others.length === 0) return first ?? new Uint8Array()
  const parts = [first, ...others]
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
