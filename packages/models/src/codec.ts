import type * as t from 'io-ts'
import { pathOf } from './explain.ts'
import { faultsOf } from './faults.ts'
import { type Predicate, predicates } from './predicate.ts'
import { withoutProto } from './without-proto.ts'

/**
 * The part of Standard Schema 1.1 that a validator provides, so that form and router libraries
 * take a codec as it is.
 *
 * @see https://standardschema.dev
 */
export interface StandardSchema<A> {
  readonly version: 1
  readonly vendor: 'finetune'
  readonly validate: (value: unknown) => StandardResult<A>
  readonly types?: { readonly input: A; readonly output: A }
}

type StandardResult<A> =
  | { readonly value: A; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string
        readonly path: readonly PropertyKey[]
      }[]
    }

/** An io-ts type whose wire form is its own form, that is also a Standard Schema. */
export interface Codec<A> extends t.Type<A> {
  readonly '~standard': StandardSchema<A>
}

/**
 * Makes an io-ts type a {@link Codec}. The type is built by a function, so that a bundler can leave
 * out the codecs that nobody uses.
 *
 * The predicate makes it fast: what decodes, and every error, stay io-ts's own. It may be true only
 * where decoding succeeds and leaves the value untouched, and the type must have no other parts than
 * io-ts's own. Those of this package are generated from the types, into `generated/`; a type of yours
 * needs none.
 *
 * What is decoded is the very value that was given, with the fields that the type does not know. One
 * thing is left out: a key named `__proto__` in an object that the type describes.
 */
// @__NO_SIDE_EFFECTS__
export const codec = <A>(build: () => t.Type<A>, predicate?: Predicate): Codec<A> => {
  const type = build()
  if (predicate) tryFirst(predicate, type)
  const validate = (value: unknown): StandardResult<A> => {
    const result = type.decode(value)
    if (result._tag === 'Right') return { value: result.right }
    const issues = result.left.map(({ context, message }) => ({
      message: message ?? `expected ${context.at(-1)?.type.name}`,
      path: pathOf(context),
    }))
    return { issues }
  }
  return Object.assign(type, { '~standard': { version: 1, vendor: 'finetune', validate } as const })
}

/** Good values cost one call of the predicate, bad ones a walk over what is wrong. */
const tryFirst = <A>(predicate: Predicate, type: t.Type<A>): void => {
  const { is, validate } = type
  predicates.set(type, { predicate, validate })
  const fallBack = (value: unknown, context: t.Context): t.Validation<A> => {
    const faults = faultsOf(type, value, context)
    return faults.length > 0
      ? { _tag: 'Left', left: faults }
      : validate(withoutProto(value), context)
  }
  Object.assign(type, {
    is: (value: unknown) => predicate(value) || is(value),
    validate: (value: unknown, context: t.Context) =>
      predicate(value) ? { _tag: 'Right', right: value } : fallBack(value, context),
    decode: (value: unknown) =>
      predicate(value)
        ? { _tag: 'Right', right: value }
        : fallBack(value, [{ key: '', type, actual: value }]),
  })
}
