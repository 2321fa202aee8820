import { explain } from '@finetune/models'
import * as t from 'io-ts'

/** One line of a dataset. */
const Example = t.type({ prompt: t.string, completion: t.string }, 'Example')
export interface Example extends t.TypeOf<typeof Example> {}

/** What a first look at a dataset finds. */
export interface DatasetCheck {
  readonly examples: readonly Example[]
  /** The first line that is no example; nothing is read after it. */
  readonly broken?: { readonly line: number; readonly reason: string }
}

/** Reads JSON Lines, an example a line, up to the first broken one. */
export const checkDataset = (text: string): DatasetCheck => {
  const examples: Example[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const parsed = parse(line)
    if (typeof parsed === 'string') return { examples, broken: { line: index + 1, reason: parsed } }
    examples.push(parsed)
  }
  return examples.length > 0
    ? { examples }
    : { examples, broken: { line: 1, reason: 'the file holds no example' } }
}

/** The example, or why the line is none. */
const parse = (line: string): Example | string => {
  try {
    const result = Example.decode(JSON.parse(line))
    return result._tag === 'Right' ? result.right : explain(result.left).join('; ')
  } catch (error) {
    return error instanceof Error ? error.message : 'invalid JSON'
  }
}
