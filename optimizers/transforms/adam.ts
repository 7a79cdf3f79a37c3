import { flag, num } from '../../core/config/options.ts'
import { defineTransform } from '../../core/define.ts'
import type { Point } from '../../core/point.ts'
import { scalar, type Scalar } from '../../core/scalar.ts'

interface Moments {
  readonly m: Point
  readonly s: Point
  /** Updates made so far. */
  readonly t: Scalar
}

/**
 * Adam: each entry of the direction divided by the root of its running second moment.
 *
 *     t⁺ = t + 1,  m⁺ = β₁m + (1 − β₁)v,  s⁺ = β₂s + (1 − β₂)v²
 *     u  = (m⁺/(1 − β₁^t⁺)) / (√(s⁺/(1 − β₂^t⁺)) + ε)
 *     Nesterov: β₁m⁺/(1 − β₁^(t⁺+1)) + (1 − β₁)v/(1 − β₁^t⁺) above the bar
 *
 * Kingma and Ba, arXiv:1412.6980, Alg. 1; with `nesterov` Dozat's NAdam of constant β₁ (2016, Alg. 2), as optax 0.2.8 has it. In the slot of `extragradient` it is ExtraAdam (arXiv:1802.10551, Alg. 4): both half
 * steps feed the same moments, so t advances twice a step. Its step is a gradient step in the metric √ŝ + ε.
 */
export const adam = defineTransform({
  id: 'adam',
  about: 'Adam: first and second moments with bias correction, with an option for Nesterov’s form.',
  equations: ['m⁺ = β₁m + (1 − β₁)v', 's⁺ = β₂s + (1 − β₂)v²', 'u = m̂⁺/(√ŝ⁺ + ε)   (Nesterov: β₁m̂⁺ + (1 − β₁)v̂ for m̂⁺)'],
  source: 'arXiv:1412.6980, Alg. 1; Dozat 2016, Alg. 2 with nesterov=true',
  example: 'saddle run --game gan --optimizer extragradient[stepSize=0.001,direction=adam[beta1=0.5]] --steps 200',
  config: {
    beta1: num('β₁', 0.9, 'decay of the first moment', { min: 0, below: 1 }),
    beta2: num('β₂', 0.999, 'decay of the second moment', { min: 0, below: 1 }),
    epsilon: num('ε', 1e-8, 'added to the root', { above: 0 }),
    correction: flag('', true, 'bias correction of both moments'),
    nesterov: flag('', false, 'look one step ahead (NAdam)'),
  },
  create: ({ beta1: β1, beta2: β2, epsilon: ε, correction, nesterov }) => {
    const corrected = (x: Point, β: number, t: Scalar): Point =>
      correction ? x.times(scalar(1).div(scalar(1).sub(scalar(β).pow(t)))) : x
    const metric = (s: Point, t: Scalar): Point => corrected(s, β2, t).sqrt().shift(ε)
    return {
      init: (x): Moments => ({ m: x.zeros(), s: x.zeros(), t: scalar(0) }),
      update: (v, { m, s, t }) => {
        const t1 = scalar(1).add(t) as Scalar
        const m1 = m.times(β1).plus(v.times(1 - β1))
        const s1 = s.times(β2).plus(v.square().times(1 - β2))
        const ahead = (): Point =>
          corrected(m1, β1, scalar(1).add(t1))
            .times(β1)
            .plus(corrected(v, β1, t1).times(1 - β1))
        return [(nesterov ? ahead() : corrected(m1, β1, t1)).over(metric(s1, t1)), { m: m1, s: s1, t: t1 }]
      },
      metric: ({ s, t }) => metric(s, t),
    }
  },
})
