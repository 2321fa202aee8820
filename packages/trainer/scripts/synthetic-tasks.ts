// What the base model is pretrained on: tasks made up from random syllables and numbers, whose answers
// follow from their prompts. They teach a model to copy, to pick out, and to go through a word letter
// by letter. No text of any person, of any dataset or of any evaluation is in them.
import type { Random } from '../src/random.ts'
import type { Example } from '../src/tokens.ts'

type Draw = {
  readonly number: (below: number) => number
  readonly from: <T>(choices: readonly T[]) => T
}

const drawOf = (random: Random): Draw => {
  const number = (below: number) => Math.floor(random() * below)
  const from = <T>(choices: readonly T[]): T => {
    const [first] = choices
    if (first === undefined) throw new RangeError('there is nothing to draw from')
    return choices[number(choices.length)] ?? first
  }
  return { number, from }
}

const listOf = <T>(length: number, make: () => T): T[] => Array.from({ length }, make)

const VOWELS = [...'aeiou', 'ai', 'ee', 'oo', 'ou', 'ea']
const CONSONANTS = [...'bcdfghjklmnpqrstvwxyz', 'sh', 'th', 'ch', 'st', 'tr', 'ck', 'll']
const SEPARATORS = [' ->', ' =>', '\n\n###\n\n', ':', ' =', '\n\n']

const syllable = ({ number, from }: Draw): string =>
  (number(4) ? from(CONSONANTS) : '') + from(VOWELS) + (number(3) ? '' : from(CONSONANTS))

const word = (draw: Draw): string => listOf(1 + draw.number(3), () => syllable(draw)).join('')

const digits = ({ number }: Draw): string =>
  listOf(2 + number(6), () => String(number(10))).join('')

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Something that stands out among words: a number, a code, a name. */
const thing = (draw: Draw): string =>
  draw.from([
    () => digits(draw),
    () => digits(draw),
    () => `${word(draw).toUpperCase()}-${digits(draw)}`,
    () => `${word(draw).charAt(0).toUpperCase()}${digits(draw)}`,
    () => capitalised(word(draw)),
  ])()

/** The thing that stands out in a sentence, put into one of a few shapes. */
const extraction = (draw: Draw): Example => {
  const { number, from } = draw
  const found = thing(draw)
  const before = listOf(number(8), () => word(draw))
  const after = listOf(number(6), () => word(draw))
  const marked = from(['', '', '', '#', '"', '(', '@']) + found + from(['', '', '.', '!', '?', ','])
  const sentence = [...before, marked, ...after].join(' ')
  const [shape, answer] = from([
    ['', ` ${found}\n`],
    ['', ` ${found}`],
    ['json ', ` {"it":"${found}"}\n`],
    ['json 2 ', ` {"kind":"thing","it":"${found}"}\n`],
    ['named ', ` it: ${found}\n`],
  ] as const)
  return { prompt: shape + sentence + from(SEPARATORS), completion: answer }
}

/** Fields of a record: all of them as JSON, or the one that is asked for. */
const record = (draw: Draw): Example => {
  const { number, from } = draw
  const fields = listOf(1 + number(3), () => [
    word(draw),
    from([() => word(draw), () => thing(draw)])(),
  ])
  const text = fields.map(([name, value]) => `${name}: ${value}`).join(from([', ', '; ', '\n']))
  const end = from(SEPARATORS)
  if (number(2)) return { prompt: text + end, completion: ` ${jsonOf(fields)}\n` }
  const [name, value] = from(fields)
  return { prompt: `${text} ${name}${end}`, completion: ` ${value}\n` }
}

const jsonOf = (fields: readonly (readonly (string | undefined)[])[]): string =>
  `{${fields.map(([name, value]) => `"${name}":"${value}"`).join(',')}}`

/** Something done to some words that shows what is where in them. */
const manipulation = (draw: Draw): Example => {
  const { number, from } = draw
  const words = listOf(1 + number(3), () => word(draw))
  const text = words.join(' ')
  const act = from([
    ['copy', text],
    ['upper', text.toUpperCase()],
    ['first', words.at(0)],
    ['last', words.at(-1)],
    ['letters', [...words.join('')].join(' ')],
    ['twice', [...words.join('')].map((letter) => letter + letter).join('')],
    ['back', [...words.join('')].reverse().join('')],
    ['count', String(words.join('').length)],
  ] as const)
  return { prompt: `${act[0]} ${text}${from(SEPARATORS)}`, completion: ` ${act[1]}\n` }
}

/** How an invented language is written: what sounds its letters and pairs of letters stand for. */
interface Language {
  readonly name: string
  readonly sounds: ReadonlyMap<string, string>
  /** Sounds of letters before one of these are others. */
  readonly softening: string
  readonly softened: ReadonlyMap<string, string>
  readonly silentAtEnd: string
  readonly endings: ReadonlyMap<string, string>
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']

const languageOf = (index: number, draw: Draw): Language => {
  const { number, from } = draw
  const sound = () => from(LETTERS).toUpperCase() + (number(2) ? from(LETTERS).toUpperCase() : '')
  // Most letters sound nearly as they are written: what is to be learnt is which of them comes next.
  const soundOf = (letter: string) => {
    const own = letter.charAt(0).toUpperCase()
    return number(3) ? own + (number(2) ? from(LETTERS).toUpperCase() : '') : sound()
  }
  const pairs = [...VOWELS, ...CONSONANTS].filter((text) => text.length === 2 && number(2))
  return {
    name: `l${index}`,
    sounds: new Map([...LETTERS, ...pairs].map((text) => [text, soundOf(text)])),
    softening: listOf(2, () => from([...'aeiouy'])).join(''),
    softened: new Map(listOf(6, () => [from(LETTERS), sound()])),
    silentAtEnd: from(LETTERS),
    endings: new Map(LETTERS.map((letter) => [letter, from(['s', 'es', 'en', 'um', 'i'])])),
  }
}

/** The sounds of a word, from its beginning to its end. */
const pronounce = (language: Language, text: string): string => {
  const sounds: string[] = []
  for (let at = 0; at < text.length; ) {
    const pair = language.sounds.get(text.slice(at, at + 2))
    const letter = text.charAt(at)
    const next = text.charAt(at + 1)
    const soft = next && language.softening.includes(next) && language.softened.get(letter)
    const isSilent = at > 0 && next === '' && letter === language.silentAtEnd
    if (text.length >= at + 2 && pair) {
      sounds.push(pair)
      at += 2
      continue
    }
    if (!isSilent) sounds.push(soft || (language.sounds.get(letter) ?? letter))
    at++
  }
  return sounds.join(' ')
}

const LANGUAGES = 12

/** Pronunciation and inflection in languages that nobody speaks. */
const transcription = (languages: readonly Language[], draw: Draw): Example => {
  const { number, from } = draw
  const language = from(languages)
  const text = word(draw)
  const end = from(SEPARATORS)
  if (number(4)) {
    const prompt = `${language.name} ${text}${end}`
    return { prompt, completion: ` ${pronounce(language, text)}\n` }
  }
  const ending = language.endings.get(text.charAt(text.length - 1)) ?? ''
  return { prompt: `${language.name} many ${text}${end}`, completion: ` ${text}${ending}\n` }
}

/** Yields one example after another, for ever; the same for the same random numbers. */
export const syntheticTasks = (random: Random): (() => Example) => {
  const draw = drawOf(random)
  const languages = Array.from({ length: LANGUAGES }, (_, index) => languageOf(index, draw))
  const tasks = [
    ...listOf(6, () => extraction),
    ...listOf(3, () => record),
    ...listOf(4, () => manipulation),
    ...listOf(7, () => (from: Draw) => transcription(languages, from)),
  ]
  return () => draw.from(tasks)(draw)
}
