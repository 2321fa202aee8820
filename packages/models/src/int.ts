import * as t from 'io-ts'

/** A whole number that JavaScript holds exactly. `t.Int` would brand it, and take 2 ** 53. */
export const Int: t.RefinementC<t.NumberC> = /* @__PURE__ */ t.refinement(
  t.number,
  Number.isSafeInteger,
  'Int',
)
