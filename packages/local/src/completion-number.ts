import type { Grammar } from './completion-grammar.ts'

/** Between what a number lies. */
export interface NumberBounds {
  readonly least: number
  readonly most: number
  /** Whether the bounds themselves are no such numbers. */
  readonly isAbove: boolean
  readonly isBelow: boolean
}

/** As many digits as JavaScript tells apart, before the point and behind it. */
const MOST_DIGITS = 16
export const MOST_FRACTION_DIGITS = 6

/** A number between bounds, of so many digits behind its point, without a power of ten. */
export const boundedNumber =
  (bounds: NumberBounds, fractionDigits: number) =>
  (then: () => Grammar): Grammar => {
    const from = (text: string): Grammar => {
      const after = isWithin(bounds, text) ? then() : undefined
      return {
        mayEnd: after?.mayEnd ?? false,
        next: (byte) => {
          const more = text + String.fromCharCode(byte)
          return mayBecome(bounds, more, fractionDigits) ? from(more) : after?.next(byte)
        },
      }
    }
    return from('')
  }

const isWithin = ({ least, most, isAbove, isBelow }: NumberBounds, text: string): boolean => {
  const value = Number(text)
  if (!/\d$/.test(text)) return false
  return (isAbove ? value > least : value >= least) && (isBelow ? value < most : value <= most)
}

/** Whether more digits, or none, make a number within the bounds of what there is. */
const mayBecome = (bounds: NumberBounds, text: string, fractionDigits: number): boolean => {
  const [, sign, whole, fraction] = /^(-?)(0|[1-9]\d*|)(?:(?<=\d)\.(\d*))?$/.exec(text) ?? []
  if (whole === undefined || whole.length > MOST_DIGITS) return false
  if (whole === '') return text === '-' && bounds.least < 0
  if (fraction !== undefined && fractionDigits === 0) return false
  const digits = fraction?.length ?? 0
  if (digits > fractionDigits) return false
  const smallest = 10 ** -fractionDigits
  const value = Number(`${whole}.${fraction ?? ''}`)
  /** How much the digits to come can add. */
  const room = 10 ** -digits - smallest
  const growths = fraction === undefined && whole !== '0' ? MOST_DIGITS - whole.length : 0
  for (let growth = 0; growth <= growths; growth++) {
    const low = value * 10 ** growth
    const high = low + (fraction === undefined ? 10 ** growth - smallest : room)
    if (meets(bounds, sign === '-' ? [-high, -low] : [low, high])) return true
  }
  return false
}

const meets = (
  { least, most, isAbove, isBelow }: NumberBounds,
  [low, high]: readonly [number, number],
): boolean => (isBelow ? low < most : low <= most) && (isAbove ? high > least : high >= least)
