/**
 * min over ρ ≥ max(floor, max λᵢ) of ρ + ¼Σ eᵢ²/(ρ − λᵢ), by bisection of the derivative 1 − ¼Σ eᵢ²/(ρ − λᵢ)² to the last bit. For
 * floor = 0 this is max_{‖u‖≤1} uᵀEu + eᵀu of a matrix E with eigenvalues λ, e in its eigenbasis: the S-lemma, exact. Every ρ gives an upper bound.
 */
export function secular(
  λ: readonly number[],
  e: readonly number[],
  floor: number,
): { readonly ρ: number; readonly value: number } {
  const base = Math.max(floor, ...λ)
  // Beyond `base`, at δ = ρ − base; an eᵢ that is zero adds nothing even where ρ = λᵢ.
  const gaps = λ.map(l => base - l)
  const slope = (δ: number): number => 1 - e.reduce((sum, x, i) => sum + (x === 0 ? 0 : (x / (gaps[i]! + δ)) ** 2), 0) / 4
  const value = (δ: number): number => base + δ + e.reduce((sum, x, i) => sum + (x === 0 ? 0 : (x * x) / (gaps[i]! + δ)), 0) / 4
  if (slope(0) >= 0) return { ρ: base, value: value(0) }
  let [low, high] = [0, Math.hypot(...e) / 2]
  for (let k = 0; k < 2000; k++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (slope(middle) < 0) low = middle
    else high = middle
  }
  return { ρ: base + high, value: value(high) }
}
