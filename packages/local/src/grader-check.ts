import {
  type Grader,
  type GraderInput,
  type SimpleGrader,
  StringCheckOperation,
} from '@finetune/models'
import { FormulaFault, formulaOf } from './grader-formula.ts'
import { gradersOf } from './grader-reward.ts'
import { similarities } from './grader-similarity.ts'
import { isVariable, variablesOf } from './grader-template.ts'
import { Refusal } from './refusal.ts'

/**
 * A grader as it will be used: a multi grader holds the others by name. Throws the refusal of one that
 * cannot be used here; `expectModel` throws that of an unknown model.
 */
export const checkedGrader = (
  grader: Grader,
  expectModel: (id: string) => void,
  param = 'grader',
): Grader => {
  if (grader.type === 'label_model') {
    throw invalidGrader('a label_model grader can only be part of a multi grader', `${param}.type`)
  }
  if (grader.type !== 'multi') {
    checkSimple(grader, expectModel, param)
    return grader
  }
  const graders = gradersOf(grader)
  if (Array.isArray(grader.graders) && Object.keys(graders).length < grader.graders.length) {
    throw invalidGrader('two graders have the same name', `${param}.graders`)
  }
  if (Object.keys(graders).length === 0)
    throw invalidGrader('there are no graders', `${param}.graders`)
  for (const [name, one] of Object.entries(graders)) {
    checkSimple(one, expectModel, `${param}.graders.${name}`)
  }
  checkFormula(grader.calculate_output, graders, `${param}.calculate_output`)
  return { ...grader, graders }
}

export const invalidGrader = (problem: string, param: string): Refusal =>
  new Refusal(400, `Invalid grader: ${problem}.`, { param, code: 'invalid_grader' })

const checkFormula = (text: string, graders: object, param: string): void => {
  try {
    for (const name of formulaOf(text).names) {
      if (!Object.hasOwn(graders, name)) {
        throw new FormulaFault(`there is no grader of the name ${name}`)
      }
    }
  } catch (error) {
    if (!(error instanceof FormulaFault)) throw error
    throw invalidGrader(`the formula cannot be read: ${error.message}`, param)
  }
}

const checkSimple = (
  grader: SimpleGrader,
  expectModel: (id: string) => void,
  param: string,
): void => {
  for (const template of templatesOf(grader, param)) {
    const unknown = variablesOf(template).find((variable) => !isVariable(variable))
    if (unknown !== undefined) throw invalidGrader(`there is no variable {{${unknown}}}`, param)
  }
  switch (grader.type) {
    case 'string_check':
      if (StringCheckOperation.isKnown(grader.operation)) return
      throw invalidGrader(`there is no operation ${grader.operation}`, `${param}.operation`)
    case 'text_similarity': {
      const { evaluation_metric: metric } = grader
      if (similarities.has(metric)) return
      const why =
        metric === 'cosine'
          ? 'cosine needs an embedding model, which this server does not have'
          : `there is no metric ${metric}`
      throw invalidGrader(why, `${param}.evaluation_metric`)
    }
    case 'python':
      throw invalidGrader('this server runs no Python', `${param}.type`)
    case 'score_model': {
      expectModel(grader.model)
      const [least = 0, most = 1, more] = grader.range ?? [0, 1]
      if (grader.range && (grader.range.length < 2 || more !== undefined || !(least < most))) {
        throw invalidGrader('the range must be a lowest and a highest score', `${param}.range`)
      }
      return
    }
    case 'label_model':
      expectModel(grader.model)
      if (grader.labels.length === 0) throw invalidGrader('there are no labels', `${param}.labels`)
      if (grader.passing_labels.every((label) => grader.labels.includes(label))) return
      throw invalidGrader('a passing label is none of the labels', `${param}.passing_labels`)
  }
}

const templatesOf = (grader: SimpleGrader, param: string): readonly string[] => {
  if (grader.type === 'python') return []
  if ('reference' in grader) return [grader.input, grader.reference]
  return grader.input.flatMap((message, index) =>
    textsOf(message).map((text) => {
      if (text !== undefined) return text
      throw invalidGrader('our models read texts only', `${param}.input.${index}.content`)
    }),
  )
}

/** The texts of a message to a model; `undefined` for what is no text. */
export const textsOf = ({ content }: GraderInput): readonly (string | undefined)[] =>
  (Array.isArray(content) ? content : [content]).map((part: unknown) => {
    if (typeof part === 'string') return part
    const { type, text }: Readonly<Record<string, unknown>> = { ...Object(part) }
    const isText = type === 'input_text' || type === 'output_text' || type === 'text'
    return isText && typeof text === 'string' ? text : undefined
  })
