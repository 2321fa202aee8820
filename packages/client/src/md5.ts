/**
 * MD5 (RFC 1321) of what comes piece by piece. WebCrypto has none, and the API checks uploads by it; it
 * finds accidents, it proves nothing.
 */
export const createMd5 = () => {
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476])
  const block = new Uint8Array(64)
  const view = new DataView(block.buffer)
  const words = new Int32Array(16)
  let held = 0
  let length = 0

  const update = (bytes: Uint8Array): void => {
    length += bytes.length
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(64 - held, bytes.length - at)
      block.set(bytes.subarray(at, at + taken), held)
      at += taken
      held += taken
      if (held < 64) return
      for (let word = 0; word < 16; word += 1) words[word] = view.getInt32(word * 4, true)
      mix(state, words)
      held = 0
    }
  }

  /** The sum in hexadecimal; nothing may follow. */
  const hex = (): string => {
    const bits = BigInt(length) * 8n
    update(Uint8Array.of(0x80))
    update(new Uint8Array((120 - held) % 64))
    const tail = new Uint8Array(8)
    new DataView(tail.buffer).setBigUint64(0, bits, true)
    update(tail)
    return [...new Uint8Array(state.buffer)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
  }
  return { update, hex }
}

const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const SHIFTS = /* @__PURE__ */ Int32Array.from({ length: 64 }, (_, step) => {
  return TURNS[(step >> 4) * 4 + (step & 3)] ?? 0
})
const SINES = /* @__PURE__ */ Int32Array.from({ length: 64 }, (_, step) => {
  return Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32)
})

const mix = (state: Int32Array, words: Int32Array): void => {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let step = 0; step < 64; step += 1) {
    let value: number
    let word: number
    if (step < 16) {
      value = (b & c) | (~b & d)
      word = step
    } else if (step < 32) {
      value = (d & b) | (~d & c)
      word = (5 * step + 1) & 15
    } else if (step < 48) {
      value = b ^ c ^ d
      word = (3 * step + 5) & 15
    } else {
      value = c ^ (b | ~d)
      word = (7 * step) & 15
    }
    const sum = (a + value + at(SINES, step) + at(words, word)) | 0
    const shift = at(SHIFTS, step)
    a = d
    d = c
    c = b
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
  }
  state[0] = at(state, 0) + a
  state[1] = at(state, 1) + b
  state[2] = at(state, 2) + c
  state[3] = at(state, 3) + d
}

const at = (array: Int32Array, index: number): number => array[index] ?? 0
