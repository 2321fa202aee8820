/**
 * The exponential function of four floats at once, in plain additions and multiplications.
 *
 * JavaScript engines may round Math.exp differently; this is exact arithmetic, the same everywhere.
 * With n the integer nearest to x / ln 2 and r = x − n · ln 2, which lies within ± ln 2 / 2,
 *
 *     exp x = 2ⁿ · exp r ,   exp r ≈ 1 + r + r² · p(r)
 *
 * where p is the polynomial of degree five that Cephes' expf uses. The relative error is below 2⁻²².
 * ln 2 is subtracted in two parts, the first of which is exact when multiplied by n; 2ⁿ is made by
 * writing n into the exponent bits. x is clamped to where the result is a normal float.
 */
export function exponential(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87.0))
  x = f32x4.min(x, f32x4.splat(88.0))
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)))
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  const exponentOfR = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1))
  const powerOfTwo = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(exponentOfR, powerOfTwo)
}
