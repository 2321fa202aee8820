import type * as t from 'io-ts'
import { isRecord } from './predicate.ts'

const MOST_LINES = 20
const MOST_BYTES = 4096
const MOST_CHARACTERS = 80

/**
 * One line for each thing that did not fit, such as
 * `data.999.training_files.0.bytes: expected Int, got null`. Never throws, whatever the value is;
 * shows at most 80 characters of the offending value, and at most 20 lines and 4 KB in all.
 *
 * What fits no member of a union is explained by the member that it is most like, or in one line that
 * says what would do: the tags there are, where a tag tells the members apart.
 */
export const explain = (errors: t.Errors): readonly string[] => {
  const faults = new Map<string, { readonly got: string; readonly expected: Set<string> }>()
  for (const { context, value, message } of relevant(errors)) {
    const path = pathOf(context).join('.') || '(root)'
    const fault = faults.get(path) ?? { got: show(value), expected: new Set<string>() }
    faults.set(path, fault)
    fault.expected.add(message ?? nameOf(context, fault.got))
  }
  const lines: string[] = []
  let room = MOST_BYTES
  for (const [path, { got, expected }] of faults) {
    const line = `${clip(path)}: expected ${clip([...expected].join(' | '), 200)}, got ${got}`
    room -= bytesOf(line)
    if (lines.length === MOST_LINES || room < 99) {
      return [...lines, `and ${faults.size - lines.length} more`]
    }
    lines.push(line)
  }
  return lines
}

/** The keys that lead to a value: the steps through unions and intersections are no part of it. */
export const pathOf = (context: t.Context): readonly string[] =>
  context.filter(({ key }, at) => key !== '' && !isBranch(context[at - 1])).map(({ key }) => key)

/** What is read here of a type. */
interface Walked extends t.Mixed {
  readonly _tag?: string
  /** Of a union whose members a field tells apart. */
  readonly tag?: string
  readonly props?: t.AnyProps
  readonly types?: readonly Walked[]
  readonly codomain?: t.Mixed
}

const isA = (tag: string, entry: t.ContextEntry | undefined): boolean =>
  (entry?.type as Walked | undefined)?._tag === tag

const isBranch = (entry: t.ContextEntry | undefined): boolean =>
  isA('UnionType', entry) || isA('IntersectionType', entry)

/** An intersection goes by its own name, not by those of its parts; an object may have none. */
const nameOf = (context: t.Context, got: string): string => {
  let at = context.length - 1
  while (isA('IntersectionType', context[at - 1])) at -= 1
  const { name = 'something else' } = context[at]?.type ?? {}
  return got !== 'an object' && /^\(*(\{|Partial<)/.test(name) ? 'an object' : name
}

type Run = readonly t.ValidationError[]

/** Only the errors that tell what to mend; all of them of a value that cannot be looked at. */
const relevant = (errors: Run): Run => {
  try {
    return errors.length > 0 ? below(errors, -1) : errors
  } catch {
    return errors
  }
}

/** The errors that took the same steps down to a depth. */
const below = (errors: Run, depth: number): Run => {
  const runs: t.ValidationError[][] = []
  let before: t.ContextEntry | undefined
  for (const error of errors) {
    const entry = error.context[depth + 1]
    const run = entry?.key === before?.key && entry?.type === before?.type && runs.at(-1)
    if (run) run.push(error)
    else runs.push([error])
    before = entry
  }
  const kept = runs.map((run) =>
    run[0]?.context[depth + 1] ? below(run, depth + 1) : run.map(unknownTag),
  )
  return isA('UnionType', errors[0]?.context[depth]) ? nearest(kept, depth) : kept.flat()
}

/** Of what is wrong for each member of a union, what is wrong for those that the value is like. */
const nearest = (runs: readonly Run[], depth: number): Run => {
  const keysBelow = ({ context }: t.ValidationError): string =>
    pathOf(context.slice(depth + 1))
      .slice(1)
      .join('.')
  const alike = runs.filter((run) => run.some(keysBelow))
  if (alike.length < 2) return alike[0] ?? runs.flat()
  const value = alike[0]?.[0]?.context[depth]?.actual
  const scores = alike.map((run) => likeness(run[0]?.context[depth + 1]?.type as Walked, value))
  const best = alike.filter((_, at) => scores[at] === Math.max(...scores))
  const paths = best.map((run) => new Set(run.map(keysBelow)))
  const shared = best.flat().filter((error) => paths.every((keys) => keys.has(keysBelow(error))))
  if (shared.length > 0) return shared
  return best.flatMap(([first]) =>
    first ? [{ value, context: first.context.slice(0, depth + 2) }] : [],
  )
}

/** How many of the fields of a type a value has, and how many of those fit: its tag above all. */
const likeness = (type: Walked, value: unknown): number => {
  if (!isRecord(value)) return 0
  if (type.codomain) return Object.keys(value).length
  const scores = type.types?.map((part) => likeness(part, value)) ?? []
  if (type._tag === 'UnionType') return Math.max(...scores)
  for (const [key, part] of Object.entries(type.props ?? {})) {
    if (!Object.hasOwn(value, key)) continue
    const whole = 'value' in part ? 99 : 2
    scores.push(part.is(value[key]) ? whole : 1)
  }
  return scores.reduce((sum, score) => sum + score, 0)
}

/** Of an object that bears no tag of a tagged union: which there are. */
const unknownTag = (error: t.ValidationError): t.ValidationError => {
  const { context, value } = error
  const type = context.at(-1)?.type as Walked | undefined
  if (!type?.tag || !isRecord(value)) return error
  const tags = fieldsOf(type, type.tag)
  const actual = value[type.tag]
  const message = tags.map(({ name }) => name).join(' | ')
  // As if by way of a member that is no more than its tag.
  const steps = ['0', type.tag].map((key) => ({ key, type: tags[0] ?? type, actual }))
  return { value: actual, message, context: [...context, ...steps] }
}

const fieldsOf = ({ props, types = [] }: Walked, key: string): readonly t.Mixed[] =>
  props?.[key] ? [props[key]] : types.flatMap((part) => fieldsOf(part, key))

const clip = (text: string, most: number = MOST_CHARACTERS): string =>
  text.length > most ? `${text.slice(0, most)}…` : text

/** No less than it takes in UTF-8: what is not plain ASCII counts as three. */
const bytesOf = (text: string): number => text.replace(/[^ -~]/g, '___').length

const show = (value: unknown): string => {
  if (typeof value === 'string') return clip(JSON.stringify(clip(value)), 2 * MOST_CHARACTERS)
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return clip(String(value))
  try {
    return Array.isArray(value) ? `an array of ${value.length}` : 'an object'
  } catch {
    return 'an object'
  }
}
