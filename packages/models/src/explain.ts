import * as t from 'io-ts'

const MOST_LINES = 20
const MOST_CHARACTERS = 80

/**
 * One line for each thing that did not fit, such as
 * `data.999.training_files.0.bytes: expected Int, got null`. Never throws, whatever the value is;
 * shows at most 80 characters of the offending value and at most 20 lines.
 */
export const explain = (errors: t.Errors): readonly string[] => {
  const faults = new Map<string, { readonly got: string; readonly expected: Set<string> }>()
  for (const { context, value, message } of errors) {
    const path = pathOf(context).join('.') || '(root)'
    const expected = message ?? context.at(-1)?.type.name ?? 'something else'
    const fault = faults.get(path) ?? { got: show(value), expected: new Set<string>() }
    faults.set(path, fault)
    fault.expected.add(expected)
  }
  const lines = [...faults].map(
    ([path, { got, expected }]) =>
      `${clip(path)}: expected ${[...expected].join(' | ')}, got ${got}`,
  )
  return lines.length > MOST_LINES
    ? [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`]
    : lines
}

/** The keys that lead to a value: the steps through unions and intersections are no part of it. */
export const pathOf = (context: t.Context): readonly string[] =>
  context
    .filter(({ key }, index) => key !== '' && !isBranch(context[index - 1]?.type))
    .map(({ key }) => key)

const isBranch = (type: unknown): boolean =>
  type instanceof t.IntersectionType || type instanceof t.UnionType

const clip = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text

const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(clip(value))
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return clip(String(value))
  try {
    return Array.isArray(value) ? `an array of ${value.length}` : 'an object'
  } catch {
    return 'an object'
  }
}
