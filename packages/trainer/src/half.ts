/**
 * Numbers as 16-bit floats, little-endian, rounded to the nearest (to the even one of two). Those too
 * small for a normal 16-bit float become zero; weights are never too large.
 */
export const toHalf = (numbers: Float32Array): Uint8Array<ArrayBuffer> => {
  const words = new Uint32Array(Float32Array.from(numbers).buffer)
  const bytes = new Uint8Array(numbers.length * 2)
  const view = new DataView(bytes.buffer)
  words.forEach((word, index) => {
    const sign = (word >>> 16) & 0x8000
    const rounded = (word & 0x7fffffff) + 0xfff + ((word >>> 13) & 1)
    const half = (rounded >>> 13) - (112 << 10)
    view.setUint16(index * 2, half < 1 << 10 ? sign : sign | half, true)
  })
  return bytes
}

/** The numbers that `toHalf` wrote. */
export const fromHalf = (bytes: Uint8Array): Float32Array<ArrayBuffer> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = new Uint32Array(bytes.length / 2)
  words.forEach((_, index) => {
    const half = view.getUint16(index * 2, true)
    const size = half & 0x7fff
    words[index] = ((half & 0x8000) << 16) | (size === 0 ? 0 : (size + (112 << 10)) << 13)
  })
  return new Float32Array(words.buffer)
}
