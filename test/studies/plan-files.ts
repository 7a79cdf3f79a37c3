import { createLab } from '../../core/lab.ts'
import type { Plan } from '../../studies/plan/plan.ts'
import { planStudy } from '../../studies/plan/plan-study.ts'
import { readText, sourceOf } from '../../studies/plan/source.ts'
import { builtin } from '../../plugins/builtin.ts'

export const lab = createLab(builtin)
/** The plan of a text of a study file called study.yaml. */
export const planText = (text: string): Plan => planStudy(readText(text, 'study.yaml'), lab)
/** The plan of a study that is no file. */
export const planOf = (study: unknown): Plan => planStudy(sourceOf(study), lab)

/** A study with something of everything, small enough to plan a thousand times. */
export const everything = `id: everything
title: A study
question: Does it plan?
games:
  - game: bilinear[start=[[1],[1]]]
    label: xy
    target: 0.01
    players: { x: 'vector[start=[1]]' }
  - game: quadratic
    metrics: [field-norm]
    objective: { metric: field-norm, better: min, at: last }
    budget: { steps: 50, seconds: 10 }
optimizers:
  - gda
  - optimizer: extragradient
    label: EG
    grid: { stepSize: [0.1, 0.3], extrapolation: [0.5, 1] }
  - optimizer: average[of=gda]
    label: averaged
    tune:
      of.stepSize: { logUniform: [0.001, 1] }
      kind: { choices: [uniform, ema] }
metrics: [distance, losses]
objective: { metric: distance }
seeds: [0, 1, { init: 5, latent: 7 }]
budget: { steps: 100 }
measured: { spacing: 1.5 }
tuning: { search: random, trials: 4, seeds: [100, 101], budget: { steps: 20 } }
expect:
  - finding: Extragradient converges where descent-ascent does not.
    holds: median("EG, stepSize = 0.3, extrapolation = 1", "xy") < 0.1 * median("gda", "xy") and not reached("gda", "xy") > 0
execution: { precision: float64, threads: 1 }
`
