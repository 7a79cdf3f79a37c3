import type { FieldView } from './contract.ts'
import type { Point } from './point.ts'
import { quotient, type Scalar } from './scalar.ts'

/** (x − prox(x − ηg, η))/η, what of player i's gradient g at x its set leaves, which vanishes at a constrained equilibrium; g where i is free. */
export const projectedResidual = ({ proxOf, sets }: FieldView, i: number, x: Point, g: Point, η: Scalar): Point =>
  sets[i]!.name === 'free' ? g : x.minus(proxOf(i, x.minus(g.times(η)), η)).times(quotient(1, η))
