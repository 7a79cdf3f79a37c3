/**
 * p-values adjusted for all that were tested together: with p₍₁₎ ≤ … ≤ p₍ₘ₎, p̃₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎).
 *
 * Holm, Scandinavian Journal of Statistics 6, 1979. Rejecting where p̃ ≤ α keeps the chance of any false rejection at α.
 */
export function holm(ps: readonly number[]): number[] {
  const out = ps.map(() => 1)
  let largest = 0
  ps.map((p, at) => ({ p, at }))
    .sort((a, b) => a.p - b.p)
    .forEach(({ p, at }, i) => {
      largest = Math.max(largest, Math.min(1, (ps.length - i) * p))
      out[at] = largest
    })
  return out
}
