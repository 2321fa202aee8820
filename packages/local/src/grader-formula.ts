/** Why a text is no formula. */
export class FormulaFault extends Error {}

/** A formula over the rewards of graders by name. */
export interface Formula {
  /** The names that it takes rewards of. */
  readonly names: ReadonlySet<string>
  readonly compute: (rewards: ReadonlyMap<string, number>) => number
}

type Compute = Formula['compute']

const FUNCTIONS: ReadonlyMap<string, (...values: number[]) => number> = new Map([
  ['min', Math.min],
  ['max', Math.max],
  ['abs', Math.abs],
  ['floor', Math.floor],
  ['ceil', Math.ceil],
  ['exp', Math.exp],
  ['sqrt', Math.sqrt],
  ['log', Math.log],
])

const OPERATORS: ReadonlyMap<string, (one: number, other: number) => number> = new Map([
  ['+', (one, other) => one + other],
  ['-', (one, other) => one - other],
  ['*', (one, other) => one * other],
  ['/', (one, other) => one / other],
  ['^', (one, other) => one ** other],
])

const DEEPEST = 100

/**
 * Reads what `calculate_output` says: numbers, names, `+ - * / ^`, parentheses and the functions `min`,
 * `max`, `abs`, `floor`, `ceil`, `exp`, `sqrt` and `log`. Throws a {@link FormulaFault}.
 */
export const formulaOf = (text: string): Formula => {
  const tokens = text.match(/\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+|[A-Za-z_]\w*|\S/g) ?? []
  const names = new Set<string>()
  let at = 0
  let depth = 0

  const take = (...expected: readonly string[]): string | undefined => {
    const token = tokens[at]
    if (token === undefined || !expected.includes(token)) return undefined
    at++
    return token
  }
  const expect = (expected: string): void => {
    if (take(expected) === undefined) {
      throw new FormulaFault(`expected ${expected}, got ${tokens[at] ?? 'the end'}`)
    }
  }
  /** Operators of one rank, from left to right. */
  const ranked = (signs: readonly string[], operand: () => Compute): Compute => {
    let left = operand()
    for (let sign = take(...signs); sign !== undefined; sign = take(...signs)) {
      const [before, operate, right] = [left, OPERATORS.get(sign), operand()]
      left = (rewards) => operate?.(before(rewards), right(rewards)) ?? Number.NaN
    }
    return left
  }
  const sum = (): Compute => ranked(['+', '-'], product)
  const product = (): Compute => ranked(['*', '/'], signed)
  const signed = (): Compute => {
    if (++depth > DEEPEST) throw new FormulaFault('it is nested too deeply')
    const sign = take('-', '+')
    const value = sign === undefined ? power() : signed()
    depth--
    return sign === '-' ? (rewards) => -value(rewards) : value
  }
  /** From right to left, and before a sign: -2 ^ 2 is -4. */
  const power = (): Compute => {
    const base = atom()
    if (take('^') === undefined) return base
    const exponent = signed()
    return (rewards) => base(rewards) ** exponent(rewards)
  }
  const atom = (): Compute => {
    if (take('(') !== undefined) {
      const inner = sum()
      expect(')')
      return inner
    }
    const token = tokens[at++] ?? ''
    if (/^[.\d]/.test(token) && Number.isFinite(Number(token))) return () => Number(token)
    if (!/^[A-Za-z_]/.test(token)) {
      throw new FormulaFault(`expected a value, got ${token || 'the end'}`)
    }
    if (take('(') !== undefined) return call(token)
    names.add(token)
    return (rewards) => rewards.get(token) ?? Number.NaN
  }
  const call = (name: string): Compute => {
    const apply = FUNCTIONS.get(name)
    if (!apply) throw new FormulaFault(`there is no function ${name}`)
    const values = [sum()]
    while (take(',') !== undefined) values.push(sum())
    expect(')')
    if (values.length > 1 && name !== 'min' && name !== 'max') {
      throw new FormulaFault(`${name} takes one value`)
    }
    return (rewards) => apply(...values.map((value) => value(rewards)))
  }

  const compute = sum()
  if (at < tokens.length) throw new FormulaFault(`expected the end, got ${tokens[at]}`)
  return { names, compute }
}
