import {
  type Grammar,
  jsonArray,
  jsonNumber,
  jsonRecord,
  jsonString,
  jsonValue,
  literal,
  oneOf,
} from './completion-grammar.ts'
import { boundedNumber, MOST_FRACTION_DIGITS } from './completion-number.ts'
import { Refusal } from './refusal.ts'

type Then = () => Grammar
type Part = (then: Then) => Grammar
type Fields = Readonly<Record<string, unknown>>

/** What says nothing about what may be written. */
const WORDS = ['title', 'description', 'default', 'examples', '$schema', '$id', '$comment']
const HEEDED = [
  ...['type', 'enum', 'const', 'anyOf', '$ref', '$defs', 'definitions'],
  ...['properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
]

const BOUNDS = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum']
const LARGEST = Number.MAX_SAFE_INTEGER

/** The API allows ten levels of objects, each of which is several of schemas. */
const DEEPEST = 100

/**
 * What JSON a schema allows, byte by byte: the schemas of structured outputs. Objects have their
 * properties in the schema's order and no others. Throws the refusal of a schema that says what
 * cannot be kept to.
 */
export const schemaGrammar = (schema: unknown, param: string): Part => {
  const refuse = (problem: string): never => {
    throw new Refusal(400, `Invalid schema for ${param}: ${problem}`, { param })
  }
  const fields = (value: unknown): Fields =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : refuse(`${JSON.stringify(value)} is not a schema`)
  const root = fields(schema)
  const known = new Map<unknown, Part>()
  let depth = 0

  const resolved = (reference: unknown): unknown => {
    const path = String(reference).match(/^#(?:\/(.+))?$/)
    if (!path) return refuse(`$ref ${JSON.stringify(reference)} is not supported`)
    const steps = path[1]?.split('/') ?? []
    const found = steps.reduce<unknown>((at, step) => Object(at)[step], root)
    return found ?? refuse(`$ref ${JSON.stringify(reference)} leads nowhere`)
  }

  /** Each schema is looked at once, so that one that holds itself has an end. */
  const partOf = (value: unknown): Part => {
    const found = known.get(value)
    if (found) return found
    let part: Part = () => refuse('it is nothing but itself')
    let isEntered = false
    known.set(value, (then) => {
      if (isEntered) refuse('it is nothing but itself')
      isEntered = true
      const grammar = part(then)
      isEntered = false
      return grammar
    })
    if (++depth > DEEPEST) refuse('it is nested too deeply')
    part = made(fields(value))
    depth--
    return part
  }

  const made = (node: Fields): Part => {
    const foreign = Object.keys(node).find((key) => !HEEDED.includes(key) && !WORDS.includes(key))
    if (foreign !== undefined) refuse(`'${foreign}' is not permitted`)
    const lists = ['enum', 'anyOf'].filter((key) => key in node)
    const empty = lists.find((key) => !isList(node[key]) || node[key].length === 0)
    if (empty !== undefined) refuse(`'${empty}' must be a list that is not empty`)
    if ('required' in node && !isList(node.required)) refuse("'required' must be a list")
    const { enum: values, anyOf } = node
    if ('$ref' in node) return partOf(resolved(node.$ref))
    if ('const' in node) return constant(node.const)
    if (Array.isArray(values)) return either(values.map(constant))
    if (Array.isArray(anyOf)) return either(anyOf.map(partOf))
    const types = Array.isArray(node.type) ? node.type : [node.type]
    return either(types.map((type) => ofType(type, node)))
  }

  const ofType = (type: unknown, node: Fields): Part => {
    switch (type) {
      case 'object':
        return object(node)
      case 'array': {
        const item = 'items' in node ? partOf(node.items) : jsonValue
        const least = numberIn(node, 'minItems') ?? 0
        const most = numberIn(node, 'maxItems') ?? Infinity
        if (least > most) refuse("'minItems' is more than 'maxItems'")
        return (then) => jsonArray(item, then, [least, most])
      }
      case 'string':
        return jsonString
      case 'number':
        return BOUNDS.some((key) => key in node) ? bounded(node, MOST_FRACTION_DIGITS) : jsonNumber
      case 'integer':
        return bounded(node, 0)
      case 'boolean':
        return either([constant(true), constant(false)])
      case 'null':
        return constant(null)
      case undefined:
        return jsonValue
      default:
        return refuse(`${JSON.stringify(type)} is not a type`)
    }
  }

  const numberIn = (node: Fields, key: string): number | undefined => {
    const value = node[key]
    if (value === undefined || typeof value === 'number') return value
    return refuse(`'${key}' must be a number`)
  }

  const bounded = (node: Fields, fractionDigits: number): Part => {
    const [minimum, above, maximum, below] = BOUNDS.map((key) => numberIn(node, key))
    const least = Math.max(minimum ?? -LARGEST, above ?? -LARGEST)
    const most = Math.min(maximum ?? LARGEST, below ?? LARGEST)
    const isAbove = above === least
    const isBelow = below === most
    const step = 10 ** -fractionDigits
    const first = Math.ceil(least / step) * step
    const lowest = isAbove && first === least ? first + step : first
    if (lowest > most || (isBelow && lowest === most)) refuse('no number is within its bounds')
    return boundedNumber({ least, most, isAbove, isBelow }, fractionDigits)
  }

  const object = (node: Fields): Part => {
    const required = Array.isArray(node.required) ? node.required : []
    const properties = Object.entries(fields(node.properties ?? {})).map(([name, value]) => ({
      name,
      value: partOf(value),
      isRequired: required.includes(name),
    }))
    return (then) => jsonRecord(properties, then)
  }

  return partOf(root)
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const constant =
  (value: unknown): Part =>
  (then) =>
    literal(JSON.stringify(value), then)

const either =
  (parts: readonly Part[]): Part =>
  (then) =>
    oneOf(parts.map((part) => part(then)))
