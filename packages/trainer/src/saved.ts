import type { Architecture } from './architecture.ts'
import { checkArchitecture } from './architecture.ts'

/**
 * Models and checkpoints as bytes. A file is a header of whole numbers of 32 bits, then the parts: the
 * numbers of which are 32-bit floats, all little-endian.
 *
 *     magic (8 bytes)  version  checksum of all that follows
 *     width layers heads context ngramBits  fields…  parts…
 */
export interface Saved {
  readonly architecture: Architecture
  readonly fields: readonly number[]
  /** The parts, one after another. */
  readonly body: Uint8Array
}

export interface Format {
  /** What a file of this kind is called in an error. */
  readonly kind: string
  /** Eight letters that such a file begins with. */
  readonly magic: string
  readonly fields: number
  /** How many floats the parts hold in all. */
  readonly floats: (architecture: Architecture) => number
}

const VERSION = 3
const CHECKED_FROM = 16
const SHAPE = ['width', 'layers', 'heads', 'context', 'ngramBits'] as const

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * A hash of bytes: the 32-bit hash of Fowler, Noll and Vo (FNV-1a), taken four bytes at a time while
 * there are four, with the high bits folded back into the low ones.
 */
export const hashOf = (bytes: Uint8Array): number => {
  const view = viewOf(bytes)
  let hash = 0x811c9dc5
  let at = 0
  const mix = (value: number): void => {
    hash = Math.imul(hash ^ value, 0x01000193)
    hash ^= hash >>> 15
  }
  for (; at + 4 <= bytes.length; at += 4) mix(view.getUint32(at, true))
  for (; at < bytes.length; at++) mix(view.getUint8(at))
  return hash >>> 0
}

/** The bytes of a file: fields are whole numbers from 0 to 2³² − 1. */
export const toBytes = (
  format: Format,
  architecture: Architecture,
  fields: readonly number[],
  parts: readonly Float32Array<ArrayBuffer>[],
): Uint8Array<ArrayBuffer> => {
  const words = [...SHAPE.map((name) => architecture[name]), ...fields]
  const start = CHECKED_FROM + words.length * 4
  const size = parts.reduce((sum, part) => sum + part.byteLength, start)
  const bytes = new Uint8Array(size)
  const view = viewOf(bytes)
  bytes.set(Uint8Array.from(format.magic, (letter) => letter.charCodeAt(0)))
  view.setUint32(8, VERSION, true)
  words.forEach((word, index) => {
    view.setUint32(CHECKED_FROM + index * 4, word, true)
  })
  let at = start
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  view.setUint32(12, hashOf(bytes.subarray(CHECKED_FROM)), true)
  return bytes
}

/** What `toBytes` wrote. Throws, and says why, when the bytes are anything else. */
export const fromBytes = (format: Format, bytes: Uint8Array): Saved => {
  const refuse = (reason: string): never => {
    throw new Error(`These bytes are not a ${format.kind} of @finetune/trainer: ${reason}.`)
  }
  const start = CHECKED_FROM + (SHAPE.length + format.fields) * 4
  const magic = String.fromCharCode(...bytes.subarray(0, format.magic.length))
  if (magic !== format.magic) refuse(`they do not begin with ${format.magic}`)
  if (bytes.length < start) refuse('they end within the header')
  const view = viewOf(bytes)
  const version = view.getUint32(8, true)
  if (version !== VERSION) refuse(`the format is version ${version}, this reads ${VERSION}`)
  const word = (index: number): number => view.getUint32(CHECKED_FROM + index * 4, true)
  const architecture = {
    width: word(0),
    layers: word(1),
    heads: word(2),
    context: word(3),
    ngramBits: word(4),
  }
  try {
    checkArchitecture(architecture)
  } catch {
    refuse('the header describes no possible architecture')
  }
  const expected = start + format.floats(architecture) * 4
  if (bytes.length !== expected)
    refuse(`${expected} bytes were expected, there are ${bytes.length}`)
  if (hashOf(bytes.subarray(CHECKED_FROM)) !== view.getUint32(12, true)) {
    refuse('the checksum is wrong, so they were damaged')
  }
  const fields = Array.from({ length: format.fields }, (_, index) => word(SHAPE.length + index))
  return { architecture, fields, body: bytes.subarray(start) }
}

/** Copies the bytes of a file's parts into floats, and returns the bytes that are left. */
export const fill = (part: Float32Array<ArrayBuffer>, body: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
  bytes.set(body.subarray(0, part.byteLength))
  return body.subarray(part.byteLength)
}
