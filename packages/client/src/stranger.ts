import type * as t from 'io-ts'

/** How io-ts shows what its types are made of. */
interface Shown {
  readonly _tag?: string
  readonly props?: t.Props
  readonly types?: readonly t.Mixed[]
  readonly type?: t.Mixed
  readonly codomain?: t.Mixed
}

/**
 * The path of the first field that a codec does not name, as `hyperparameters.n_epoch`; undefined
 * where it names them all. What a codec does not show, as a custom type, passes.
 */
export const strangerIn = (codec: t.Mixed, value: unknown, path = ''): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { _tag, types = [], type, codomain } = codec as t.Mixed & Shown
  if (_tag === 'UnionType') {
    const fitting = types.filter((member) => member.is(value))
    const strangers = fitting.map((member) => strangerIn(member, value, path))
    return strangers.includes(undefined) ? undefined : strangers[0]
  }
  const fields = fieldsOf(codec)
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    if (fields && !Object.hasOwn(fields, key)) return at
    const known = fields?.[key] ?? codomain ?? type
    const stranger = known && strangerIn(known, inner, at)
    if (stranger !== undefined) return stranger
  }
  return undefined
}

/** The fields of an object type; undefined where it may have any. */
const fieldsOf = (codec: t.Mixed): t.Props | undefined => {
  const { _tag, props, types, type } = codec as t.Mixed & Shown
  if (_tag === 'IntersectionType') {
    const fields = types?.map(fieldsOf)
    return fields?.includes(undefined) ? undefined : Object.assign({}, ...(fields ?? []))
  }
  return props ?? (_tag === 'ArrayType' || !type ? undefined : fieldsOf(type))
}
