import type * as t from 'io-ts'
import { explain, pathOf } from './explain.ts'

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
 */
// @__NO_SIDE_EFFECTS__
export const codec = <A>(build: () => t.Type<A>): Codec<A> => {
  const type = build()
  const validate = (value: unknown): StandardResult<A> => {
    const result = type.decode(value)
    if (result._tag === 'Right') return { value: result.right }
    const issues = result.left.map((error) => ({
      message: explain([error])[0] ?? 'invalid',
      path: pathOf(error.context),
    }))
    return { issues }
  }
  return Object.assign(type, { '~standard': { version: 1, vendor: 'finetune', validate } as const })
}
