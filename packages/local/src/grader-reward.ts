import type {
  CompletionUsage,
  Grader,
  LabelModelGrader,
  MultiGrader,
  ScoreModelGrader,
  SimpleGrader,
  StringCheckGrader,
} from '@finetune/models'
import { FormulaFault, formulaOf } from './grader-formula.ts'
import { similarities } from './grader-similarity.ts'
import { fillIn, type Graded, TemplateFault } from './grader-template.ts'

/** What went wrong when a sample was graded: all false, or null, where nothing did. */
export interface GraderErrors {
  readonly formula_parse_error: boolean
  readonly sample_parse_error: boolean
  readonly truncated_observation_error: boolean
  readonly unresponsive_reward_error: boolean
  readonly invalid_variable_error: boolean
  readonly other_error: boolean
  readonly python_grader_server_error: boolean
  readonly python_grader_server_error_type: string | null
  readonly python_grader_runtime_error: boolean
  readonly python_grader_runtime_error_details: string | null
  readonly model_grader_server_error: boolean
  readonly model_grader_refusal_error: boolean
  readonly model_grader_parse_error: boolean
  readonly model_grader_server_error_details: string | null
}

const NO_ERRORS: GraderErrors = {
  formula_parse_error: false,
  sample_parse_error: false,
  truncated_observation_error: false,
  unresponsive_reward_error: false,
  invalid_variable_error: false,
  other_error: false,
  python_grader_server_error: false,
  python_grader_server_error_type: null,
  python_grader_runtime_error: false,
  python_grader_runtime_error_details: null,
  model_grader_server_error: false,
  model_grader_refusal_error: false,
  model_grader_parse_error: false,
  model_grader_server_error_details: null,
}

/** How a sample was graded. */
export interface Grade {
  /** 0 where something went wrong. */
  readonly reward: number
  readonly errors: GraderErrors
  /** What it cost to ask a model. */
  readonly usage?: CompletionUsage
  /** By the names of the graders that a multi grader is made of. */
  readonly parts: Readonly<Record<string, Grade>>
}

/** A grader that asks a model. */
export type ModelGrader = ScoreModelGrader | LabelModelGrader

/** How a model has graded, for a grader that asks one. */
export type Judge = (grader: ModelGrader, graded: Graded) => Grade

/** Texts are compared up to so many characters: comparing takes time by the square. */
const MOST_CHARACTERS = 8192

/**
 * Grades a sample: at once, and the same each time. Graders that ask a model are judged by `judge`;
 * without one, and for those that run a program, the server's error is told.
 */
export const grade = (grader: Grader, graded: Graded, judge: Judge = unjudged): Grade =>
  grader.type === 'multi' ? gradeByAll(grader, graded, judge) : gradeByOne(grader, graded, judge)

/** The result of something that went wrong. */
export const failed = (...names: readonly (keyof GraderErrors)[]): Grade => ({
  reward: 0,
  errors: { ...NO_ERRORS, ...Object.fromEntries(names.map((name) => [name, true])) },
  parts: {},
})

const unjudged: Judge = () => failed('model_grader_server_error')

const gradeByOne = (grader: SimpleGrader, graded: Graded, judge: Judge): Grade => {
  try {
    switch (grader.type) {
      case 'string_check': {
        const isMet = check(grader, fillIn(grader.input, graded), fillIn(grader.reference, graded))
        return rewarded(isMet ? 1 : 0)
      }
      case 'text_similarity': {
        const texts = [grader.input, grader.reference].map((text) => fillIn(text, graded))
        const [text = '', reference = ''] = texts.map((each) => each.slice(0, MOST_CHARACTERS))
        const measure = similarities.get(grader.evaluation_metric)
        if (!measure) return failed('other_error')
        const isCut = texts.some(({ length }) => length > MOST_CHARACTERS)
        return rewarded(measure(text, reference), { truncated_observation_error: isCut })
      }
      case 'python':
        return failed('python_grader_server_error')
      default:
        return judge(grader, graded)
    }
  } catch (error) {
    if (error instanceof TemplateFault) return failed(error.error)
    throw error
  }
}

const rewarded = (reward: number, errors: Partial<GraderErrors> = {}): Grade => ({
  reward,
  errors: { ...NO_ERRORS, ...errors },
  parts: {},
})

const check = ({ operation }: StringCheckGrader, text: string, reference: string): boolean => {
  switch (operation) {
    case 'eq':
      return text === reference
    case 'ne':
      return text !== reference
    case 'like':
      return text.includes(reference)
    default:
      return text.toLowerCase().includes(reference.toLowerCase())
  }
}

/** The graders that a multi grader is made of, by name, however they are written. */
export const gradersOf = ({ graders }: MultiGrader): Readonly<Record<string, SimpleGrader>> => {
  if (Array.isArray(graders)) return Object.fromEntries(graders.map((one) => [one.name, one]))
  return isSingle(graders) ? { [graders.name]: graders } : graders
}

const isSingle = (
  graders: Exclude<MultiGrader['graders'], SimpleGrader[]>,
): graders is SimpleGrader => typeof graders.type === 'string'

/** The graders of which it takes the rewards: those that a multi grader is made of, else itself. */
export const partsOf = (
  grader: Grader,
): readonly (readonly [name: string, part: SimpleGrader])[] =>
  grader.type === 'multi' ? Object.entries(gradersOf(grader)) : [[grader.name, grader]]

/** Those among them that ask a model. */
export const modelGradersOf = (grader: Grader): readonly ModelGrader[] =>
  partsOf(grader).flatMap(([, part]) =>
    part.type === 'score_model' || part.type === 'label_model' ? [part] : [],
  )

const gradeByAll = (grader: MultiGrader, graded: Graded, judge: Judge): Grade => {
  const grades = partsOf(grader).map(
    ([name, one]) => [name, gradeByOne(one, graded, judge)] as const,
  )
  const rewards = grades.map(([name, { reward }]) => [name, reward] as const)
  const errors = grades.map(([, one]) => one.errors).reduce(joined, NO_ERRORS)
  const parts = Object.fromEntries(grades)
  try {
    const reward = formulaOf(grader.calculate_output).compute(new Map(rewards))
    if (Number.isFinite(reward)) return { reward, errors, parts }
    return { reward: 0, errors: { ...errors, other_error: true }, parts }
  } catch (error) {
    if (!(error instanceof FormulaFault)) throw error
    return { reward: 0, errors: { ...errors, formula_parse_error: true }, parts }
  }
}

const joined = (one: GraderErrors, other: GraderErrors): GraderErrors => {
  const told = Object.entries(other).filter(([, error]) => error !== false && error !== null)
  return { ...one, ...Object.fromEntries(told) }
}
