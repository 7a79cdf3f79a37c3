import type { Point } from './point.ts'
import type { Scalar } from './scalar.ts'

/** A closed set, or a simple function, with its proximal geometry. Every operation takes either carrier unless `host`. */
export interface StrategySet {
  /** As written in a selector: `box[limit=0.01]`. */
  readonly name: string
  readonly kind: 'set' | 'function'
  readonly convex: boolean
  /** The set (or function) is a product (or sum) over coordinates, each an interval: a diagonal metric leaves its prox as it is. */
  readonly separable: boolean
  /** argmin_y η·g(y) + ½‖y − x‖²; for a set the projection, which ignores η. */
  prox(x: Point, η: Scalar): Point
  /** The mirror step argmin_y ⟨ηg, y⟩ + D(y, x) in the set's own geometry. */
  mirror?(x: Point, g: Point, η: Scalar): Point
  /** argmin over the set of ⟨g, y⟩. */
  extreme?(g: Point): Point
  /** The largest distance of two points of n entries, where the set is bounded. */
  diameter?(n: number): number
  /** prox needs a decomposition or a solver: compiled steps are cut around it, and it runs on the host in double precision. */
  readonly host?: true
  /** Of such a set, on the host: the derivative of prox at x along v, for `analyze`. */
  dprox?(x: Point, η: Scalar, v: Point): Point
  /** max(0, distance-like violation) of a host point; 0 inside. Absent for functions. */
  violation?(x: Float64Array): number
}
