import { num } from '../core/config/options.ts'
import { defineMetric, type Seen } from '../core/define.ts'
import { drawsOption } from './evaluation.ts'
import { stationarity } from './residual.ts'

/**
 * The projected residual ‖z − prox(z − ηF(z), η)‖/η, key `field-norm`: 0 exactly at stationary profiles, ‖F(z)‖ where every player
 * is free. Measured at the answer: at the last iterate only where the optimizer answers with it. A finite game's mixed answer is
 * measured at its mean. Elsewhere each atom x of a mixture meets v = E ∇ᵢℓᵢ(x, z₋ᵢ) over the others' mixtures, and the value is
 *
 *     √(Σᵢ E_x ‖(x − prox(x − ηv, η))/η‖²),
 *
 * the norm of the mean-field velocity (Domingo-Enrich et al., arXiv:2002.06277): 0 exactly where every atom is stationary against what
 * it meets, which equilibria are. Above 1,024 pure profiles it is an estimate from as many, drawn by weight, and biased upwards.
 *
 * η is small by default because a player's set need not be convex: on a sphere the limit η → 0 is the norm of the tangential field.
 * F is evaluated in the run's precision, the prox in double precision. Rounding adds about ε‖z‖/η, ε = 1e-16 in float64; a float32
 * iterate is off its set by 6e-8 in a unit row, a floor of about 1e-4 at the default η (1.5e-4 at the digits' saddle).
 */
export const fieldNorm = defineMetric({
  id: 'field-norm',
  about: 'Norm of the projected field at the answer: zero at stationary profiles, constrained ones too.',
  equations: ['‖z − prox(z − ηF(z), η)‖ / η'],
  source: 'Facchinei and Pang, 2003, section 1.5 (natural map)',
  example: 'saddle run --game quadratic --optimizer extragradient[stepSize=0.3] --metric field-norm --steps 200',
  config: { stepSize: num('η', 1e-3, 'step of the residual', { above: 0 }), draws: drawsOption },
  create: ({ stepSize: η, draws }, game) => {
    const { residualNorm } = stationarity(game, draws)
    return {
      names: () => ['field-norm'],
      measure: async (seen: Seen) => ({ 'field-norm': await residualNorm(seen, seen.answer, η) }),
    }
  },
})
