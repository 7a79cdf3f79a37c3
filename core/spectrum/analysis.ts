/** What is known of a step map at a solution, before a run is made. */
export interface Analysis {
  /** Numbers of the state that were moved. */
  readonly dimension: number
  /** Steps after which the step is the same map again. */
  readonly period: number
  /** `exact`: the traced step was differentiated; `differences`: it has a loop of unknown length, or runs on the host. */
  readonly derivative: 'exact' | 'differences'
  /** Whether something in the state counts steps, and was looked at in its limit. */
  readonly counters: boolean
  /** ‖T(s) − s‖∞ at the state that was analysed. */
  readonly residual: number
  /** Eigenvalues 1 of the period's map. */
  readonly ones: Ones
  /** Moduli and angles a step of the leading other eigenvalues, the largest first. */
  readonly spectrum: readonly Mode[]
  /** Whether the spectrum is the whole of it. */
  readonly whole: boolean
  readonly verdict: Verdict
}
export interface Ones {
  /** How many, by algebraic multiplicity; null where only that there are some is known. */
  readonly count: number | null
  /** Whether all of them stand for a move from solution to solution. */
  readonly tangent: boolean
  /** Whether there is one without an eigenvector of its own: the state then moves on, step by step. */
  readonly defective: boolean
}
export interface Mode {
  /** By which a step multiplies it. */
  readonly modulus: number
  /** By which a step turns it, in radians from 0 to π; 0 for one that does not turn, π for one that changes sign. */
  readonly angle: number
  /** Of the eigenpair of the period's map. */
  readonly residual: number
}
export type Verdict =
  /** Like rateᵏ. */
  | { readonly kind: 'converges'; readonly rate: number; readonly angle: number }
  | { readonly kind: 'diverges'; readonly rate: number; readonly angle: number }
  /** Neither nearer nor farther: 2π/angle steps a turn. */
  | { readonly kind: 'circles'; readonly angle: number }
  /** Like constant·k^(−exponent); the constant is null where it depends on the way to the solution. */
  | { readonly kind: 'sublinear'; readonly exponent: number; readonly constant: number | null }
  /** What happens is decided by terms of higher order. */
  | { readonly kind: 'undecided'; readonly why: string }
