/** What templates speak of. */
export interface Graded {
  /** The line of the dataset. */
  readonly item: Readonly<Record<string, unknown>>
  readonly sample: Sample
}

/** What a model has answered. */
export interface Sample {
  readonly output_text: string
  readonly output_tools?: unknown
}

/** Why a template cannot be filled in, by the name of the error that is told of it. */
export class TemplateFault extends Error {
  readonly error: 'invalid_variable_error' | 'sample_parse_error'

  constructor(error: TemplateFault['error'], variable: string) {
    super(`{{${variable}}}`)
    this.error = error
  }
}

const PLACEHOLDER = /\{\{(.*?)\}\}/gs

/** The variables of a template: `item.label`, `sample.output_json.names[0]`. */
export const variablesOf = (template: string): readonly string[] =>
  Array.from(template.matchAll(PLACEHOLDER), ([, variable = '']) => variable.trim())

/** Whether a variable is of those that there can be. */
export const isVariable = (variable: string): boolean =>
  /^(?:item|sample\.(?:output_text|output_json|output_tools))(?:\.[\w-]+|\[\d+\])*$/.test(variable)

/** Fills in a template: texts as they are, and anything else as JSON. Throws a {@link TemplateFault}. */
export const fillIn = (template: string, graded: Graded): string =>
  template.replaceAll(PLACEHOLDER, (_, variable: string) => textOf(variable.trim(), graded))

const textOf = (variable: string, { item, sample }: Graded): string => {
  const [namespace = '', ...steps] = variable.split(/[.[\]]+/).filter((step) => step !== '')
  const json = namespace === 'sample' && steps[0] === 'output_json'
  const root = json ? { output_json: jsonOf(sample.output_text, variable) } : sample
  let value: unknown = namespace === 'item' ? item : namespace === 'sample' ? root : undefined
  for (const step of steps) value = own(value, step)
  if (value === undefined) throw new TemplateFault('invalid_variable_error', variable)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const own = (value: unknown, step: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? Reflect.get(value, step)
    : undefined

const jsonOf = (text: string, variable: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new TemplateFault('sample_parse_error', variable)
  }
}
