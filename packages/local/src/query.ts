/** The parameters of a query string; those of a name such as `metadata[key]` make one object. */
export const nested = (flat: Readonly<Record<string, string>>): Record<string, unknown> => {
  const query = new Map<string, unknown>()
  for (const [name, value] of Object.entries(flat)) {
    const [, outer, key] = /^([^[\]]+)\[(.*)\]$/s.exec(name) ?? []
    if (outer === undefined || key === undefined) query.set(name, value)
    else query.set(outer, { ...Object(query.get(outer)), [key]: value })
  }
  return Object.fromEntries(query)
}
