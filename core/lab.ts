/** The container: plugins go in, selectors come out as a game, its players, an optimizer and metrics. */
import 'reflect-metadata'
import { Container, ContainerModule, type ServiceIdentifier } from 'inversify'
import { planGame } from './assemble/game.ts'
import { buildMetric, type BuiltMetric } from './assemble/metric.ts'
import { demandApart } from './assemble/metrics.ts'
import { buildOptimizer } from './assemble/optimizer.ts'
import { buildPlayers } from './assemble/players.ts'
import { selectorOf } from './assemble/selected.ts'
import { startedFrom } from './assemble/starts.ts'
import type { Game, Optimizer, Player, ViewName } from './contract.ts'
import type { Definition, OptimizerDefinition, Plugin } from './define.ts'
import { key as keyOf, type Key } from './key.ts'
import type { StartingWeights } from './named-weights.ts'
import { originOf } from './plugin-origin.ts'
import { Refusal } from './refusal.ts'
import { registryOf, type Registered, type Registry } from './registry.ts'
import { axes, keyOfSeeds, type Seeds } from './seeds.ts'
import type { Selector } from './selector.ts'
import { formatSelector } from './selector-parse.ts'

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`saddlepoint/${name}`)
const tokens = {
  definition: token<Registered>('definition'),
  key: token<Key>('key'),
  players: token<Readonly<Record<string, Player>>>('players'),
  game: token<Game>('game'),
  optimizer: token<Optimizer>('optimizer'),
}

/** What a run is made of, as selectors. */
export interface Request {
  readonly game: Selector | string
  readonly optimizer: Selector | string
  /** Players injected into the game's roles. */
  readonly players?: Readonly<Record<string, Selector | string>>
  readonly metrics?: readonly (Selector | string)[]
  /** An integer ≥ 0: every start, draw and evaluation follows from it. */
  readonly seed: number
  /** Of single axes, in place of `seed`. */
  readonly seeds?: Partial<Seeds>
  /** Told of every definition that is taken, before it makes anything. */
  uses?(entry: Registered): void
  /** Ready objects in place of what the selectors make, for this run alone. */
  readonly override?: {
    readonly game?: Game
    readonly players?: Readonly<Record<string, Player>>
    readonly key?: Key
    /** Weights in place of the starting points of players, by the player's id. */
    readonly starts?: Readonly<Record<string, StartingWeights>>
  }
}
/** The objects of one run, made from its selectors. `engineOf` makes an engine of it. */
export interface Assembled {
  readonly key: Key
  readonly game: Game
  readonly optimizer: Optimizer
  readonly definition: OptimizerDefinition
  /** The view the optimizer runs on. */
  readonly needs: ViewName
  /** Derivatives of the losses that a step takes. */
  readonly order: 1 | 2
  readonly metrics: readonly BuiltMetric[]
  /** The same run with every default written out. */
  readonly resolved: {
    readonly game: string
    readonly optimizer: string
    readonly players: Readonly<Record<string, string>>
    readonly metrics: readonly string[]
    readonly seed: number
    /** Where the request gives any. */
    readonly seeds?: Seeds
  }
}
/** All definitions of some plugins: listed and found by kind and id, and put together. `createLab` makes it. */
export interface Lab extends Registry {
  readonly plugins: readonly Plugin[]
  /** The objects of a run. Throws where a selector is wrong, or something cannot be put together, in one sentence. */
  assemble(request: Request): Assembled
}

const moduleOf = (plugin: Plugin): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const { name, optimizers, transforms, learners, players, games, metrics } = plugin
    const file = originOf(plugin)
    const all = [optimizers, transforms, learners, players, games, metrics]
    for (const definition of all.flatMap((d): readonly Definition[] => d ?? []))
      bind(tokens.definition).toConstantValue({ plugin: name, ...(file === undefined ? {} : { file }), definition })
  })

/** Builds the container from plugins. Throws where two register the same id of a kind. */
export function createLab(plugins: readonly Plugin[]): Lab {
  const container = new Container()
  for (const plugin of plugins) container.load(moduleOf(plugin))
  const registry = registryOf(container.isBound(tokens.definition) ? container.getAll(tokens.definition) : [])
  return { ...registry, plugins, assemble: request => assemble(container, registry, request) }
}

/** A child container for one run. */
function assemble(container: Container, all: Registry, request: Request): Assembled {
  const { seed, override = {} } = request
  const registry: Registry = {
    ...all,
    find: (kind, id) => {
      const found = all.find(kind, id)
      request.uses?.(all.entry(found))
      return found
    },
  }
  const seeds: Seeds = { data: seed, init: seed, latent: seed, evaluation: seed, ...request.seeds }
  for (const [name, value] of [['seed', seed], ...axes.map(axis => [`seeds.${axis}`, seeds[axis]])] as [string, number][])
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Refusal(`${name} must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${value}`)
  const selector = selectorOf(request.game, 'game')
  const key = override.key ?? (request.seeds ? keyOfSeeds(seeds) : keyOf(seed))
  const planned = planGame(registry, selector, { key: key.fold('data') })
  const { players, written } = buildPlayers(registry, selector.id, planned.roles, {
    ...(request.players ? { players: request.players } : {}),
    ...(override.players ? { ready: override.players } : {}),
  })

  const scope = new Container({ parent: container })
  scope.bind(tokens.key).toConstantValue(key)
  scope.bind(tokens.players).toConstantValue(players)
  const make = (injected: Readonly<Record<string, Player>>): Game => override.game ?? planned.create(injected)
  scope.bind(tokens.game).toResolvedValue(make, [tokens.players]).inSingletonScope()
  const game = startedFrom(scope.get(tokens.game), override.starts ?? {}, key)
  const place = { path: 'optimizer', players: game.players.map(p => p.id) }
  const built = buildOptimizer(registry, selectorOf(request.optimizer, 'optimizer'), place, game)
  if (Object.keys(override.starts ?? {}).length > 0 && !['field', 'saddle'].includes(built.needs))
    throw new Refusal(
      `optimizer '${built.definition.id}' begins where the game's ${built.needs} view does, not at given weights; valid: optimizers of the field, such as extragradient`,
    )
  scope.bind(tokens.optimizer).toConstantValue(built.optimizer)
  const metrics = (request.metrics ?? []).map(m => buildMetric(registry, selectorOf(m, 'metric'), game, built.optimizer))
  demandApart(metrics, built.optimizer)
  return {
    key: scope.get(tokens.key),
    game,
    optimizer: scope.get(tokens.optimizer),
    definition: built.definition,
    needs: built.needs,
    order: built.order,
    metrics,
    resolved: {
      game: formatSelector({ id: selector.id, params: planned.params }),
      optimizer: formatSelector(built.selector),
      players: written,
      metrics: metrics.map(m => m.written),
      seed,
      ...(request.seeds ? { seeds } : {}),
    },
  }
}
