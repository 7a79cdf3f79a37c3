import { hostTensor } from '../../core/host.ts'
import type { Source } from './source.ts'

/** The equal mixture of round Gaussians at the centres, all of standard deviation sd ≥ 0. `centres` has rows of equal length. */
export function gaussianMixture(centres: readonly (readonly number[])[], sd: number): Source {
  const d = centres[0]!.length
  return {
    shape: [d],
    draw: (key, n) => {
      const mode = key.fold('mode').integers(n, 0, centres.length)
      const rows = key.fold('noise').normal(n * d, 0, sd)
      for (let k = 0; k < rows.length; k++) rows[k]! += centres[mode[Math.floor(k / d)]!]![k % d]!
      return hostTensor(rows, [n, d])
    },
    modes: { centres: hostTensor(centres.flat(), [centres.length, d]), sd },
  }
}
