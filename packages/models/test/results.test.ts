import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseResults } from '../src/index.ts'

const rowsOf = (source: string | Uint8Array) => {
  const result = parseResults(source)
  if (result._tag === 'Left') throw new Error(result.left.message)
  return result.right
}

test('columns are found by name, in any order, and empty cells are absent', () => {
  const csv =
    'elapsed_tokens,step,classification/f1.0,training_loss,validation_loss\n' +
    '64,1,,0.5,1e-3\n128,2,0.75,0.25,\n'
  expect(rowsOf(csv)).toEqual([
    { step: 1, elapsed_tokens: 64, training_loss: 0.5, validation_loss: 0.001 },
    { step: 2, elapsed_tokens: 128, training_loss: 0.25, 'classification/f1.0': 0.75 },
  ])
})

test('-1 and NaN are missing values', () => {
  expect(rowsOf('step,training_loss,validation_loss\n1,NaN,-1\n')).toEqual([{ step: 1 }])
})

test('a byte order mark and CRLF do not matter', () => {
  const text = '\ufeffstep,training_loss\r\n1,0.5\r\n'
  expect(rowsOf(text)).toEqual([{ step: 1, training_loss: 0.5 }])
  expect(rowsOf(new TextEncoder().encode(text))).toEqual([{ step: 1, training_loss: 0.5 }])
})

test('what is no result file is refused with line and reason', () => {
  const messageOf = (source: string) => {
    const result = parseResults(source)
    return result._tag === 'Left' ? result.left.message : 'accepted'
  }
  expect(messageOf('')).toBe('line 1: no column named step')
  expect(messageOf('{"prompt":"a"}')).toBe('line 1: no column named step')
  expect(messageOf('step,training_loss\n1,0.5\n2\n')).toBe('line 3: expected 2 cells, got 1')
  expect(messageOf('step,training_loss\n1,high\n')).toBe('line 2: training_loss: expected a number')
  expect(messageOf('step,training_loss\n,1\n')).toBe('line 2: step: expected a whole number')
})

test('every table of numbers is read as it was written', () => {
  const cell = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), {
    nil: undefined,
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 20 }), (cells) => {
      const lines = cells.map(([a, b], index) => [index + 1, a ?? '', b ?? ''].join())
      const rows = rowsOf(['step,training_loss,validation_loss', ...lines].join('\n'))
      expect(rows.map((row) => [row.training_loss, row.validation_loss])).toEqual(cells)
    }),
  )
})
