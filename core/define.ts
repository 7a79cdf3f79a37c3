/** Definitions: what a plugin is made of. Each is data with a `create`; the container resolves selectors to them. */
import type { OptimizerClaims } from './claims.ts'
import type { ConfigOf, Schema } from './config/option.ts'
import type {
  Direction,
  FiniteSum,
  Game,
  Learner,
  Network,
  Optimizer,
  Player,
  StrategySet,
  Transform,
  ViewName,
  Views,
  Visited,
} from './contract.ts'
import type { HostTree } from './tree.ts'
import type { Key } from './key.ts'
import type { Metric } from './metric.ts'
import type { Mixture } from './mixture.ts'

export * from './claims.ts'
export type { Metric, Probe, Seen } from './metric.ts'

/** What every definition says about itself: `saddle describe` prints it. */
interface Described<C extends Schema> {
  /** Lower-case words joined by hyphens; unique among its kind. */
  readonly id: string
  /** One sentence. */
  readonly about: string
  /** The update or the losses, a line each, in the paper's letters. */
  readonly equations?: readonly string[]
  /** arXiv id and algorithm or equation number, or the standard reference. */
  readonly source?: string
  readonly config: C
  /** A command that runs, for `saddle describe`. */
  readonly example?: string
}

/** What an optimizer's `create` knows of the game it will play. */
export interface OptimizerContext {
  readonly players: readonly string[]
  readonly sets: readonly StrategySet[]
  /** Terms of a finite sum, and how many of them a sample holds; absent where the game is none. */
  readonly finiteSum?: FiniteSum
  /** Blocks that are learned together, of a game in stages. */
  readonly stages?: Game['stages']
}
/** Slots take other definitions: a transform or a learner for every player, or a whole optimizer. */
export type SlotKind = 'transform' | 'learner' | 'optimizer'
/** An optimizer's slots by name: a kind, or a kind with the definition taken where none is given and a sentence about it. */
export type Slots = Readonly<
  Record<string, SlotKind | { readonly kind: SlotKind; readonly default: string; readonly doc: string }>
>
type KindOf<T> = T extends { kind: infer K } ? K : T
type SlotOf<T> =
  KindOf<T> extends 'transform'
    ? Direction
    : KindOf<T> extends 'learner'
      ? readonly Learner[]
      : // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an inner optimizer's state is opaque to its wrapper
        Optimizer<any, any, any>
/** What `create` receives in each slot: a direction of all players, a learner a player, or a whole optimizer. */
export type SlotsOf<S extends Slots> = { readonly [K in keyof S]: SlotOf<S[K]> }

/** An optimizer by its options C, slots L, state S, view V and phase P. The types are forgotten when it is defined. */
export interface OptimizerDefinition<
  C extends Schema = Schema,
  L extends Slots = Slots,
  S = unknown,
  V extends ViewName = ViewName,
  P = unknown,
> extends Described<C> {
  readonly kind: 'optimizer'
  /** The view it asks for; `inner`: that of the optimizer in its slot `of`. */
  readonly needs: V | 'inner'
  /** Cost of a step in words: `2n gradients`. */
  readonly cost: string
  /** Derivatives of the losses that a step takes: 1, or 2 where it differentiates the field. */
  readonly order?: 1 | 2
  readonly slots?: L
  readonly claims?: OptimizerClaims
  /** The reason why it cannot run with these options on this game, or null. */
  refuses?(config: ConfigOf<C>, game: Game): string | null
  create(config: ConfigOf<C>, slots: SlotsOf<L>, context: OptimizerContext): Optimizer<S, V, P>
}
/** A map of one player's direction, for transform slots: `gda[direction=adam]`. */
export interface TransformDefinition<C extends Schema = Schema, S = unknown> extends Described<C> {
  readonly kind: 'transform'
  create(config: ConfigOf<C>): Transform<S>
}
/** Whom a learner plays for. */
export interface LearnerContext {
  readonly player: string
  /** The player's place in the game: `stepSize.of(index)`. */
  readonly index: number
  readonly set: StrategySet
}
/** An online learner of one player, for learner slots: `self-play[learner=hedge]`. */
export interface LearnerDefinition<C extends Schema = Schema, S = unknown> extends Described<C> {
  readonly kind: 'learner'
  /** What it needs that the set, or the game, is not, as the end of a sentence, or null. */
  refuses?(config: ConfigOf<C>, set: StrategySet, game: Game): string | null
  create(config: ConfigOf<C>, context: LearnerContext): Learner<S>
}

/** A place for a player in a game: the shape of what its strategy maps. `input` is null for a strategy that is not a map. */
export interface Role {
  readonly id: string
  readonly input: readonly number[] | null
  readonly output: readonly number[]
  /** The player taken where none is injected, as a selector. */
  readonly player: string
}
/** A kind of player that may be injected into a role: `--player critic=mlp`. `create` throws where it does not fit the role. */
export interface PlayerDefinition<C extends Schema = Schema> extends Described<C> {
  readonly kind: 'player'
  create(config: ConfigOf<C>, role: Role): Player | Network
}
/** What a game's `roles` and `create` know beside their options. */
export interface GameContext {
  /** For data that a game draws once (not for samples). */
  readonly key: Key
  /** The game that is changed, of a definition with `of`. */
  readonly of?: Game
}
/** A game by its options C and the tree D of host tensors that one evaluation draws. */
export interface GameDefinition<C extends Schema = Schema, D extends HostTree = HostTree> extends Described<C> {
  readonly kind: 'game'
  /** It changes another game, given as the option `of`, and has its roles: the one that is changed where none is given, as a selector. */
  readonly of?: string
  /** The places for injected players; absent where the game makes its own. */
  roles?(config: ConfigOf<C>, context: GameContext): readonly Role[]
  /** `players` has one entry a role, by the role's id. */
  create(config: ConfigOf<C>, players: Readonly<Record<string, Player>>, context: GameContext): Game<D>
}

/** A measurement of answers: `create` throws, or `refuses` says in a sentence, where a game cannot be measured so. */
export interface MetricDefinition<C extends Schema = Schema> extends Described<C> {
  readonly kind: 'metric'
  /** The reason why the game, or the optimizer's answer on it, cannot be measured so, or null. */
  refuses?(game: Game, optimizer?: Optimizer): string | null
  create(config: ConfigOf<C>, game: Game): Metric
}
/** Definitions under one name. Two plugins that register the same id of a kind are refused together. */
export interface Plugin {
  readonly name: string
  readonly version: string
  readonly optimizers?: readonly OptimizerDefinition[]
  readonly transforms?: readonly TransformDefinition[]
  readonly learners?: readonly LearnerDefinition[]
  readonly players?: readonly PlayerDefinition[]
  readonly games?: readonly GameDefinition[]
  readonly metrics?: readonly MetricDefinition[]
}
/** One entry of a plugin. */
export type Definition =
  OptimizerDefinition | TransformDefinition | LearnerDefinition | PlayerDefinition | GameDefinition | MetricDefinition
/** `optimizer`, `transform`, `learner`, `player`, `game` or `metric`. */
export type Kind = Definition['kind']

/**
 * An optimizer whose `create` returns `init`, `step` and `answer`: look at optimizers/extragradient.ts. Like every `define` it checks
 * nothing at run time: it infers the types of config, slots and state, then forgets them.
 */
export function defineOptimizer<
  const C extends Schema,
  S,
  V extends ViewName,
  P = undefined,
  const L extends Slots = Record<never, SlotKind>, // eslint-disable-line @typescript-eslint/no-generated-empty-object-type -- an optimizer without slots
>(
  d: Omit<OptimizerDefinition<C, L, S, V, P>, 'kind' | 'create'> & {
    create(
      config: ConfigOf<C>,
      slots: SlotsOf<L>,
      context: OptimizerContext,
    ): {
      init(view: Views[V]): S
      step(view: Views[V], state: S, phase: P): S
      phase?(k: number, key: Key): P
      answer(state: S, other?: string): readonly Mixture[]
      readonly others?: readonly string[]
      visited?(state: S): Visited
      done?(state: S): boolean | string
      readonly horizon?: number
    }
  },
): OptimizerDefinition {
  return { ...d, kind: 'optimizer' } as unknown as OptimizerDefinition
}
/** `create(config)` → `init(x)`, `update(v, s)`: look at optimizers/transforms/momentum.ts. */
export const defineTransform = <const C extends Schema, S>(d: Omit<TransformDefinition<C, S>, 'kind'>): TransformDefinition =>
  ({ ...d, kind: 'transform' }) as unknown as TransformDefinition
/** `create(config, { player, index, set })` → `init(x)`, `play(s)`, `observe(s, g)`: look at optimizers/learners/hedge.ts. */
export const defineLearner = <const C extends Schema, S>(d: Omit<LearnerDefinition<C, S>, 'kind'>): LearnerDefinition =>
  ({ ...d, kind: 'learner' }) as unknown as LearnerDefinition
/** `create(config, role)` → a set and a start, and for networks `apply(θ, x)`: look at players/linear.ts. */
export const definePlayer = <const C extends Schema>(d: Omit<PlayerDefinition<C>, 'kind'>): PlayerDefinition =>
  ({ ...d, kind: 'player' }) as unknown as PlayerDefinition
/** `create(config, players, context)` → players, `sample(key)`, `loss(i, z, ξ)`, claims: look at games/bilinear.ts. */
export const defineGame = <const C extends Schema, D extends HostTree>(d: Omit<GameDefinition<C, D>, 'kind'>): GameDefinition =>
  ({ ...d, kind: 'game' }) as unknown as GameDefinition
/** `create(config, game)` → `names()` and `measure(seen)`, numbers by name: look at metrics/distance.ts. */
export const defineMetric = <const C extends Schema>(d: Omit<MetricDefinition<C>, 'kind'>): MetricDefinition =>
  ({ ...d, kind: 'metric' }) as unknown as MetricDefinition
/** A plugin's module exports it, as default or as `plugin`. */
export const definePlugin = (plugin: Plugin): Plugin => plugin
