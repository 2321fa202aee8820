import { pythonRepr } from './python-repr.ts'
import { Refusal } from './refusal.ts'

/** Refuses a number out of range, in the words of the API. */
export const checkRange = (
  field: string,
  value: number | undefined,
  least: number,
  most: number,
): void => {
  if (value === undefined) return
  if (value < least) {
    const message = `${value} is less than the minimum of ${least} - '${field}'`
    throw new Refusal(400, message, { param: field })
  }
  if (value > most) {
    const message = `${value} is greater than the maximum of ${most} - '${field}'`
    throw new Refusal(400, message, { param: field })
  }
}

/** Refuses a word that is none of the known ones, in the words of the API. */
export const checkWord = (
  field: string,
  value: string | undefined,
  known: readonly string[],
): void => {
  if (value === undefined || known.includes(value)) return
  const message = `${pythonRepr(value)} is not one of ${pythonRepr(known)} - '${field}'`
  throw new Refusal(400, message, { param: field })
}
