import { choice, int, num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { uniform } from '../core/mixture.ts'
import type { Point } from '../core/point.ts'
import { scheduled } from '../core/stepsize.ts'
import { empty, inserted, mixtures } from './chekhov/queues.ts'

/**
 * Chekhov GAN, the practical algorithm: every player descends its mean loss against the others' queues of past strategies.
 *
 *     uᵢ  = E_{z₋ᵢ ~ queues} ∇ᵢℓᵢ(zᵢ, z₋ᵢ; ξ) + (2C/√t)zᵢ,      t = 1, 2, …
 *     zᵢ⁺ = prox(zᵢ − ηuᵢ);  every m steps the newest strategies enter the queues and, where they hold K, the oldest leave
 *
 * Grnarova et al., arXiv:1706.03269, Alg. 2 (its printed sign of the critic's regularizer is a slip: the critic ascends). As printed,
 * the strategies that played enter after the step (`insert=after`), so the first step has no opponents and each opponent is one step
 * old; `before` inserts them first. The answer is the uniform mixture over each queue. K gradients a player a step for two players.
 */
export const chekhov = defineOptimizer({
  id: 'chekhov',
  about: 'Chekhov GAN: online learning against queues of past strategies; the answer is a mixture.',
  equations: ['uᵢ = E_queues ∇ᵢℓᵢ(zᵢ, z₋ᵢ; ξ) + (2C/√t)zᵢ', 'zᵢ⁺ = prox(zᵢ − ηuᵢ)'],
  source: 'arXiv:1706.03269, Alg. 2',
  example: 'saddle run --game bilinear --optimizer chekhov[stepSize=0.1,queue=5] --steps 100',
  needs: 'field',
  cost: 'nK^(n−1) gradients',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    queue: int('K', 5, 'snapshots a player', { min: 1, max: 100 }),
    spacing: int('m', 1, 'steps between two snapshots', { min: 1 }),
    weight: num('C', 0.01, 'weight of the regularizer (C/√t)‖zᵢ‖²', { min: 0 }),
    insert: choice(['after', 'before'], 'before', 'whether a snapshot enters after the step or before it'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { when: { queue: 5 }, noise: 'deterministic', is: 'diverges' },
    fixedPoint: { when: { weight: 0 } },
    permutation: true,
    reducesTo: [{ when: { queue: 1, spacing: 1, weight: 0, insert: 'before' }, optimizer: 'gda', bits: 'exact' }],
  },
  create: ({ stepSize: η, queue: K, spacing: m, weight: C, insert }, { direction }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, queues: empty(z), s: direction.init(z) }
    },
    phase: k => k % m === 0,
    step: ({ partial, prox, sample }, { z, queues, s }, inserts) => {
      const ξ = sample()
      const opponents = inserts && insert === 'before' ? inserted(queues, z, K) : queues
      const met = (x: Point, i: number) => (opponents[i]!.length === 0 ? x.zeros() : partial(i, x, opponents.map(uniform), ξ))
      const decay = scheduled('chekhov 2C/√t', k => (2 * C) / Math.sqrt(k + 1))
      const u = z.map((x, i) => (C === 0 ? met(x, i) : met(x, i).plus(x.times(decay()))))
      const [d, s1] = direction.update(u, s)
      const after = inserts && insert === 'after' ? inserted(queues, z, K) : opponents
      return { z: prox(z.minus(d.times(η)), η), queues: after, s: s1 }
    },
    ...lastIterate(η),
    answer: ({ z, queues }) => mixtures(queues, z),
  }),
})
