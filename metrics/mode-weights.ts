import { defineMetric } from '../core/define.ts'
import type { HostTensor } from '../core/host.ts'
import { divergence } from './class-counts.ts'
import { sampler } from './draw.ts'
import { countsOfModes, dimension, modesUnknown, sampleCount } from './modes.ts'

/**
 * Whether modes are hit as often as the data have them, by PacGAN's rule of high quality (below 3 standard deviations of the nearest of
 * the modes k, 2,500 samples): pₖ is the share of samples that are of high quality and of mode k, p₀ the share of all others, qₖ the
 * mode's weight.
 *
 *     mode-tv           ½(p₀ + Σₖ |pₖ − qₖ|), in [0, 1]: 1 where no sample is near a mode
 *     mode-reverse-kl   Σₖ p̂ₖ log(p̂ₖ/qₖ) in nats, p̂ₖ = pₖ/(1 − p₀), of high-quality samples alone: at most −log minₖ qₖ, NaN where there are none
 *     real-…            the same of as many real samples, what a perfect generator gets
 *
 * A count of modes does not see weights: a mode counts by one sample of 2,500.
 */
export const modeWeights = defineMetric({
  id: 'mode-weights',
  about: 'Total variation and reverse KL between how often modes are hit and the weights that the data give them.',
  equations: ['mode-tv: ½(p₀ + Σₖ |pₖ − qₖ|)', 'mode-reverse-kl: Σₖ p̂ₖ log(p̂ₖ/qₖ), p̂ₖ = pₖ/(1 − p₀)'],
  source: 'arXiv:1712.04086, section 4.1, for the rule of high quality',
  example: 'saddle run --game gan[data=ring] --optimizer gda[stepSize=0.05] --metric mode-weights --steps 200',
  config: {},
  refuses: game => {
    const unknown = modesUnknown('mode-weights', game)
    if (unknown) return unknown
    const d = dimension(game)
    return d === 2 ? null : `mode-weights is defined for samples in the plane, those of game '${game.id}' have ${d} entries`
  },
  create: (_, game) => {
    const { centres, sd, weights } = game.gan!.modes!
    const given = weights ?? Array<number>(centres.shape[0]!).fill(1)
    const sum = given.reduce((a, b) => a + b, 0)
    const q = given.map(w => w / sum)
    const samples = sampler(game.gan!)
    const measured = (rows: HostTensor) => comparedWith(q, countsOfModes(rows, centres, 3 * sd, true), rows.shape[0]!)
    return {
      names: () => ['mode-tv', 'mode-reverse-kl', 'real-mode-tv', 'real-mode-reverse-kl'],
      measure: async seen => {
        const made = measured(await samples.generated(seen, sampleCount))
        const real = measured(samples.real(seen.key, sampleCount, 'modes'))
        return {
          'mode-tv': made.tv,
          'mode-reverse-kl': made.kl,
          'real-mode-tv': real.tv,
          'real-mode-reverse-kl': real.kl,
        }
      },
    }
  },
})

/** Of n samples, `counts` of each mode and the others of none, against the weights q > 0 that sum to 1. */
export function comparedWith(
  q: readonly number[],
  counts: ArrayLike<number>,
  n: number,
): { readonly tv: number; readonly kl: number } {
  const good = Array.from(counts).reduce((a, b) => a + b, 0)
  const tv = (1 - good / n + q.reduce((a, share, k) => a + Math.abs(counts[k]! / n - share), 0)) / 2
  return { tv, kl: divergence(counts, q) }
}
