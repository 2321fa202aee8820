/** The methods of a client, by the names that they are called by: `files.create`. */
export const methodsOf = (client: object, path = '', seen = new Set<object>()): string[] =>
  Object.entries(client).flatMap(([name, resource]) => {
    if (!isResource(resource) || name.startsWith('_') || seen.has(resource)) return []
    seen.add(resource)
    const here = `${path}${name}.`
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(resource))
    const methods = own.filter((key) => key !== 'constructor').map((key) => here + key)
    return [...methods, ...methodsOf(resource, here, seen)]
  })

/** Resources are of classes; options are not. */
const isResource = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype
}

/** Which methods have no call in a table, and are of nothing that is known to be not served. */
export const missing = (
  methods: readonly string[],
  calls: object,
  notServed: Readonly<Record<string, string>>,
): readonly string[] =>
  methods.filter(
    (method) =>
      !Object.hasOwn(calls, method) &&
      !Object.keys(notServed).some((name) => method === name || method.startsWith(`${name}.`)),
  )
