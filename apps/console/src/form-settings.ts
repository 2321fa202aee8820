/** Reads a form field by field; one left empty is absent, for the API refuses an explicit `null`. */
export const readForm = (form: FormData) => {
  const text = (name: string): string | undefined => {
    const value = form.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    text,
    number: (name: string): number | undefined => {
      const value = text(name)
      return value === undefined ? undefined : Number(value)
    },
    has: (name: string): boolean => form.has(name),
  }
}

/** The fields that have a value. */
export const present = <Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } => {
  const found: { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } = {}
  for (const name in fields) {
    const value = fields[name]
    if (isPresent(value)) found[name] = value
  }
  return found
}

const isPresent = <A>(value: A): value is Exclude<A, undefined> => value !== undefined
