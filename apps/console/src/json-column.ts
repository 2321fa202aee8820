import { findNodeAtLocation, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'

/** Where in a line something is wrong, from 1 on, and what. */
export interface Spot {
  readonly column: number
  readonly reason: string
}

/** The first place at which a text is no JSON. */
export const syntaxSpot = (text: string): Spot => {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  if (!first) return { column: 1, reason: 'no JSON' }
  return {
    column: first.offset + 1,
    reason: `no JSON: ${wordsOf(printParseErrorCode(first.error))}`,
  }
}

/** The place of what an explanation such as `messages.0.content: expected …` is about. */
export const spotOf = (text: string, explanation: string): Spot => {
  const [path = ''] = explanation.split(': ', 1)
  const tree = parseTree(text)
  const keys = path === '(root)' ? [] : path.split('.').map(keyOf)
  // What is missing is missing from something: from there on back.
  for (let depth = keys.length; tree && depth > 0; depth -= 1) {
    const node = findNodeAtLocation(tree, keys.slice(0, depth))
    if (node) return { column: node.offset + 1, reason: explanation }
  }
  return { column: (tree?.offset ?? 0) + 1, reason: explanation }
}

const keyOf = (key: string): string | number => (/^\d+$/.test(key) ? Number(key) : key)

/** `PropertyNameExpected` as `property name expected`. */
const wordsOf = (code: string): string => code.replaceAll(/(?!^)([A-Z])/g, ' $1').toLowerCase()
