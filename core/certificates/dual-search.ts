/**
 * The p ≥ bottom that minimises c·p + Σ gᵢ²/(p − λᵢ), all λᵢ ≤ bottom: a convex function of one variable, by bisection of its
 * derivative c − Σ gᵢ²/(p − λᵢ)². In doubles; what it finds is only a choice, which a matrix inequality proves afterwards.
 */
export function leastDual(c: number, λ: readonly number[], g: readonly number[], bottom: number): number {
  const slope = (p: number): number => c - λ.reduce((total, l, i) => total + (g[i] === 0 ? 0 : (g[i]! / (p - l)) ** 2), 0)
  let [low, high] = [bottom, bottom + Math.hypot(...g) / Math.sqrt(c) + 2 ** -60]
  while (slope(high) < 0) high = bottom + 2 * (high - bottom)
  for (let k = 0; k < 200 && low < high; k++) {
    const p = low / 2 + high / 2
    if (p === low || p === high) break
    if (slope(p) < 0) low = p
    else high = p
  }
  return high
}
/** Σ gᵢ²/(p − λᵢ) over the gᵢ that are not 0. */
export const dualTerm = (p: number, λ: readonly number[], g: readonly number[]): number =>
  λ.reduce((total, l, i) => total + (g[i] === 0 ? 0 : g[i]! ** 2 / (p - l)), 0)
