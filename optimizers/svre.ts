import { num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import type { Profile } from '../core/profile.ts'
import { uniform } from './average/weights.ts'

const average = uniform(true)

/**
 * Stochastic variance-reduced extragradient on finite sums: extragradient whose samples are corrected by a snapshot.
 *
 *     d(z; ξ) = F(z; ξ) − F(z_S; ξ) + μ,     μ = F(z_S) on the whole sum
 *     z̄ = prox(z − ηd(z; ξ)),   z⁺ = prox(z − ηd(z̄; ξ′));   with probability 1/n an epoch begins, z_S = z: lengths N ~ Geom(1/n)
 *
 * Chavdarova et al., arXiv:1904.08598, Alg. 1 (SVRE), `restart=p` their restarts: an epoch begins with probability p at the average of the iterates
 * since the last one. 4n gradients for n players, and a pass over the sum an epoch. The last iterate converges linearly on strongly monotone
 * fields, and restarted on bilinear sums on which extragradient with fresh samples diverges.
 */
export const svre = defineOptimizer({
  id: 'svre',
  about: 'Variance-reduced extragradient on finite sums, with random epochs.',
  equations: ['d(z; ξ) = F(z; ξ) − F(z_S; ξ) + F(z_S)', 'z̄ = prox(z − ηd(z; ξ)),  z⁺ = prox(z − ηd(z̄; ξ′))'],
  source: 'arXiv:1904.08598, Alg. 1',
  example:
    'saddle run --game finite-sum-bilinear[terms=20,dimension=20,offsets=0] --optimizer svre[stepSize=0.3,restart=0.1] --metric distance --steps 1000',
  needs: 'field',
  cost: '4n gradients, and where an epoch begins n for each minibatch of the sum',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    restart: num('p', 0, 'probability that a new epoch begins at the average', { min: 0, max: 1 }),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinearSum: { when: { stepSize: 0.3, restart: 0.1 }, noise: 'interpolating', is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
  },
  refuses: (_, { id, finiteSum }) => (finiteSum ? null : `game '${id}' is not a finite sum; use extragradient`),
  create: ({ stepSize: η, restart: p }, { direction }, { finiteSum }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, half: z, snapshot: z, μ: z.zeros(), average: p > 0 ? average.init(z) : null, s: direction.init(z) }
    },
    phase: (k, key) => {
      const [epoch, back] = Array.from(key.uniform(2)) as [number, number]
      const begins = k === 0 || epoch < finiteSum!.batch / finiteSum!.n
      return { begins, back: k > 0 && begins && back < p }
    },
    step: ({ F, prox, sample, finiteSum }, { z, snapshot, μ, average: mean, s }, { begins, back }) => {
      if (back) z = mean!.mean
      if (begins) [snapshot, μ] = [z, F(z, finiteSum!.all())]
      const d = (w: Profile, ξ = sample()) => F(w, ξ).minus(F(snapshot, ξ)).plus(μ)
      const [u, s1] = direction.update(d(z), s)
      const half = prox(z.minus(u.times(η)), η)
      const [v, s2] = direction.update(d(half), s1)
      const next = prox(z.minus(v.times(η)), η)
      return { z: next, half, snapshot, μ, average: mean && average.add(back ? average.init(z) : mean, next, 1, null), s: s2 }
    },
    ...lastIterate(η),
  }),
})
