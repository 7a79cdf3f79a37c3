/** What optimizers claim of themselves, as data: conformance tests it, and the documentation is made of it. */

/** The behaviour an optimizer claims; each is tested, the negative ones too. */
export interface Claim {
  /** Options under which the claim is made; the defaults where absent. */
  readonly when?: Readonly<Record<string, unknown>>
  readonly noise?: 'deterministic' | 'interpolating' | 'additive'
  readonly is: 'last-iterate' | 'average' | 'bounded' | 'cycles' | 'stalls' | 'diverges'
}
/** One claim, or one for each of some options. */
export type Claims = Claim | readonly Claim[]
/** Claims as a list, empty where there are none. */
export const claimsOf = (claims: Claims | undefined): readonly Claim[] => (claims ? [claims].flat() : [])

/** Under `when`, this optimizer is another one. `exact`: the same bits; `rounding`: 1e-12 relative after 100 float64 steps. */
export interface Reduction {
  readonly when: Readonly<Record<string, unknown>>
  /** Only where every player is free. */
  readonly sets?: 'free'
  /** Only on games that draw nothing. */
  readonly noise?: 'deterministic'
  /** What is the other one's iterate: this one's, or the point to which its next step looks ahead. */
  readonly point?: 'iterate' | 'extrapolated'
  /** A selector. */
  readonly optimizer: string
  readonly bits: 'exact' | 'rounding'
}
/** What the conformance suite tests of an optimizer, each by 1,000 float64 steps; what is absent is not claimed. */
export interface OptimizerClaims {
  /** On f(x, y) = xy. */
  readonly bilinear?: Claims
  /** On the sum of f(x, y) = xᵢyᵢ over five entries, of which a sample shows one: the noise vanishes at the solution. */
  readonly bilinearSum?: Claims
  /** On f(x, y) = xy with noise in the field, of the same law everywhere. */
  readonly bilinearNoise?: Claims
  /** On a strongly monotone quadratic game. */
  readonly stronglyMonotone?: Claims
  /** An equilibrium is a fixed point of the step. */
  readonly fixedPoint?: true | Pick<Claim, 'when'>
  /** Permuting the players permutes the trajectory. */
  readonly permutation?: true
  readonly reducesTo?: readonly Reduction[]
}
