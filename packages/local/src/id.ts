import { hexOf } from './bytes.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 24
/** Bytes from here on would favour the first letters of the alphabet. */
const FAIR = 256 - (256 % ALPHABET.length)

/** So many random letters and digits. */
export const createRandomText = (length: number): string => {
  let text = ''
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < FAIR && text.length < length) text += ALPHABET[byte % ALPHABET.length]
    }
  }
  return text
}

/** A new id as the API makes them: the prefix, a dash and 24 random letters and digits. */
export const createId = (prefix: string): string => `${prefix}-${createRandomText(LENGTH)}`
/** A new id as the API makes them for uploads: the prefix, an underscore and 32 hexadecimal digits. */
export const createHexId = (prefix: string): string =>
  `${prefix}_${hexOf(crypto.getRandomValues(new Uint8Array(16)))}`

/** A seed for what the caller gave none, below 2³¹. */
export const randomSeed = (): number => {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
  return drawn >>> 1
}
