import { choice, flag, int, num, variant } from '../core/config/options.ts'
import type { Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { averaging } from './average/averaging.ts'

/**
 * A running average, or a mixture, over what another optimizer visits; the inner optimizer is not changed by it.
 *
 *     uniform:  z̄_t = Σ_{s=1}^t z_s / t, or with `weights=step-size` Σ_{s<t} η_s z_s / Σ_{s<t} η_s
 *     ema:      z̄_t = δz̄_{t−1} + (1 − δ)z_t,  z̄₀ = z₀
 *     mixture:  at most N snapshots, evenly spaced over the whole history, weighted equally or by η_s
 *
 * η_s is the step that sets out from z_s: its weight in the paper's bounds. An extrapolated point of step s has that weight too.
 * Gidel et al., arXiv:1802.10551, Alg. 1 and section 4 (`point=extrapolated` for extragradient); a mixture over the history is what
 * averaging means for losses that are not convex (arXiv:1706.03269, Theorem 1). An average of weights and a mixture are different
 * answers. No gradients of its own.
 */
export const average = defineOptimizer({
  id: 'average',
  about: 'The uniform average, moving average, or mixture of another optimizer’s iterates.',
  equations: [
    'z̄_t = Σ_{s≤t} z_s/t, or Σ_{s<t} η_s z_s/Σ_{s<t} η_s',
    'ema: z̄_t = δz̄_{t−1} + (1 − δ)z_t',
    'mixture: N snapshots, evenly spaced, with weights 1 or η_s',
  ],
  source: 'arXiv:1802.10551, section 4',
  example: 'saddle run --game bilinear --optimizer average[of=gda[stepSize=0.1,moves=alternating]] --steps 500',
  needs: 'inner',
  cost: 'that of the inner optimizer',
  config: {
    kind: variant(
      {
        uniform: {},
        ema: { decay: num('δ', 0.999, 'share of the old average that is kept', { min: 0, below: 1 }) },
        mixture: { atoms: int('N', 16, 'snapshots at most, an even number', { min: 2, max: 256 }) },
      },
      'uniform',
      'what is formed of the points',
    ),
    point: choice(['iterate', 'extrapolated'], 'iterate', 'which point is averaged'),
    weights: choice(
      ['equal', 'step-size'],
      'equal',
      'weights of a uniform average or mixture; step-size: η_s on the point from which step s sets out',
    ),
    includeStart: flag('', false, 'whether the starting point counts too (weights=equal)'),
  },
  slots: { of: 'optimizer' },
  claims: {
    bilinear: [
      { when: { of: 'gda[moves=alternating]' }, noise: 'deterministic', is: 'average' },
      {
        when: { of: 'gda[moves=alternating]', kind: { id: 'ema', params: { decay: 0.9 } } },
        noise: 'deterministic',
        is: 'cycles',
      },
    ],
  },
  create: (config, { of }) => averaging(config, of as Optimizer<unknown, 'field'>),
})
