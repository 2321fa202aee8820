import type { Address, Kernels } from './kernels.ts'

/** Hands out WebAssembly memory piece by piece, and never takes any back. */
export interface Arena {
  /**
   * Sets aside room for this many numbers of 32 bits, zero at first. The memory may grow, which ends
   * the life of every view made before.
   */
  readonly reserve: (count: number) => Address
  readonly floats: (at: Address, count: number) => Float32Array<ArrayBuffer>
  readonly integers: (at: Address, count: number) => Int32Array<ArrayBuffer>
}

/** A page of WebAssembly memory, in bytes. */
const PAGE = 65_536

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple

export const createArena = (kernels: Kernels): Arena => {
  const { memory } = kernels
  let top = roundUp(kernels.heapBase(), 16)
  return {
    reserve: (count) => {
      const at = top
      top += roundUp(count * 4, 16)
      const missing = Math.ceil((top - memory.buffer.byteLength) / PAGE)
      if (missing > 0) memory.grow(missing)
      return at
    },
    floats: (at, count) => new Float32Array(memory.buffer, at, count),
    integers: (at, count) => new Int32Array(memory.buffer, at, count),
  }
}
