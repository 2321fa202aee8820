import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMd5 } from '../src/md5.ts'

test('is MD5, however the bytes come', () => {
  const bytes = fc.uint8Array({ maxLength: 300 })
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (chunks) => {
      const [sum, oracle] = [createMd5(), createHash('md5')]
      for (const chunk of chunks) {
        sum.update(chunk)
        oracle.update(chunk)
      }
      expect(sum.hex()).toBe(oracle.digest('hex'))
    }),
    { numRuns: 2_000, seed: 1 },
  )
})
