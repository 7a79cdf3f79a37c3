import type { GanParts } from '../core/contract.ts'
import type { Probe, Seen } from '../core/define.ts'
import { hostTensor, sizeOf, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { support } from '../core/mixture.ts'
import { Profile } from '../core/profile.ts'

/** Samples on the host, a row each: `[n, …d]`. */
export interface Sampler {
  /**
   * n samples of the answer's generator. A mixture of generators is sampled by its weights: each atom gives its share of the rows,
   * one atom after another (systematic sampling with one uniform draw, so that a share is within one row of n times its weight).
   */
  generated(seen: Seen, n: number): Promise<HostTensor>
  /** The same, at most `most` rows at once: for samples that are many or large. Another `most` is another sample. */
  generatedParts(seen: Seen, n: number, most: number): AsyncIterable<HostTensor>
  /** n real samples; another `draw` is another sample of the same key. */
  real(key: Key, n: number, draw: string): HostTensor
  /** The same, at most `most` rows at once. Another `most` is another sample. */
  realParts(key: Key, n: number, draw: string, most: number): Iterable<HostTensor>
}

/** What the generator of a profile makes of latent rows. */
export const generating = (gan: GanParts): Probe => ({
  run: (_, z, [latent]) => [gan.generate(z.at(gan.generator), latent!)],
})

/** Draws from a GAN: the generator is run by the engine of the run, one program a batch size. */
export function sampler(gan: GanParts): Sampler {
  const probe = generating(gan)
  const generatedParts: Sampler['generatedParts'] = async function* (seen, n, most) {
    const { atoms, weights } = support(seen.answer[gan.generator]!)
    const draws = seen.key.fold('generated')
    const counts = systematicCounts(weights, n, draws.fold('component').uniform(1)[0]!)
    const batch = Math.min(most, batchOf(n, atoms.length))
    const others = seen.answer.map(m => m.atoms[0]!)
    for (const [a, atom] of atoms.entries()) {
      const z = new Profile(others).with(gan.generator, atom)
      for (let drawn = 0, part = 0; drawn < counts[a]!; drawn += batch, part++) {
        const latent = gan.drawLatent(draws.fold(a).fold(part), batch)
        const [made] = await seen.evaluate(probe, z, [latent])
        yield firstRows(made!, Math.min(batch, counts[a]! - drawn))
      }
    }
  }
  return {
    generated: async (seen, n) => {
      const rows: HostTensor[] = []
      for await (const part of generatedParts(seen, n, Infinity)) rows.push(part)
      return joinRows(rows)
    },
    generatedParts,
    real: (key, n, draw) => gan.drawReal(key.fold('real').fold(draw), n),
    *realParts(key, n, draw, most) {
      for (let drawn = 0, part = 0; drawn < n; drawn += most, part++)
        yield gan.drawReal(key.fold('real').fold(draw).fold(part), Math.min(most, n - drawn))
    },
  }
}

/**
 * How often each component is drawn in n draws: component i takes the points u, u + 1, …, u + n − 1 that fall into its part of
 * [0, n), for u in [0, 1). A count is within 1 of n·wᵢ and equals it in the mean over u. Weights > 0 need not sum to 1.
 */
export function systematicCounts(weights: readonly number[], n: number, u: number): number[] {
  const total = weights.reduce((a, b) => a + b, 0)
  let reached = 0
  let before = 0
  return weights.map((w, i) => {
    reached += w
    const upTo = i === weights.length - 1 ? n : Math.min(n, Math.max(before, Math.ceil((n * reached) / total - u)))
    const count = upTo - before
    before = upTo
    return count
  })
}

/** Rows generated at once: all of them for one generator, else a power of two, so that uneven shares share one program. */
const batchOf = (n: number, atoms: number): number => (atoms === 1 ? n : 2 ** Math.ceil(Math.log2(Math.ceil(n / atoms) + 1)))

/** The first n rows of `[b, …]`. */
export function firstRows({ shape, values }: HostTensor, n: number): HostTensor {
  const [, ...row] = shape
  return hostTensor(values.slice(0, n * sizeOf(row)), [n, ...row])
}

/** Rows one after another: `[n, …]`. */
export function joinRows(parts: readonly HostTensor[]): HostTensor {
  const [, ...row] = parts[0]!.shape
  const values = new Float64Array(parts.reduce((n, p) => n + p.values.length, 0))
  let at = 0
  for (const part of parts) {
    values.set(part.values, at)
    at += part.values.length
  }
  return hostTensor(values, [values.length / sizeOf(row), ...row])
}
