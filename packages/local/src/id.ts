import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 24
/** Bytes from here on would favour the first letters of the alphabet. */
const FAIR = 256 - (256 % ALPHABET.length)

/** A new id as the API makes them: the prefix, a dash and 24 random letters and digits. */
export const createId = (prefix: string): string => {
  let id = ''
  while (id.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      if (byte < FAIR && id.length < LENGTH) id += ALPHABET[byte % ALPHABET.length]
    }
  }
  return `${prefix}-${id}`
}

/** A new id as the API makes them for uploads: the prefix, an underscore and 32 hexadecimal digits. */
export const createHexId = (prefix: string): string =>
  `${prefix}_${randomBytes(16).toString('hex')}`
