import * as t from 'io-ts'
import { addsKey, type Field, quote, type Shape } from './shape.ts'

/** A codec that a module exports. */
export interface Exported {
  readonly name: string
  /** Name of the module without its ending: `fine-tune`. */
  readonly module: string
  readonly shape: Shape
}

const HEADER = (module: string) => `\
// Generated from the codecs of ../${module}.ts by scripts/generate-predicates.ts.
// Do not edit: run \`pnpm --filter @finetune/models generate\`.
`

/** The text of the module of predicates that belongs to one module of codecs. */
export const predicateSource = (
  module: string,
  exported: ReadonlyMap<t.Mixed, Exported>,
): string => {
  const imports = new Map<string, Set<string>>()
  /** The predicates of parts that have no codec of their own, by their name. */
  const parts = new Map<string, string>()

  const use = (from: string, name: string): string => {
    imports.set(from, (imports.get(from) ?? new Set()).add(name))
    return name
  }

  /** Written out in every object's predicate: there V8 knows what shapes it sees, and it is free. */
  const objectTest = (mayBeNull: boolean): string => {
    const plain = use('../predicate.ts', 'plainPrototype')
    const notNull = mayBeNull ? ' && u !== null' : ''
    return `typeof u === 'object'${notNull} && !Array.isArray(u) && u.__proto__ === ${plain}`
  }

  const testOf = (shape: Shape, value: string, path: string, mayBeNull = true): string => {
    if (shape.kind === 'leaf') return shape.test(value)
    const codec = exported.get(shape.type)
    if (codec) {
      const name = `is${codec.name}`
      if (codec.module !== module) use(`./${codec.module}.ts`, name)
      return `${name}(${value})`
    }
    if (shape.kind === 'array' && isAnything(shape.item)) return `Array.isArray(${value})`
    return `${partOf(shape, path, mayBeNull)}(${value})`
  }

  /** The cheap ones first: which of them holds does not matter. */
  const alternativesOf = (of: readonly Shape[], path: string): string[] => {
    const members = of.flatMap((member) => membersOf(member, exported))
    const mayBeNull = !members.some((shape) => shape.kind === 'leaf' && shape.noun === 'Null')
    return members
      .map((shape) => ({ shape, test: testOf(shape, 'u', path, mayBeNull) }))
      .sort((one, other) => costOf(one.shape) - costOf(other.shape))
      .map(({ test }) => test)
  }

  /**
   * The name of the predicate of a part, which is written where it does not exist yet. Whatever is
   * tested twice is such a part, so that every field is read once: where objects come in many
   * shapes, reading is what takes the time.
   */
  const partOf = (shape: Shape, path: string, mayBeNull = true): string => {
    const suffix =
      (shape.kind === 'object' || shape.kind === 'dictionary') && !mayBeNull ? 'WhereNotNull' : ''
    const wanted = `is${nounOf(shape, path, exported)}${suffix}`
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? wanted : `${wanted}${count}`
      const text = `const ${name} = ${functionOf(shape, path, mayBeNull)}`
      if ((parts.get(name) ?? text) !== text) continue
      parts.delete(name)
      parts.set(name, text)
      return name
    }
  }

  const functionOf = (shape: Shape, path: string, mayBeNull = true): string => {
    switch (shape.kind) {
      case 'leaf':
        return arrow([shape.test('u')], '&&')
      case 'union':
        return arrow(alternativesOf(shape.members, path), '||')
      case 'object':
        return arrow(
          [objectTest(mayBeNull), ...shape.fields.flatMap((field) => fieldTests(field, path))],
          '&&',
        )
      case 'array':
        return block(
          'if (!Array.isArray(u)) return false',
          'for (let i = 0; i < u.length; i++) {',
          ...unless(testOf(shape.item, 'u[i]', `${path}Item`)),
          '}',
        )
      case 'dictionary':
        return block(
          `if (!${partOf(ANY_OBJECT, path, mayBeNull)}(u)) return false`,
          'for (const k in u) {',
          ...unless(testOf(shape.item, 'u[k]', `${path}Item`)),
          '}',
        )
    }
  }

  const fieldTests = (field: Field, path: string): string[] => {
    const { key, shape, optional } = field
    const value = /^[A-Za-z_$][\w$]*$/.test(key) ? `u.${key}` : `u[${quote(key)}]`
    const test = testOf(optional ? orAbsent(shape) : shape, value, path + pascal(key))
    const tests = addsKey(field)
      ? [`(${value} !== undefined || Object.hasOwn(u, ${quote(key)}))`]
      : []
    return isAnything(shape) ? tests : [...tests, test]
  }

  const own = [...exported.values()].filter((codec) => codec.module === module)
  const predicates = own.map(
    ({ name, shape }) => `export const is${name} = ${functionOf(shape, name)}`,
  )
  const importLines = [...imports]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, names]) => `import { ${[...names].sort().join(', ')} } from '${from}'`)
  return `${[HEADER(module) + importLines.join('\n'), ...parts.values(), ...predicates].join('\n\n')}\n`
}

const ANY_OBJECT: Shape = { kind: 'object', type: t.UnknownRecord, fields: [] }

const ABSENT: Shape = {
  kind: 'leaf',
  type: t.undefined,
  noun: 'Absent',
  test: (value) => `${value} === undefined`,
}

const orAbsent = (shape: Shape): Shape => ({
  kind: 'union',
  type: t.undefined,
  members: [shape, ABSENT],
})

/** The members of a union, and of the unions among them that have no predicate of their own. */
const membersOf = (shape: Shape, exported: ReadonlyMap<t.Mixed, Exported>): readonly Shape[] =>
  shape.kind === 'union' && !exported.has(shape.type)
    ? shape.members.flatMap((member) => membersOf(member, exported))
    : [shape]

const isAnything = (shape: Shape): boolean => shape.kind === 'leaf' && shape.noun === 'Unknown'

const costOf = (shape: Shape): number => {
  if (shape.kind !== 'leaf') return 2
  return ['Absent', 'Null', 'Undefined'].includes(shape.noun) ? 0 : 1
}

const nounOf = (shape: Shape, path: string, exported: ReadonlyMap<t.Mixed, Exported>): string => {
  if (shape.kind === 'leaf') return shape.noun
  const codec = exported.get(shape.type)
  if (codec) return codec.name
  switch (shape.kind) {
    case 'array':
      return `ArrayOf${nounOf(shape.item, path, exported)}`
    case 'dictionary':
      return `RecordOf${nounOf(shape.item, path, exported)}`
    case 'union':
      return membersOf(shape, exported)
        .map((member) => nounOf(member, path, exported))
        .join('Or')
    case 'object':
      return shape.fields.length === 0 ? 'Object' : path
  }
}

/** One condition a line, so that a difference shows which one it is. */
const arrow = (conditions: readonly string[], operator: '&&' | '||'): string => {
  const line = conditions.join(` ${operator} `)
  const body = operator === '||' && line.length <= 98 ? line : conditions.join(` ${operator}\n  `)
  return `(u: any): boolean =>\n  ${body}`
}

const block = (...lines: readonly string[]): string =>
  `(u: any): boolean => {\n  ${[...lines, 'return true'].join('\n  ')}\n}`

const unless = (test: string): string[] => {
  const [left, right] = test.split(' === ')
  return [`  if (${right ? `${left} !== ${right}` : `!${test}`}) return false`]
}

const pascal = (key: string): string =>
  key.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase())
