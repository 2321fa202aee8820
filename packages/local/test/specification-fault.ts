import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

/** An answer that was noted. */
export interface Answer {
  readonly method: string
  readonly path: string
  readonly body: unknown
  /** Whether it is one event of a stream. */
  readonly isEvent: boolean
}
/** What the specifications write as OpenAPI 3.0 does. */
const asJsonSchema = (_: unknown, value: unknown): unknown => {
  const { nullable, ...schema } = Object(value)
  if (schema.exclusiveMinimum === true) return { ...schema, exclusiveMinimum: schema.minimum }
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : value
}

/** What the events of a stream are, which no path tells. */
const eventOf = (path: string): string => {
  if (path.startsWith('/fine-tunes/')) return 'FineTuneEvent'
  const isOfChat = path.startsWith('/chat/')
  return isOfChat ? 'CreateChatCompletionStreamResponse' : 'CreateCompletionResponse'
}

/** What of answers does not fit a specification, each fault once. */
export const faultsOf = (file: URL, answers: readonly Answer[]): readonly string[] => {
  const document = parse(readFileSync(file, 'utf8'), asJsonSchema)
  // Its newest text says one grader, its example has several, and the guides have them by name.
  const { properties } = document.components.schemas.GraderMulti ?? {}
  if (properties) {
    properties.graders = { type: 'object', additionalProperties: properties.graders }
  }
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(document, 'specification')
  const templates = Object.keys(document.paths)
  const faults = new Set<string>()
  const validators = new Map<string, ValidateFunction>()
  for (const { method, path, body, isEvent } of answers) {
    const template = templates.find((candidate) =>
      new RegExp(`^${candidate.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )
    if (!template) throw new Error(`${path} is not specified`)
    const ofPath = ['paths', template, method, 'responses', '200', 'content', 'application/json']
    const pointer = isEvent ? ['components', 'schemas', eventOf(path)] : [...ofPath, 'schema']
    const escaped = pointer.map((key) =>
      encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')),
    )
    const $ref = `specification#/${escaped.join('/')}`
    const validate = validators.get($ref) ?? ajv.compile({ $ref })
    validators.set($ref, validate)
    if (validate(body)) continue
    for (const { instancePath, message, keyword, schemaPath, params } of validate.errors ?? []) {
      // Alternatives, of which the faults themselves are told.
      if (keyword === 'anyOf' || keyword === 'oneOf') continue
      if (params.type === 'null' && /(?:any|one)Of\/\d+\/type$/.test(schemaPath)) continue
      faults.add(`${instancePath.replace(/\/\d+/g, '/0')} ${message}`)
    }
  }
  return [...faults].sort()
}
