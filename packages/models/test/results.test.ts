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

const MODERN = 'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy'
const LEGACY = [
  'step,elapsed_tokens,elapsed_examples,training_loss,training_sequence_accuracy',
  'training_token_accuracy,validation_loss,validation_sequence_accuracy,validation_token_accuracy',
].join()
const base64 = (text: string) => Buffer.from(text).toString('base64')

test('a modern file is read plain and in base64', () => {
  const csv = `${MODERN}\n1,1.5,0.25,,\n2,1e-05,1.0,0.75,0.5`
  const rows = [
    { step: 1, train_loss: 1.5, train_accuracy: 0.25 },
    {
      step: 2,
      train_loss: 1e-5,
      train_accuracy: 1,
      valid_loss: 0.75,
      valid_mean_token_accuracy: 0.5,
    },
  ]
  // One of the three has no padding.
  for (const end of ['', '\n', '\n\n']) {
    const encoded = base64(csv + end)
    for (const source of [csv + end, encoded, `${encoded}\n`, `\ufeff${encoded}\r\n`]) {
      expect(rowsOf(source)).toEqual(rows)
      expect(rowsOf(new TextEncoder().encode(source))).toEqual(rows)
    }
  }
})

test('a legacy file is read with its classification columns, of whatever beta', () => {
  const classification = 'accuracy,precision,recall,auroc,auprc,f1.0,f0.5,weighted_f1_score'
    .split(',')
    .map((name) => `classification/${name}`)
  const csv = [
    [LEGACY, ...classification].join(),
    `1,64,1,0.9,0.0,0.5,0.8,0.0,0.5${',0.5'.repeat(classification.length)}`,
    `2,128,2,0.7,1.0,1.0,,,${','.repeat(classification.length)}`,
  ].join('\n')
  const [first, second] = rowsOf(csv)
  expect(first).toMatchObject({
    elapsed_tokens: 64,
    validation_token_accuracy: 0.5,
    'classification/f1.0': 0.5,
    'classification/f0.5': 0.5,
    'classification/weighted_f1_score': 0.5,
  })
  expect(second).toEqual({
    step: 2,
    elapsed_tokens: 128,
    elapsed_examples: 2,
    training_loss: 0.7,
    training_sequence_accuracy: 1,
    training_token_accuracy: 1,
  })
})

test('a mark and CRLF inside base64 do not matter', () => {
  const csv = `\ufeff${MODERN}\r\n1,0.5,1,,\r\n`
  expect(rowsOf(base64(csv))).toEqual([{ step: 1, train_loss: 0.5, train_accuracy: 1 }])
})

test('a plain file is never taken for base64, though all of it might be', () => {
  expect(rowsOf('step')).toEqual([])
  expect(rowsOf('step\n1234')).toEqual([{ step: 1234 }])
  for (const source of ['abcd', 'steps+no', base64('{"prompt":"step"}'), base64('loss\nstep\n')]) {
    expect(parseResults(source)).toMatchObject({ _tag: 'Left', left: { line: 1 } })
  }
})

test('base64 with a letter that is none, or too few, is refused', () => {
  const encoded = base64(`${MODERN}\n1,0.5,1,,\n`)
  for (const source of [
    encoded.slice(1),
    `${encoded.slice(0, 8)}-${encoded.slice(9)}`,
    `=${encoded}`,
  ]) {
    expect(parseResults(source)).toMatchObject({ _tag: 'Left', left: { line: 1 } })
  }
})

test('missing values are blank, NaN or -1 in any spelling', () => {
  for (const cell of ['', ' ', 'NaN', 'nan', '-1', '-1.0', '-1e0']) {
    expect(rowsOf(`${MODERN}\n7,${cell},0.5,${cell},${cell}\n`)).toEqual([
      { step: 7, train_accuracy: 0.5 },
    ])
  }
})

test('a row without a step is no row, and neither is one with half a step', () => {
  for (const step of ['', 'NaN', '-1', '1.5', 'x', 'Infinity']) {
    const result = parseResults(`${MODERN}\n1,1,1,,\n${step},1,1,,\n`)
    expect(result).toMatchObject({ _tag: 'Left', left: { _tag: 'ResultsError', line: 3 } })
  }
})

test('lines without cells are passed over, wherever they are', () => {
  expect(rowsOf('step,train_loss\n\n1,0.5\n\r\n2,0.25\n\n').map(({ step }) => step)).toEqual([1, 2])
})

test('no name of a column reaches the prototype', () => {
  const [row] = rowsOf('step,__proto__,constructor,toString\n1,2,3,4\n')
  expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
  expect(Object.keys(row ?? {})).toEqual(['step', 'constructor', 'toString'])
})

test('encoded or not, every table says the same', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })
  const table = fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { maxLength: 20 })
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), (cells, end) => {
      const lines = cells.map((row, index) => [index, ...row].join())
      const csv = ['step,train_loss,valid_loss,classification/f2.0', ...lines].join(end)
      expect(rowsOf(base64(csv))).toEqual(rowsOf(csv))
      expect(rowsOf(csv)).toHaveLength(cells.length)
    }),
  )
})

test('no text and no bytes break it', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), bytes), (source) => {
      expect(['Left', 'Right']).toContain(parseResults(source)._tag)
    }),
  )
})

test('a million rows are read to the last, plain and in base64', {
  timeout: 60_000,
}, () => {
  const count = 1_000_000
  const lines = Array.from(
    { length: count },
    (_, index) => `${index + 1},0.12345${index},0.98765,0.5000001,0.25432101234`,
  )
  const csv = `${MODERN}\n${lines.join('\n')}\n`
  expect(csv.length).toBeGreaterThan(50_000_000)
  for (const source of [csv, base64(csv)]) {
    const rows = rowsOf(source)
    expect(rows).toHaveLength(count)
    expect(rows[count - 1]).toEqual({
      step: count,
      train_loss: Number(`0.12345${count - 1}`),
      train_accuracy: 0.98765,
      valid_loss: 0.5000001,
      valid_mean_token_accuracy: 0.25432101234,
    })
  }
})
