import { hostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import type { Source } from './source.ts'

/**
 * A mixture of round Gaussians at the centres, all of standard deviation sd ≥ 0. `centres` has rows of equal length; `weights` > 0, one a
 * centre, need not sum to 1, and are equal where there are none.
 */
export function gaussianMixture(centres: readonly (readonly number[])[], sd: number, weights?: readonly number[]): Source {
  const d = centres[0]!.length
  const draw: Source['draw'] = (key, n) => {
    const mode = components(key.fold('mode'), n, weights ?? centres.length)
    const rows = key.fold('noise').normal(n * d, 0, sd)
    for (let k = 0; k < rows.length; k++) rows[k]! += centres[mode[Math.floor(k / d)]!]![k % d]!
    return hostTensor(rows, [n, d])
  }
  return {
    shape: [d],
    draw,
    // What has not been drawn yet is held out.
    heldOut: draw,
    modes: { centres: hostTensor(centres.flat(), [centres.length, d]), sd, ...(weights ? { weights } : {}) },
  }
}

/** n components, drawn by their weights, or uniformly from so many. */
function components(key: Key, n: number, weights: readonly number[] | number): Int32Array {
  if (typeof weights === 'number') return key.integers(n, 0, weights)
  let sum = 0
  const upTo = weights.map(w => (sum += w))
  return Int32Array.from(key.uniform(n), u => {
    const at = upTo.findIndex(end => u * sum < end)
    return at < 0 ? weights.length - 1 : at
  })
}
