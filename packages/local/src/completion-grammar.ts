import { bytesOf } from './bytes.ts'

/** What may come next in a text, byte by byte. */
export interface Grammar {
  readonly mayEnd: boolean
  /** What may come after this byte; `undefined` where the byte itself may not come. */
  readonly next: (byte: number) => Grammar | undefined
}

/** What follows a part; asked for when it is needed, for what holds itself has no end. */
type Then = () => Grammar

const code = (character: string): number => character.charCodeAt(0)

/** Nothing more. */
export const nothing: Grammar = { mayEnd: true, next: () => undefined }
/** What cannot be: no text at all. */
const never: Grammar = { mayEnd: false, next: () => undefined }

export const literal = (text: string, then: Then): Grammar => {
  const bytes = bytesOf(text)
  const from = (at: number): Grammar =>
    at === bytes.length
      ? then()
      : { mayEnd: false, next: (byte) => (byte === bytes[at] ? from(at + 1) : undefined) }
  return from(0)
}

export const oneOf = (grammars: readonly Grammar[]): Grammar => {
  const [only] = grammars
  if (only && grammars.length === 1) return only
  if (!only) return never
  return {
    mayEnd: grammars.some(({ mayEnd }) => mayEnd),
    next: (byte) => {
      const left = grammars.map(({ next }) => next(byte)).filter((each) => each !== undefined)
      return left.length === 0 ? undefined : oneOf(left)
    },
  }
}

/** One byte of some. */
const one = (isOne: (byte: number) => boolean, then: Then): Grammar => ({
  mayEnd: false,
  next: (byte) => (isOne(byte) ? then() : undefined),
})

/** Any number of bytes of some, and then what none of them begins. */
export const any = (isOne: (byte: number) => boolean, then: Then): Grammar => {
  const after = then()
  const self: Grammar = {
    mayEnd: after.mayEnd,
    next: (byte) => (isOne(byte) ? self : after.next(byte)),
  }
  return self
}

/** A blank or none: a model that may write blanks for ever sometimes does. */
const blank = (then: Then): Grammar => oneOf([then(), literal(' ', then)])

const isDigit = (byte: number): boolean => byte >= code('0') && byte <= code('9')
const isHex = (byte: number): boolean => /[\da-f]/i.test(String.fromCharCode(byte))

export const jsonString = (then: Then): Grammar => {
  const hex = (left: number): Grammar => (left === 0 ? inside : one(isHex, () => hex(left - 1)))
  const afterBackslash: Grammar = {
    mayEnd: false,
    next: (byte) => {
      if (byte === code('u')) return hex(4)
      return '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? inside : undefined
    },
  }
  const inside: Grammar = {
    mayEnd: false,
    next: (byte) => {
      if (byte === code('"')) return then()
      if (byte === code('\\')) return afterBackslash
      return byte >= code(' ') ? inside : undefined
    },
  }
  return literal('"', () => inside)
}

const integer = (then: Then): Grammar => {
  const positive = oneOf([
    literal('0', then),
    one(
      (byte) => isDigit(byte) && byte !== code('0'),
      () => any(isDigit, then),
    ),
  ])
  return oneOf([positive, literal('-', () => positive)])
}

/** A number that JavaScript can hold: no larger one than there is. */
export const jsonNumber = (then: Then): Grammar => {
  const from = (text: string, at: Grammar): Grammar => {
    const after = at.mayEnd ? then() : undefined
    return {
      mayEnd: after?.mayEnd ?? false,
      next: (byte) => {
        const left = at.next(byte)
        const more = text + String.fromCharCode(byte)
        const isThere = Math.abs(Number(more)) !== Infinity
        return left && isThere ? from(more, left) : after?.next(byte)
      },
    }
  }
  return from(
    '',
    number(() => nothing),
  )
}

const number = (then: Then): Grammar => {
  const digits = (after: Then): Grammar => one(isDigit, () => any(isDigit, after))
  const sign = (after: Then) => oneOf([after(), literal('+', after), literal('-', after)])
  const power = (): Grammar =>
    oneOf([then(), ...['e', 'E'].map((e) => literal(e, () => sign(() => digits(then))))])
  return integer(() => oneOf([power(), literal('.', () => digits(power))]))
}

/** How many items there are, at least and at most. */
type Count = readonly [least: number, most: number]
const ANY: Count = [0, Infinity]

/** Items between two signs, with commas. */
const listed = (
  [open, close]: readonly [string, string],
  item: (then: Then) => Grammar,
  then: Then,
  [least, most]: Count = ANY,
): Grammar => {
  /** The end, or one more item behind so many. */
  const after = (count: number, comma: string): Grammar => {
    const end = count < least ? [] : [literal(close, then)]
    const next = () => item(() => blank(() => after(count + 1, ',')))
    const more = comma === '' ? next : () => literal(comma, () => blank(next))
    return oneOf([...end, ...(count < most ? [more()] : [])])
  }
  return literal(open, () => blank(() => after(0, '')))
}

export const jsonArray = (item: (then: Then) => Grammar, then: Then, count: Count = ANY): Grammar =>
  listed(['[', ']'], item, then, count)

const colon = (value: (then: Then) => Grammar, then: Then): Grammar =>
  blank(() => literal(':', () => blank(() => value(then))))

export const jsonObject = (then: Then): Grammar =>
  listed(['{', '}'], (after) => jsonString(() => colon(jsonValue, after)), then)

/** A property that an object has, or may have. */
export interface Property {
  readonly name: string
  readonly value: (then: Then) => Grammar
  readonly isRequired: boolean
}

/** An object with these properties, in this order, and no others. */
export const jsonRecord = (properties: readonly Property[], then: Then): Grammar => {
  const from = (at: number, comma: string): Grammar => {
    const property = properties[at]
    if (!property) return blank(() => literal('}', then))
    const { name, value, isRequired } = property
    const after = (): Grammar => from(at + 1, ',')
    const key = (): Grammar => literal(JSON.stringify(name), () => colon(value, after))
    const written = comma === '' ? blank(key) : blank(() => literal(comma, () => blank(key)))
    return isRequired ? written : oneOf([written, from(at + 1, comma)])
  }
  return literal('{', () => from(0, ''))
}

export const jsonValue = (then: Then): Grammar =>
  oneOf([
    jsonObject(then),
    jsonArray(jsonValue, then),
    jsonString(then),
    jsonNumber(then),
    ...['true', 'false', 'null'].map((word) => literal(word, then)),
  ])
