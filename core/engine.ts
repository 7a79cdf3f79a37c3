import type { Probe } from './define.ts'
import type { Game, Optimizer } from './contract.ts'
import type { HostTensor } from './host.ts'
import type { Key } from './key.ts'
import type { Counts } from './ledger.ts'
import type { Mixture } from './mixture.ts'
import type { Layout } from './point.ts'
import { Profile } from './profile.ts'
import type { Form, HostTree } from './tree.ts'

/** Entries of one leaf of a state on the host, in the precision of the run. */
export type LeafEntries = Float64Array | Float32Array | Int32Array | Uint8Array

/** A state as plain data between steps: what a checkpoint holds. */
export interface StateData {
  readonly form: Form
  readonly leaves: readonly LeafEntries[]
}

/** Some steps made. */
export interface Advanced {
  readonly state: StateData
  readonly counts: Counts
  /** Floating-point operations, or null where they are not known. */
  readonly flops: number | null
  /** True where the FLOPs come from a formula and not from a graph. */
  readonly estimated?: true
  /** How many, where a solver had ended before all were made. */
  readonly steps?: number
}

/** What runs an optimizer's steps: compiled, eager, or on the host. */
export interface Engine {
  readonly kind: 'compiled' | 'eager' | 'host'
  /** Whether the game draws anything. */
  readonly random: boolean
  /** The state before step 0 and what making it has spent. */
  begin(): Promise<Advanced>
  /** The state before step 0. */
  init(): Promise<StateData>
  /** Makes steps k, …, k + n − 1. Does not touch `state`. */
  advance(state: StateData, k: number, n: number): Promise<Advanced>
  /** The answer on the host, empty atoms left out; of the name, where the optimizer holds others beside it. */
  answer(state: StateData, other?: string): Promise<readonly Mixture[]>
  /** Names of the other answers. */
  readonly others: readonly string[]
  evaluate(probe: Probe, z: Profile, inputs: readonly HostTensor[]): Promise<readonly HostTensor[]>
  /** Whether a host solver has ended; where it says why, that. */
  done(state: StateData): boolean | string
  dispose(): void
}

/** What every engine of a differentiable game is made from. */
export interface FieldRun {
  readonly game: Game
  readonly optimizer: Optimizer<unknown, 'field'>
  /** Of a run that is only looked at (core/spectrum): its steps are on the host, on the game's saddle view. */
  readonly needs?: 'saddle'
  /** The run's key: starts, draws and evaluations are its children. */
  readonly key: Key
}

/** The key of a player's starting point. */
export const startKey = (key: Key, player: string): Key => key.fold('start').fold(player)

/** Starting points of the players, on the host: the same for every optimizer of a seed. */
export const startOf = ({ game, key }: { game: Game; key: Key }): Profile =>
  new Profile(game.players.map(p => p.start(startKey(key, p.id))))

/** The key of draw d of step k. */
export const drawKey = (key: Key, k: number | 'init' | 'evaluation', d: number): Key => key.fold('draw').fold(k).fold(d)

/** The key of what is random in the structure of step k (`phase`). */
export const phaseKey = (key: Key, k: number): Key => key.fold('phase').fold(k)

/** Shapes of one draw, and the layouts of the players' points. */
export interface GameForm {
  readonly template: HostTree
  readonly layouts: readonly Layout[]
}
export const formOf = ({ game, key }: { game: Game; key: Key }, start: Profile): GameForm => ({
  template: game.sample(drawKey(key, 'init', 0)),
  layouts: start.points.map(p => p.layout),
})
