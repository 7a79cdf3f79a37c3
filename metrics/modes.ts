import type { Game } from '../core/contract.ts'
import type { Metric } from '../core/define.ts'
import { sizeOf, type HostTensor } from '../core/host.ts'
import { key } from '../core/key.ts'
import { sampler } from './draw.ts'

/** Samples of both protocols: PacGAN's and VEEGAN's. */
export const sampleCount = 2500

export interface ModeCount {
  /** Modes that own at least one high-quality sample. */
  readonly modes: number
  /** Share of high-quality samples, in [0, 1]. */
  readonly highQuality: number
}

/**
 * High-quality samples of each mode: a sample belongs to the mode whose centre is nearest (Euclidean, the first of equals), and is of high
 * quality if its distance to that centre is within the radius: below it where `strict`, else at most it. Samples that are not numbers are
 * of low quality.
 */
export function countsOfModes(samples: HostTensor, centres: HostTensor, radius: number, strict: boolean): Float64Array {
  const [n, ...row] = samples.shape
  const d = sizeOf(row)
  const k = centres.shape[0]!
  if (centres.values.length !== k * d) {
    throw new Error(`modes: samples of ${d} entries were given centres of shape [${centres.shape.join(', ')}]`)
  }
  const counts = new Float64Array(k)
  for (let s = 0; s < n!; s++) {
    let nearest = -1
    let least = Infinity
    for (let c = 0; c < k; c++) {
      let square = 0
      for (let j = 0; j < d; j++) square += (samples.values[s * d + j]! - centres.values[c * d + j]!) ** 2
      if (square < least) {
        least = square
        nearest = c
      }
    }
    const distance = Math.sqrt(least)
    if (strict ? distance < radius : distance <= radius) counts[nearest]!++
  }
  return counts
}

/** Counts modes that own a high-quality sample, and the share of such samples. */
export function countModes(samples: HostTensor, centres: HostTensor, radius: number, strict: boolean): ModeCount {
  const counts = countsOfModes(samples, centres, radius, strict)
  return { modes: counts.filter(n => n > 0).length, highQuality: counts.reduce((a, b) => a + b, 0) / samples.shape[0]! }
}

/** Entries of a sample of the game. */
export const dimension = (game: Game): number => sizeOf(game.gan!.drawReal(key(0), 1).shape.slice(1))

/** The reason why a game's modes cannot be counted, or null. */
export function modesUnknown(metric: string, game: Game): string | null {
  if (!game.gan) return `game '${game.id}' is not a GAN, which ${metric} needs`
  if (!game.gan.modes)
    return `the data of game '${game.id}' have no known modes, which ${metric} needs; data=ring and data=grid have`
  return null
}

/**
 * Modes and share of high quality of generated samples, and the same of as many real ones (the floor: what a perfect generator gets).
 * Four keys: `modes`, `high-quality`, `real-modes`, `real-high-quality`, each with the suffix.
 */
export function modeMetric(
  game: Game,
  { deviations, strict, suffix }: { deviations: number; strict: boolean; suffix: string },
): Metric {
  const { centres, sd } = game.gan!.modes!
  const samples = sampler(game.gan!)
  const count = (rows: HostTensor): ModeCount => countModes(rows, centres, deviations * sd, strict)
  return {
    names: () => ['modes', 'high-quality', 'real-modes', 'real-high-quality'].map(name => `${name}${suffix}`),
    measure: async seen => {
      const made = count(await samples.generated(seen, sampleCount))
      const real = count(samples.real(seen.key, sampleCount, 'modes'))
      return {
        [`modes${suffix}`]: made.modes,
        [`high-quality${suffix}`]: made.highQuality,
        [`real-modes${suffix}`]: real.modes,
        [`real-high-quality${suffix}`]: real.highQuality,
      }
    },
  }
}
