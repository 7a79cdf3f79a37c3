import type { Game, Network } from '../../core/contract.ts'
import { hostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import { constant } from '../../core/scalar.ts'
import { ballMaximum } from '../../core/solvers/ball-maximum.ts'
import type { Generated } from './family.ts'
import type { Features } from './features.ts'
import { concave, type Payoff, type Term } from './payoff.ts'

/** A network on a table of latents that is drawn once from N(0, I): its expectation is a finite sum. */
export function networkGenerator(G: Network, l: number, size: number, key: Key): Generated {
  const latents = hostTensor(key.normal(l * size), [l, size])
  return { player: G, latents, generate: (u, z) => G.apply(u, z), prior: `${l} latents, drawn once from N(0, I), uniformly` }
}

/** The oracle `upper` of a network: its rows by a tensor program, and the best critic on the ball against them. */
export function networkOracles(
  data: readonly (readonly number[])[],
  features: Features,
  { latents, generate }: Generated,
  payoff: Payoff,
  radius: number,
): Game['oracles'] & object {
  const table = constant(latents)
  const even = (n: number, p = 1): Float64Array => new Float64Array(n).fill(p / n)
  const real: Term = { f: payoff.real, rows: Float64Array.from(data.flatMap(features.host)), weights: even(data.length) }
  const l = latents.shape[0]!
  return {
    upper: {
      rows: u => features.tensor(generate(u, table())),
      worst: atoms => {
        if (!atoms.every(({ rows }) => rows.every(Number.isFinite))) return NaN
        const fakes = atoms.map(({ rows, weight }): Term => ({ f: payoff.fake, rows, weights: even(l, weight) }))
        return ballMaximum(concave([real, ...fakes], features.size), radius, new Float64Array(features.size)).bound
      },
    },
  }
}
