import fc from 'fast-check'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import {
  explain,
  FineTuningJob,
  Grader,
  GraderRun,
  graders,
  MultiGrader,
  nullable,
  RunGrader,
  ValidatedGrader,
} from '../src/index.ts'
import { reinforcement } from './fixtures/fine-tuning-job.ts'
import {
  labelModel,
  multi,
  python,
  run,
  scoreModel,
  stringCheck,
  textSimilarity,
} from './fixtures/grader.ts'
import { reasonsOf } from './fixtures/reasons.ts'

const KNOWN = '"string_check" | "text_similarity" | "python" | "score_model" | "label_model"'

test('a grader of every type decodes', () => {
  for (const grader of [stringCheck, textSimilarity, python, scoreModel, labelModel, multi]) {
    expect(reasonsOf(Grader, grader)).toEqual([])
  }
})

test('a multi grader holds others by name, in an array, or one alone', () => {
  for (const parts of [{ same: stringCheck, kind: labelModel }, [stringCheck], stringCheck, {}]) {
    expect(reasonsOf(MultiGrader, { ...multi, graders: parts })).toEqual([])
  }
})

test('a type that nobody knows is refused in one line that names those known', () => {
  expect(reasonsOf(Grader, { ...stringCheck, type: 'regex' })).toEqual([
    `type: expected ${KNOWN} | "multi", got "regex"`,
  ])
  expect(reasonsOf(Grader, {})).toEqual([`type: expected ${KNOWN} | "multi", got undefined`])
  expect(reasonsOf(Grader, null)).toEqual(['(root): expected Grader, got null'])
})

test('a fault of a grader is told of its own type alone, however deep it is', () => {
  const { operation: _, ...faulty } = stringCheck
  const line = 'operation: expected StringCheckOperation, got undefined'
  expect(reasonsOf(Grader, faulty)).toEqual([line])
  const method = { type: 'reinforcement', reinforcement: { grader: faulty } }
  expect(reasonsOf(FineTuningJob, { ...reinforcement, method })).toEqual([
    `method.reinforcement.grader.${line}`,
  ])
  for (const [parts, path] of [
    [{ same: faulty, judged: scoreModel }, 'graders.same'],
    [[scoreModel, faulty], 'graders.1'],
    [faulty, 'graders'],
  ] as const) {
    expect(reasonsOf(Grader, { ...multi, graders: parts })).toEqual([`${path}.${line}`])
  }
})

test('a multi grader holds no other, and no type that nobody knows', () => {
  for (const type of ['multi', 'regex']) {
    const part = { ...stringCheck, type }
    for (const [parts, path] of [
      [{ inner: part }, 'graders.inner'],
      [[part], 'graders.0'],
      [part, 'graders'],
    ] as const) {
      expect(reasonsOf(Grader, { ...multi, graders: parts })).toEqual([
        `${path}.type: expected ${KNOWN}, got "${type}"`,
      ])
    }
  }
  expect(reasonsOf(Grader, { ...multi, graders: 5 })).toEqual([
    'graders: expected an object | Array<SimpleGrader> | SimpleGrader, got 5',
  ])
})

test('a run tells its usage as an object, a number or nothing', () => {
  for (const token_usage of [run.metadata.token_usage, 15, null]) {
    const metadata = { ...run.metadata, token_usage }
    expect(reasonsOf(GraderRun, { ...run, metadata })).toEqual([])
  }
})

test('a grader is tried on a sample, and validated as the server will use it', () => {
  expect(reasonsOf(RunGrader, { grader: multi, model_sample: 'yes' })).toEqual([])
  expect(reasonsOf(RunGrader, { grader: multi, item: { a: [1] } })).toEqual([
    'model_sample: expected string, got undefined',
  ])
  expect(reasonsOf(ValidatedGrader, { grader: stringCheck })).toEqual([])
  expect(Object.values(graders).map(({ path }) => path)).toEqual([
    '/fine_tuning/alpha/graders/run',
    '/fine_tuning/alpha/graders/validate',
  ])
})

test('a union of tagged objects with anything else leaves no noise either', () => {
  const Circle = t.type({ kind: t.literal('circle'), radius: t.number })
  const Square = t.type({ kind: t.literal('square'), side: t.number })
  for (const Shape of [
    t.union([Circle, Square, t.null]),
    nullable(t.union([Circle, Square])),
    t.union([t.null, t.array(t.string), Circle, Square]),
  ]) {
    expect(reasonsOf(Shape, { kind: 'circle', side: 'x' })).toEqual([
      'radius: expected number, got undefined',
    ])
    expect(reasonsOf(Shape, { kind: 'line' })).toEqual([
      'kind: expected "circle" | "square", got "line"',
    ])
  }
})

test('an explanation has at most 20 lines and a last one, and 4 KB, whatever is wrong', () => {
  const Named = t.type({ key: nullable(Grader) }, 'N'.repeat(5_000))
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  fc.assert(
    fc.property(
      fc.dictionary(text, fc.anything({ withBigInt: true }), { maxKeys: 60 }),
      (value) => {
        const result = t.record(t.string, Named).decode(value)
        const lines = result._tag === 'Left' ? explain(result.left) : []
        expect(lines.length).toBeLessThanOrEqual(21)
        expect(new TextEncoder().encode(lines.join('\n')).length).toBeLessThanOrEqual(4096)
      },
    ),
    { numRuns: 300 },
  )
})

test('graders that hold themselves, or throw when they are looked at, are survived', () => {
  const cyclic: Record<string, unknown> = { ...multi }
  cyclic.graders = { self: cyclic }
  expect(reasonsOf(Grader, cyclic)).toHaveLength(1)
  let isHostile = false
  const hostile = {
    get type() {
      if (isHostile) throw new Error('no more')
      return 'regex'
    },
  }
  const result = Grader.decode(hostile)
  isHostile = true
  expect(result._tag === 'Left' && explain(result.left)).toEqual([
    '(root): expected Grader, got an object',
  ])
})

test('a hundred thousand faults in one value are told in no more lines than twenty and one', () => {
  const parts = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`g${at}`, {}]))
  const lines = reasonsOf(Grader, { ...multi, graders: parts })
  expect(lines).toHaveLength(21)
  expect(lines.at(-1)).toBe('and 99980 more')
})
