import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDataset } from '../src/dataset-check.ts'
import { linesOf } from '../src/json-lines.ts'

const check = async (lines: readonly string[], known?: ReadonlySet<number>) =>
  (await checkDataset(new Blob([lines.join('\n')]), known)).report

const GOOD = '{"prompt":"a ->","completion":" b"}'

const faultOf = async (line: string) => {
  const { faults } = await check([GOOD, line])
  expect(faults).toHaveLength(1)
  return `${faults[0]?.line}:${faults[0]?.column} ${faults[0]?.reason}`
}

test('a broken line is named by its number, its column and what is wrong', async () => {
  expect(await faultOf('{"prompt":"a ->","completion":7}')).toBe(
    '2:31 completion: expected string, got 7',
  )
  expect(await faultOf('{"prompt":"a"}')).toBe('2:1 completion: expected string, got undefined')
  expect(await faultOf('{"prompt":"a" "completion":"b"}')).toBe('2:15 no JSON: comma expected')
  expect(await faultOf('{"prompt":"a')).toMatch(/^2:11 no JSON: unexpected end of string/)
  expect(await faultOf('[1]')).toMatch(/^2:1 \(root\): expected .*, got an array of 1$/)
  expect(await faultOf('// prompt')).toMatch(/^2:1 no JSON/)
  expect(await faultOf('{"messages":[{"role":"user","content":7}]}')).toBe(
    '2:39 messages.0.content: expected string | Array<UnknownRecord> | null, got 7',
  )
  expect(await faultOf('{"messages":[{"role":"assistant","content":"x"}]}')).toBe(
    '2:1 expected a prompt and a completion, as before, got a conversation with an answer',
  )
  const latin = new Blob([`${GOOD}\n`, new Uint8Array([0x22, 0xff, 0x22])])
  expect((await checkDataset(latin)).report.faults).toEqual([
    { line: 2, column: 1, reason: 'no UTF-8' },
  ])
})

test('every broken line counts, the first hundred are named, and blank lines are none', async () => {
  const { faults, faultCount, examples } = await check([
    '',
    GOOD,
    ...Array.from({ length: 150 }, () => '{'),
    '  ',
  ])
  expect([faults.length, faultCount, examples]).toEqual([100, 150, 1])
  expect(faults[99]?.line).toBe(102)
  expect((await check([])).faults).toEqual([
    { line: 1, column: 1, reason: 'the file holds no example' },
  ])
})

test('examples are told apart by what they say, not by how they are written', async () => {
  const other = '{"prompt":"c ->","completion":" d"}'
  const lines = [GOOD, other, '{ "prompt" : "a ->", "completion" : " b" }\r', other]
  expect(await check(lines)).toMatchObject({ examples: 4, duplicates: 2, firstDuplicate: 3 })
  const { digests } = await checkDataset(new Blob([GOOD]))
  expect((await check([other, GOOD, GOOD], digests)).overlap).toBe(2)
})

test('lengths are counted in bytes, by powers of two', async () => {
  const of = (bytes: number) => {
    const frame = JSON.stringify({ prompt: '', completion: '' }).length
    return JSON.stringify({ prompt: 'x'.repeat(bytes - frame), completion: '' })
  }
  const report = await check([of(31), of(32), of(63), of(64), of(300)])
  expect(report.lengths).toEqual([1, 2, 1, 0, 1])
  expect(report).toMatchObject({ bytes: 490, longest: { bytes: 300, line: 5 } })
})

test('the kind of a dataset is that of its examples', async () => {
  const messages = [{ role: 'user', content: 'q' }]
  const answer = { role: 'assistant', content: 'a' }
  const kinds = [
    { prompt: '', completion: '' },
    { messages: [...messages, answer] },
    { input: { messages }, preferred_output: [answer], non_preferred_output: [answer] },
    { messages, reference: 'a' },
  ]
  const found = await Promise.all(
    kinds.map(async (kind) => (await check([JSON.stringify(kind)])).kind),
  )
  expect(found).toEqual(['completion', 'chat', 'preference', 'reinforcement'])
})

test('lines are the same however the file comes in pieces', async () => {
  const bytes = fc
    .uint8Array({ minLength: 0, maxLength: 60 })
    .map((all) => all.map((byte) => byte % 12))
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, { maxLength: 6 }), async (pieces) => {
      const stream = () =>
        new ReadableStream<Uint8Array<ArrayBuffer>>({
          start: (controller) => {
            for (const piece of pieces) controller.enqueue(new Uint8Array(piece))
            controller.close()
          },
        })
      const file = Object.assign(new Blob(), { stream })
      const lines: number[][] = []
      for await (const { number, bytes: line } of linesOf(file, () => undefined)) {
        expect(number).toBe(lines.length + 1)
        lines.push([...line])
      }
      const whole = pieces.flatMap((piece) => [...piece])
      const expected = whole.reduce<number[][]>(
        (all, byte) => {
          if (byte === 10) all.push([])
          else all.at(-1)?.push(byte)
          return all
        },
        [[]],
      )
      if (expected.at(-1)?.length === 0) expected.pop()
      expect(lines).toEqual(expected)
    }),
  )
})
