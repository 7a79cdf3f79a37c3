/** Oracles of a game: what its theory can say of an answer. */
import type { Tensor } from '@tensorflow/tfjs'
import type { Certificate } from './certificates/certificate.ts'
import type { Chain } from './certificates/chain.ts'
import type { HostTensor } from './host.ts'
import type { Mixture } from './mixture.ts'
import type { Point } from './point.ts'
import type { Profile } from './profile.ts'
import type { Soon } from './soon.ts'

/** Values a game can compute exactly on the host. */
export interface Oracles {
  /** min_x max_y xᵀAy on simplices: the matrix, [m, n] row by row. */
  readonly payoff?: HostTensor
  /** A duality gap that a proof stands behind; for mixtures too. */
  certify?(answer: readonly Mixture[]): Certified
  /** Of a zero-sum game of two players, mixtures included: both values are NaN where the answer is empty or not finite. */
  worst?(answer: readonly Mixture[]): Worst
  /**
   * Of a zero-sum game of two players whose first strategies are known by what a tensor program makes of them: max_y E ℓ₁(x, y) from that, of each atom
   * with its weight; NaN where it is not finite. No best response of the first player is known.
   */
  readonly upper?: {
    rows(x: Point): Tensor
    worst(atoms: readonly { readonly rows: Float64Array; readonly weight: number }[]): number
  }
  /** Where `lower` is what a search has found and no proof: a sentence about it, without a stop. */
  readonly searched?: string
  /** The same with every claim rounded outward and all that it takes to check it; of a game in stages, one a stage. Throws a Refusal where nothing can be shown. */
  certificate?(answer: readonly Mixture[]): Soon<Certificate | Chain>
  /** What the critic's weight decay is as a bound β_d of its constraint, where that is another number than the game's option. */
  readonly bound?: number
  /** Why `certify` proves no gap, a sentence: gap and optimum are then NaN, violation and value are certified. */
  readonly noGap?: string
  /** Why the game has no `certify`, where that depends on its options: a sentence. */
  readonly uncertified?: string
  /** Numbers that `certify` gives beside gap, violation and value. */
  readonly more?: readonly ('suboptimality' | 'cost')[]
  /** Violations are lower bounds: what sampled directions see. */
  readonly sampled?: true
  /** The optimality conditions of a linear program. */
  optimality?(z: Profile): LinearResiduals
  /** Of a game in stages, each of which matches second moments under a threshold. */
  readonly stages?: readonly StageOracle[]
}

/** How far a pair (x, y) is from the optimality conditions of a linear program. */
export interface LinearResiduals {
  /** How far x and y are from feasible: ‖(Ax − b)₊, (−x)₊‖∞ and ‖(−c − Aᵀy)₊, (−y)₊‖∞. */
  readonly primal: number
  readonly dual: number
  /** cᵀx and −bᵀy. */
  readonly values: readonly [primal: number, dual: number]
  /** ‖b‖∞ and ‖c‖∞. */
  readonly sizes: readonly [primal: number, dual: number]
}

/** A stage that chooses its generated second moments S under the constraint ‖C − S‖₂ ≤ β, for real ones C. */
export interface StageOracle {
  /** `8×8` */
  readonly name: string
  /** Leading eigenvalues of C, largest first, and β. */
  real(): Soon<{ readonly values: readonly number[]; readonly threshold: number }>
  /** Of a generator's strategy, or mixture, that has the blocks of this stage: ‖C − S‖₂, and the eigenvalues of S, largest first. */
  generated(θ: Mixture): Soon<{ readonly distance: number; readonly values: readonly number[] }>
}

/** What a certificate says of an answer. All are NaN where the answer is empty or not finite. */
export interface Certified {
  /** The most that the critic can get from this generator minus the least that a generator can pay to this critic, each in its bounded set; ≥ 0, and 0 exactly at the saddle points. Not divided by p*. */
  readonly gap: number
  /** How far the answer is from feasible, in the game's own measure. */
  readonly violation: number
  /** The payoff at the answer. */
  readonly value: number
  /** p*. */
  readonly optimum: number
  /** The generator's upper bound minus p* of pure strategies, where no critic proves p*: it says nothing of the critic. Not divided by p*. */
  readonly suboptimality?: number
  /** What the generator pays, R_g. */
  readonly cost?: number
}

/** max_y E ℓ₁(x, y) for x as player 1 mixes it, and min_x E ℓ₁(x, y) for y as player 2 does: upper − lower ≥ 0 is the duality gap. `upper` is proven; `lower` too, but where `searched` says otherwise. */
export interface Worst {
  readonly upper: number
  readonly lower: number
}
