import { choice, int, num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { pure, uniform } from '../core/mixture.ts'
import type { Point } from '../core/point.ts'
import { scheduled } from '../core/stepsize.ts'
import { empty, inserted, mixtures } from './chekhov/queues.ts'
import { entering } from './chekhov/spacing.ts'

/**
 * Chekhov GAN, the practical algorithm: every player descends its mean loss against the others' queues of past strategies.
 *
 *     uᵢ  = E_{z₋ᵢ ~ queues} ∇ᵢℓᵢ(zᵢ, z₋ᵢ; ξ) + (2C/√t)zᵢ,      t = 1, 2, …
 *     zᵢ⁺ = prox(zᵢ − ηuᵢ);  every m steps the newest strategies enter the queues and, where they hold K, the oldest leave
 *
 * Grnarova et al., arXiv:1706.03269, Alg. 2. Its strategies enter after the step (`insert=after`), so that the first step meets nobody
 * and each opponent is one step old; `before` inserts them first. The paper lets m grow with t: with `growth` γ the j-th gap is ⌊mγʲ⌋ steps.
 *
 * `print=literal` is the algorithm as printed, of one payoff M = ℓ₁ = −ℓ₂, whatever `insert` says: queues empty at first (the first step moves nobody but by the
 * regularizer), and v ← v − η∇ᵥ[E M(u′, v) − (C/√t)‖v‖²]: the minus is a slip, by which the critic descends the payoff that it is paid.
 *
 * The answer is the uniform mixture over each queue and the last strategies are the other one, `last`; with `sample=newest`, of which the
 * paper's own figures are, the last strategies are the answer and `mixture` is the other one. Memory: K flat vectors a player. K
 * gradients a player a step for two players.
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
    growth: num('γ', 1, 'each gap between two snapshots is so many times the one before', { min: 1 }),
    insert: choice(['after', 'before'], 'before', 'whether a snapshot enters after the step or before it; as printed: after'),
    print: choice(
      ['corrected', 'literal'],
      'corrected',
      'literal: as printed, with the slip in the sign of the critic’s step, inserting after it whatever insert says',
    ),
    sample: choice(['mixture', 'newest'], 'mixture', 'the answer: the mixture over the queue, or the last strategies'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { when: { queue: 5 }, noise: 'deterministic', is: 'diverges' },
    fixedPoint: { when: { weight: 0 } },
    permutation: true,
    reducesTo: [{ when: { queue: 1, spacing: 1, weight: 0, insert: 'before' }, optimizer: 'gda', bits: 'exact' }],
  },
  refuses: ({ print }, { id, players, claims: { zeroSum } }) =>
    print === 'corrected' || (zeroSum && players.length === 2)
      ? null
      : `print=literal is the printed algorithm, of one payoff between two players, and game '${id}' does not claim zeroSum; use print=corrected`,
  create: ({ stepSize: η, queue: K, spacing: m, growth: γ, weight: C, insert, print, sample: answered }, { direction }) => {
    const enters = entering(m, γ)
    const literal = print === 'literal'
    const late = literal || insert === 'after'
    return {
      init: ({ start }) => {
        const z = start()
        return { z, queues: empty(z), s: direction.init(z) }
      },
      phase: k => enters(k),
      step: ({ partial, prox, sample }, { z, queues, s }, inserts) => {
        const ξ = sample()
        const opponents = inserts && !late ? inserted(queues, z, K) : queues
        const met = (x: Point, i: number) => (opponents[i]!.length === 0 ? x.zeros() : partial(i, x, opponents.map(uniform), ξ))
        const decay = scheduled('chekhov 2C/√t', k => (2 * C) / Math.sqrt(k + 1))
        const descent = (x: Point, i: number) => (C === 0 ? met(x, i) : met(x, i).plus(x.times(decay())))
        const u = z.map((x, i) => descent(x, i).times(literal && i === 1 ? -1 : 1))
        const [d, s1] = direction.update(u, s)
        const after = inserts && late ? inserted(queues, z, K) : opponents
        return { z: prox(z.minus(d.times(η)), η), queues: after, s: s1 }
      },
      ...lastIterate(η),
      answer: ({ z, queues }, other) => ((other ?? answered) === 'mixture' ? mixtures(queues, z) : pure(z)),
      others: [answered === 'mixture' ? 'last' : 'mixture'],
    }
  },
})
