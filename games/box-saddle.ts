/**
 * The saddle point of f(x, y) = Σₖ mₖxₖyₖ + aₖxₖ + bₖyₖ, x minimising and y maximising on the box [−ℓ, ℓ]ᵈ (ℓ = Infinity: ℝᵈ), coordinate by
 * coordinate. Where both x° = −b/m and y° = −a/m lie in [−ℓ, ℓ] it is (x°, y°). Where y° does not, m(y − y°), the slope in x, has one
 * sign, so that x is a corner and y the best answer to it; where x° alone does not, y is a corner and x the best answer.
 * Null where an m is 0 or an answer is not unique.
 */
export function boxSaddle(
  m: ArrayLike<number>,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  ℓ: number,
): readonly [Float64Array, Float64Array] | null {
  const [x, y] = [new Float64Array(m.length), new Float64Array(m.length)]
  for (let k = 0; k < m.length; k++) {
    const [mk, ak, bk] = [m[k]!, a[k]!, b[k]!]
    if (mk === 0) return null
    const [xo, yo] = [0 - bk / mk, 0 - ak / mk]
    const bestX = (y: number): number => -ℓ * Math.sign(mk * (y - yo))
    const bestY = (x: number): number => ℓ * Math.sign(mk * (x - xo))
    if (Math.abs(xo) <= ℓ && Math.abs(yo) <= ℓ) {
      x[k] = xo
      y[k] = yo
      continue
    }
    if (Math.abs(yo) > ℓ) {
      x[k] = bestX(0)
      y[k] = bestY(x[k]!)
    } else {
      y[k] = bestY(0)
      x[k] = bestX(y[k]!)
    }
    if (x[k] === 0 || y[k] === 0) return null
  }
  return [x, y]
}
