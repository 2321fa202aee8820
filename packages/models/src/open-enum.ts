import * as t from 'io-ts'

/** A string of which some values are known, and any other is let through. */
export interface OpenEnum<Known extends string> extends t.Type<Known | (string & {})> {
  readonly known: readonly Known[]
  /** Narrows to the known values: the `default` of a `switch` is a value of tomorrow. */
  readonly isKnown: (value: string) => value is Known
}

/** An enum that the server may extend: decodes every string, knows the ones listed. */
// @__NO_SIDE_EFFECTS__
export const openEnum = <const Known extends string>(
  name: string,
  known: readonly Known[],
): OpenEnum<Known> =>
  Object.assign(new t.StringType() as t.Type<Known | (string & {})>, {
    name,
    known,
    isKnown: (value: string): value is Known => (known as readonly string[]).includes(value),
  })
