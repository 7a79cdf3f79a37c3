import type { StrategySet } from '../contract.ts'
import type { Point } from '../point.ts'
import type { Scalar } from '../scalar.ts'

/** x − ηg. */
export const stepAgainst = (x: Point, g: Point, η: Scalar): Point => x.minus(g.times(η))

/** The mirror step in the Euclidean geometry: prox(x − ηg). */
export const proximalStep =
  (prox: StrategySet['prox']): NonNullable<StrategySet['mirror']> =>
  (x, g, η) =>
    prox(stepAgainst(x, g, η), η)
