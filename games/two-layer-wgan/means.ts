import type { Side } from '../quadratic-wgan/moments.ts'

/** E x of a side's rows, or Σ x for sums; 0 for white latents. */
export function firstMoment({ rows, d, scale }: Side): Float64Array {
  const out = new Float64Array(d)
  if (!rows) return out
  const n = rows.shape[0]!
  for (let r = 0; r < n; r++) for (let j = 0; j < d; j++) out[j]! += rows.values[r * d + j]!
  return out.map(x => (x * scale) / n)
}
