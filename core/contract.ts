/**
 * The public interfaces: players, games, views, optimizers, transforms, learners. An optimizer is two pure functions over plain state and
 * the object its theorem is about; what varies is the view of the game that it asks for.
 */
import type * as tf from '@tensorflow/tfjs'
import type { Key } from './key.ts'
import type { HostTensor } from './host.ts'
import type { HostTree } from './tree.ts'
import type { Point } from './point.ts'
import type { Profile } from './profile.ts'
import type { Mixture } from './mixture.ts'
import type { Soon } from './soon.ts'
import type { Scalar } from './scalar.ts'
import type { BestResponseView } from './best-response-view.ts'
import type { Drawn } from './drawn.ts'
import type { FieldView } from './field-view.ts'
import type { FiniteView } from './finite-view.ts'
import type { GanParts } from './gan-parts.ts'
import type { Oracles } from './oracles.ts'
import type { StrategySet } from './strategy-set.ts'

export type { BestResponseView, SmoothSide } from './best-response-view.ts'
export type { Drawn } from './drawn.ts'
export type { FieldView, FiniteSum, Sample } from './field-view.ts'
export type { FiniteView } from './finite-view.ts'
export type { DataClasses, GanParts } from './gan-parts.ts'
export type { Learner } from './learner.ts'
export type { Certified, LinearResiduals, Oracles, StageOracle, Worst } from './oracles.ts'
export type { Soon } from './soon.ts'
export type { StrategySet } from './strategy-set.ts'

/** A player: where it may play and where it starts. */
export interface Player {
  readonly id: string
  readonly set: StrategySet
  /** A feasible starting point, on the host. */
  start(key: Key): Point
}

/** A player whose strategy is the weights of a map [b, …in] → [b, …out]. */
export interface Network extends Player {
  readonly input: readonly number[]
  readonly output: readonly number[]
  /** ν is the player's own noise (dropout, …), drawn by `game.sample`. */
  apply(θ: Point, x: tf.Tensor, ν?: tf.Tensor): tf.Tensor
  noise?(key: Key, b: number): HostTensor
  /** The map stops gradients on their way to θ, as spectral normalization does: a game that it plays claims `semiGradient`. */
  readonly semiGradient?: true
}

/** A claim and the condition under which it is made. */
export interface GameClaims {
  /** Σᵢ ℓᵢ = 0 for every profile and sample. */
  readonly zeroSum?: true
  readonly monotone?: 'merely' | 'strongly'
  /** Every loss is affine in each player's strategy while the others stay, and nothing is drawn: it is worth the same against a mixture as against its mean. */
  readonly bilinear?: true
  /** A Lipschitz constant of F (Euclidean); of a finite sum, that of its mean. */
  readonly lipschitz?: number
  /** ρ ≥ 0 with ⟨F(z), z − z*⟩ ≥ −(ρ/2)‖F(z)‖² for every feasible z, z* the claimed equilibrium or stationary point (arXiv:2011.00364). */
  readonly weakMinty?: number
  /** Some loss stops gradients: F is not the gradient field of the losses as functions. */
  readonly semiGradient?: true
  /** No player gains by leaving it alone; one mixture a player, on the host. */
  equilibrium?(): readonly Mixture[]
  /** Where no equilibrium is claimed: a point at which every player's projected gradient vanishes, on the host. */
  stationary?(): readonly Mixture[]
}

/** n ≥ 2 players, each minimising its own loss. D is a plain tree of host tensors of fixed shapes: everything random in one evaluation. */
export interface Game<D extends HostTree = HostTree> {
  readonly id: string
  readonly players: readonly Player[]
  readonly claims: GameClaims
  /** Minibatch, latent, ε, ν: drawn on the host, the same for the same key on every backend. `{}` where nothing is random. */
  sample(key: Key): D
  /** Pure and differentiable: the loss of player i at z on the sample ξ, a scalar. */
  loss(i: number, z: Profile, ξ: Drawn<D>): tf.Scalar
  /** The expectation of the losses is the mean of n terms, of which a sample holds `batch` (1 where absent). */
  readonly finiteSum?: { readonly n: number; readonly batch?: number; at(indices: readonly number[]): D; all(): D }
  /** Truths beyond the losses; what is absent is the reason to skip. */
  readonly views?: OfferedViews
  /**
   * Of a game that is learned a stage at a time: the blocks that each stage learns, a list of names a player. A strategy is their
   * blocks, stage after stage; one that has the blocks of the first stages alone may be played, and is what has been learned by then.
   */
  readonly stages?: readonly (readonly (readonly string[])[])[]
  /** What a GAN can show beyond its losses: the parts that penalties and metrics need. */
  readonly gan?: GanParts<D>
  /** Host oracles that metrics may use, by name: `certified-gap`, `payoff`. */
  readonly oracles?: Oracles
}

/** Views that a game may offer by itself; each makes its view when an optimizer asks for it, and throws in a sentence where it cannot. */
export interface OfferedViews {
  saddle?(): SaddleView
  bestResponse?(): BestResponseView
  staged?(): StagedView
  biconvex?(): BiconvexView
  finite?(): FiniteView
}

/** min_x max_y f(x) + ⟨Kx, y⟩ − g*(y) with exact proximal maps, on the host. */
export interface SaddleView {
  start(): Profile
  readonly normK: number
  K(x: Point): Point
  Kt(y: Point): Point
  proxF(x: Point, τ: number): Point
  proxG(y: Point, σ: number): Point
  /** Estimated floating-point operations of a call of each map, by a documented formula; absent where none is known. */
  readonly flops?: Readonly<Record<'K' | 'Kt' | 'proxF' | 'proxG', number>>
}
/** A chain of exactly solved convex programs, on the host: the profile after each stage. */
export interface StagedView {
  readonly stages: number
  solve(stage: number, solved: readonly Profile[]): Soon<Profile>
  /** Estimated floating-point operations of a stage, by a documented formula; absent where none is known. */
  flops?(stage: number): number
}
/** A program that is convex in each of its blocks while the others stay, on the host. A block may be what no player plays (a dual variable). */
export interface BiconvexView {
  readonly blocks: number
  /** A feasible start: one point a block. */
  start(): Soon<readonly Point[]>
  /** The points with this block at its best, the others as they are: the objective never grows. Throws where the solver does not converge. */
  minimise(block: number, points: readonly Point[]): Soon<readonly Point[]>
  /** What the players play there. */
  profile(points: readonly Point[]): Profile
  /** Estimated floating-point operations since it was last asked, by a documented formula; absent where none is known. */
  spent?(): number
}
/** What an optimizer sees of a game, by the name it `needs`. */
export interface Views {
  field: FieldView
  saddle: SaddleView
  bestResponse: BestResponseView
  staged: StagedView
  biconvex: BiconvexView
  finite: FiniteView
}
/** `field` is there for every game, the others where a game offers them. */
export type ViewName = keyof Views
/** Steps on the host may wait for a solver; a step of the field is traced and cannot. */
type Made<S, V extends ViewName> = V extends 'field' ? S : Soon<S>

/** What an average may weight: the iterate, the extrapolated point, and its weight η_t. */
export interface Visited {
  readonly iterate: Profile
  readonly extrapolated?: Profile
  readonly weight: Scalar
}

/** Two pure functions over plain state (a tree of tensors and points), and the object the theorem is about. */
export interface Optimizer<S = unknown, V extends ViewName = ViewName, P = unknown> {
  init(view: Views[V]): Made<S, V>
  step(view: Views[V], state: S, phase: P): Made<S, V>
  /**
   * Structure that changes between steps, decided on the host from the step's number k = 0, 1, …; one program a phase and state form.
   * `key` is of this run and step: what is random follows from it alone, so that a resumed run decides the same. A wrapper hands it on.
   */
  phase?(k: number, key: Key): P
  /** The answer, or that of the name, which is one of `others`. */
  answer(state: S, other?: string): readonly Mixture[]
  /** Names of other answers that the state holds beside it. */
  readonly others?: readonly string[]
  visited?(state: S): Visited
  /** On the host, of host solvers: no further step would change anything; true, or why, a sentence without a stop. */
  done?(state: S): boolean | string
  /** Steps that its theorem is about, where it must know them beforehand. */
  readonly horizon?: number
}

/** A slot for one player's direction (momentum, Adam, norm clipping): (v, s) ↦ (u, s⁺). */
export interface Transform<S = unknown> {
  init(x: Point): S
  update(v: Point, s: S): readonly [Point, S]
  /** A constant direction comes out as it is, in the limit: only then does a term taken by its prox keep its weight. */
  readonly consistent?: true
  /** The diagonal of the metric in which this transform's step is a gradient step, where that is not the Euclidean one. */
  metric?(s: S): Point
}

/** One state a player: what a transform slot keeps in an optimizer's state. */
export type DirectionState = readonly unknown[]

/** A transform for every player: what an optimizer's `create` receives in a transform slot. One state a player. */
export interface Direction {
  init(z: Profile): DirectionState
  update(v: Profile, s: DirectionState): readonly [Profile, DirectionState]
  /** Only player i moves: the other players' states stay. */
  updateOne(i: number, v: Point, s: DirectionState): readonly [Point, DirectionState]
}
