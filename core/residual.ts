import type { FieldView, StrategySet } from './contract.ts'
import type { Point } from './point.ts'
import { quotient, type Scalar } from './scalar.ts'

/** (x − prox(x − ηg, η))/η, what of a gradient g at x a set leaves: it vanishes at a constrained equilibrium, and is g where the set is free. */
export const projectedResidual = (set: Pick<StrategySet, 'prox'>, x: Point, g: Point, η: Scalar): Point =>
  x.minus(set.prox(x.minus(g.times(η)), η)).times(quotient(1, η))

/** That of player i in a step: metered, and g itself where i is free. */
export const residualOf = ({ proxOf, sets }: FieldView, i: number, x: Point, g: Point, η: Scalar): Point =>
  sets[i]!.name === 'free' ? g : projectedResidual({ prox: (p, η) => proxOf(i, p, η) }, x, g, η)
