/** Objects and arrays within each other; no honest answer comes near it. */
const MOST_DEPTH = 64

/**
 * Reads JSON as nobody can misuse: neither deep enough to overflow what walks it, nor with keys that
 * change prototypes, nor with numbers that are none any more. Undefined for anything else.
 */
export const readJson = (source: Uint8Array | string): { readonly json: unknown } | undefined => {
  try {
    const text = typeof source === 'string' ? source : UTF8.decode(source)
    if (canBeDeep(text) && isDeep(text)) return undefined
    return { json: JSON.parse(text, SUSPICIOUS.test(text) ? refuse : undefined) }
  } catch {
    return undefined
  }
}

const UTF8 = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true })

/** What may be a `__proto__`, written out or escaped, or a number beyond all numbers. */
const SUSPICIOUS = /__proto__|\\u00|\d[eE]\+?\d{3}|\d{300}/

const refuse = (key: string, value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('no number')
  return key === '__proto__' ? undefined : value
}

const [QUOTE, BACKSLASH, OPEN, OPEN_LIST, CLOSE, CLOSE_LIST] = [34, 92, 123, 91, 125, 93]

/** Whether there are enough brackets; most answers have fewer, and are not read twice. */
const canBeDeep = (text: string): boolean => {
  let brackets = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      brackets += 1
      if (brackets > MOST_DEPTH) return true
    }
  }
  return false
}

const isDeep = (text: string): boolean => {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if (code === OPEN || code === OPEN_LIST) {
      depth += 1
      if (depth > MOST_DEPTH) return true
    } else if (code === CLOSE || code === CLOSE_LIST) depth -= 1
  }
  return false
}
