/** Where a text stops being JSON. */
interface Fault {
  readonly reason: string
  /** Index of the character, from 0. */
  readonly at: number
}

/** Deeper than this no example is nested, and the reader below would run out of stack. */
const DEEPEST = 500

/**
 * Says why a line is no JSON, in the words of Python's `json` module, which the API quotes:
 * `Expecting ',' delimiter: line 1 column 79 (char 78)`. `undefined` for a line that is JSON.
 */
export const pythonJsonError = (line: string): string | undefined => {
  try {
    const end = skipSpace(line, value(line, skipSpace(line, 0), 0))
    if (end < line.length) throw fault('Extra data', end)
    return undefined
  } catch (thrown) {
    if (!isFault(thrown)) throw thrown
    return `${thrown.reason}: line 1 column ${thrown.at + 1} (char ${thrown.at})`
  }
}

const fault = (reason: string, at: number): Fault => ({ reason, at })

const isFault = (thrown: unknown): thrown is Fault =>
  typeof thrown === 'object' && thrown !== null && 'reason' in thrown && 'at' in thrown

const skipSpace = (line: string, at: number): number => {
  let end = at
  while (' \t\n\r'.includes(line[end] ?? 'end')) end++
  return end
}

/** Reads one value and returns the index after it; so do all the readers below. */
const value = (line: string, at: number, depth: number): number => {
  if (depth > DEEPEST) throw fault('Too deeply nested', at)
  const first = line[at]
  if (first === '"') return text(line, at)
  if (first === '{') return object(line, at, depth)
  if (first === '[') return array(line, at, depth)
  const plain = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)/y
  plain.lastIndex = at
  if (!plain.test(line)) throw fault('Expecting value', at)
  return plain.lastIndex
}

const text = (line: string, at: number): number => {
  for (let end = at + 1; end < line.length; end++) {
    const character = line.charAt(end)
    if (character === '"') return end + 1
    if (character < ' ') throw fault('Invalid control character at', end)
    if (character !== '\\') continue
    const escaped = line.charAt(end + 1)
    if (escaped === '') break
    if (escaped === 'u' && !/^[\da-fA-F]{4}$/.test(line.slice(end + 2, end + 6))) {
      throw fault('Invalid \\uXXXX escape', end + 1)
    }
    if (!'"\\/bfnrtu'.includes(escaped)) throw fault('Invalid \\escape', end)
    end++
  }
  throw fault('Unterminated string starting at', at)
}

const object = (line: string, at: number, depth: number): number => {
  let end = skipSpace(line, at + 1)
  if (line[end] === '}') return end + 1
  for (;;) {
    if (line[end] !== '"') {
      throw fault('Expecting property name enclosed in double quotes', end)
    }
    end = skipSpace(line, text(line, end))
    if (line[end] !== ':') throw fault("Expecting ':' delimiter", end)
    end = skipSpace(line, value(line, skipSpace(line, end + 1), depth + 1))
    if (line[end] === '}') return end + 1
    if (line[end] !== ',') throw fault("Expecting ',' delimiter", end)
    end = skipSpace(line, end + 1)
  }
}

const array = (line: string, at: number, depth: number): number => {
  let end = skipSpace(line, at + 1)
  if (line[end] === ']') return end + 1
  for (;;) {
    end = skipSpace(line, value(line, end, depth + 1))
    if (line[end] === ']') return end + 1
    if (line[end] !== ',') throw fault("Expecting ',' delimiter", end)
    end = skipSpace(line, end + 1)
  }
}
