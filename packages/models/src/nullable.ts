import * as t from 'io-ts'

/** `null` is how the API says "not yet" or "none"; a missing key is something else. */
// @__NO_SIDE_EFFECTS__
export const nullable = <C extends t.Mixed>(codec: C): t.UnionC<[C, t.NullC]> =>
  t.union([codec, t.null], `${codec.name} | null`)
