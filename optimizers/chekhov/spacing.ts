/**
 * Whether a snapshot enters at step k = 0, 1, …, by its number alone: the first enters at step 0, the gap after the j-th is ⌊m·γʲ⌋ steps, j = 0, 1, ….
 * γ = 1: every m steps. γ ≥ 1, m ≥ 1.
 */
export function entering(m: number, γ: number): (k: number) => boolean {
  if (γ === 1) return k => k % m === 0
  const known = new Set([0])
  let [last, gap] = [0, m]
  return k => {
    while (last < k) {
      last += Math.floor(gap)
      gap *= γ
      known.add(last)
    }
    return known.has(k)
  }
}
