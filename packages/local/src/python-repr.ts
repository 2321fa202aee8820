const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/**
 * A JSON value as Python prints it, which is how the API's messages show values: `None`, `True`,
 * `'text'`, `[' a\n', ' b\n']`.
 */
export const pythonRepr = (value: unknown): string => {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  if (value === Infinity || value === -Infinity) return value < 0 ? '-inf' : 'inf'
  if (typeof value !== 'object') return String(value)
  const entries = Object.entries(value)
    .filter(([, item]) => typeof item !== 'function')
    .map(([key, item]) => `${quote(key)}: ${pythonRepr(item)}`)
  return `{${entries.join(', ')}}`
}

const quote = (text: string): string => {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replaceAll(/[\\\n\r\t'"]/g, (character) =>
    character === mark ? `\\${character}` : (ESCAPES[character] ?? character),
  )
  return mark + body + mark
}
