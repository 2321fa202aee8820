import { inspect } from 'node:util'

/** Where a key is found, in whatever way it is written, among what a call left behind. */
export const traces = (key: string, left: readonly unknown[]): readonly string[] => {
  const sought = [key, key.toUpperCase(), btoa(key), encodeURIComponent(key), inUnicode(key)]
  // A piece of it is too much as well.
  const pieces = sought.map((text) => text.slice(0, 24).toLowerCase())
  const said: Readonly<Record<string, string>> = {
    JSON: JSON.stringify(left),
    inspect: inspect(left, { depth: 10, showHidden: true, maxStringLength: null }),
    clone: inspect(structuredClone(left), { depth: 10 }),
    text: left.map(String).join(),
  }
  return Object.entries(said).flatMap(([where, text]) =>
    pieces.some((piece) => text.toLowerCase().includes(piece))
      ? [`${where} ${text.slice(0, 300)}`]
      : [],
  )
}

const inUnicode = (key: string): string =>
  [...key].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
