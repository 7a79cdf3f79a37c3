/** The container: plugins go in, selectors come out as a game, its players, an optimizer and metrics. */
import 'reflect-metadata'
import { Container, ContainerModule, type ServiceIdentifier } from 'inversify'
import { resolve } from './config/resolve.ts'
import { unknown } from './config/nearest.ts'
import { byPlayer } from './config/step-size.ts'
import type { Place } from './config/option.ts'
import type { Game, Optimizer, Player, StrategySet, Transform, ViewName } from './contract.ts'
import type {
  Definition,
  GameDefinition,
  Kind,
  Metric,
  MetricDefinition,
  OptimizerDefinition,
  PlayerDefinition,
  Plugin,
  Role,
  SlotKind,
  TransformDefinition,
} from './define.ts'
import { directionOf } from './direction.ts'
import { key as keyOf, type Key } from './key.ts'
import { Refusal } from './refusal.ts'
import type { Selector, Value } from './selector.ts'
import { formatSelector, parseSelector } from './selector-parse.ts'
import { viewReason } from './view.ts'

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`saddlepoint/${name}`)
const tokens = {
  definition: token<{ plugin: string; definition: Definition }>('definition'),
  key: token<Key>('key'),
  players: token<Readonly<Record<string, Player>>>('players'),
  game: token<Game>('game'),
  optimizer: token<Optimizer>('optimizer'),
}

/** The definition of a kind. */
export interface DefinitionOf {
  optimizer: OptimizerDefinition
  transform: TransformDefinition
  player: PlayerDefinition
  game: GameDefinition
  metric: MetricDefinition
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
  /** Ready objects in place of what the selectors make, for this run alone. */
  readonly override?: { readonly game?: Game; readonly players?: Readonly<Record<string, Player>>; readonly key?: Key }
}
export interface Assembled {
  readonly key: Key
  readonly game: Game
  readonly optimizer: Optimizer
  readonly definition: OptimizerDefinition
  /** The view the optimizer runs on. */
  readonly needs: ViewName
  /** Derivatives of the losses that a step takes. */
  readonly order: 1 | 2
  readonly metrics: readonly { readonly id: string; readonly metric: Metric }[]
  /** The same run with every default written out. */
  readonly resolved: {
    readonly game: string
    readonly optimizer: string
    readonly players: Readonly<Record<string, string>>
    readonly metrics: readonly string[]
    readonly seed: number
  }
}
export interface Lab {
  readonly plugins: readonly Plugin[]
  /** All definitions of a kind, by id. */
  list<K extends Kind>(kind: K): readonly DefinitionOf[K][]
  /** Throws where there is none, naming the nearest. */
  find<K extends Kind>(kind: K, id: string): DefinitionOf[K]
  /** Any definition of this id, of whatever kind. */
  describe(id: string): readonly Definition[]
  assemble(request: Request): Assembled
}

const article = (kind: string): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`

const moduleOf = (plugin: Plugin): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const all = [plugin.optimizers, plugin.transforms, plugin.players, plugin.games, plugin.metrics].flatMap((d): readonly Definition[] => d ?? [])
    for (const definition of all) bind(tokens.definition).toConstantValue({ plugin: plugin.name, definition })
  })

const selectorOf = (s: Selector | string, what: string): Selector => (typeof s === 'string' ? parseSelector(s, `${what} selector`) : s)

/** Builds the container from plugins. Throws where two register the same id of a kind. */
export function createLab(plugins: readonly Plugin[]): Lab {
  const container = new Container()
  for (const plugin of plugins) container.load(moduleOf(plugin))
  const index = new Map<string, { plugin: string; definition: Definition }>()
  const bound = container.isBound(tokens.definition) ? container.getAll(tokens.definition) : []
  for (const entry of bound) {
    const { kind, id } = entry.definition
    const other = index.get(`${kind} ${id}`)
    if (other) {
      const who = other.plugin === entry.plugin ? `plugin '${entry.plugin}' registers` : `plugins '${other.plugin}' and '${entry.plugin}' both register`
      throw new Refusal(`two plugins register the ${kind} '${id}': ${who} it; give one another id`)
    }
    index.set(`${kind} ${id}`, entry)
  }
  const list = <K extends Kind>(kind: K): DefinitionOf[K][] =>
    [...index.values()]
      .map(({ definition }) => definition)
      .filter((d): d is DefinitionOf[K] => d.kind === kind)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  const find = <K extends Kind>(kind: K, id: string): DefinitionOf[K] => {
    const entry = index.get(`${kind} ${id}`)
    if (!entry) throw new Refusal(unknown(kind, id, list(kind).map(d => d.id)))
    return entry.definition as DefinitionOf[K]
  }

  /** What a definition's `create` throws about its options is the user's to mend. */
  const creating = <T>(what: string, make: () => T): T => {
    try {
      return make()
    } catch (error) {
      if (error instanceof Refusal || !(error instanceof Error) || error.name !== 'Error') throw error
      throw new Refusal(error.message.startsWith(what) ? error.message : `${what}: ${error.message}`)
    }
  }

  const transformOf = (value: Value, place: Place): { transform: Transform; selector: Selector } => {
    const { id, params } = selectorValue(value, place, 'transform')
    const definition = find('transform', id)
    const { config, params: written } = resolve(`transform '${id}'`, definition.config, params, place)
    return { transform: creating(`transform '${id}'`, () => definition.create(config)), selector: { id, params: written } }
  }

  const optimizerOf = (selector: Selector, place: Place, game: Game, players: readonly string[]): Built => {
    const definition = find('optimizer', selector.id)
    const slots = Object.entries(definition.slots ?? {}).map(([name, slot]) => {
      const kind: SlotKind = typeof slot === 'string' ? slot : slot.kind
      return { name, kind, standard: typeof slot === 'string' ? (kind === 'transform' ? 'sgd' : undefined) : slot.default }
    })
    const names = slots.map(s => s.name)
    const { config, params } = resolve(`optimizer '${selector.id}'`, definition.config, selector.params, place, names)
    const written: Record<string, Value> = { ...params }
    const filled: Record<string, unknown> = {}
    let [needs, order]: [ViewName | null, 1 | 2] = [definition.needs === 'inner' ? null : definition.needs, definition.order ?? 1]
    for (const { name, kind, standard } of slots) {
      const at = { ...place, path: `${place.path}.${name}` }
      const given = selector.params[name] ?? standard
      if (given === undefined) throw new Refusal(`optimizer '${selector.id}': ${name} must be given: ${article(kind)} such as ${selector.id}[${name}=gda]`)
      const value = typeof given === 'string' ? parseSelector(given, `${at.path} selector`) : given
      if (kind === 'transform') {
        const slot = directionSlot(value, at, game.players.map(p => p.set))
        filled[name] = directionOf(slot.transforms)
        written[name] = slot.written
      } else {
        const inner = optimizerOf(selectorValue(value, at, 'optimizer'), at, game, players)
        filled[name] = inner.optimizer
        written[name] = inner.selector
        if (definition.needs === 'inner') needs = inner.needs
        order = Math.max(order, inner.order) as 1 | 2
      }
    }
    if (needs === null) throw new Refusal(`optimizer '${selector.id}' runs another one: give it in ${names.join(' or ')}`)
    const lacks = viewReason(game, needs) ?? definition.refuses?.(config, game)
    if (lacks) throw new Refusal(`optimizer '${selector.id}' cannot run here: ${lacks}`)
    const context = { players, sets: game.players.map(p => p.set) }
    const optimizer = creating(`optimizer '${selector.id}'`, () => definition.create(config, filled as never, context)) as Optimizer
    return { optimizer, definition, needs, order, selector: { id: selector.id, params: written } }
  }

  /** A transform for every player, checked against the players' sets. */
  const directionSlot = (value: Value, place: Place, sets: readonly StrategySet[]): { transforms: Transform[]; written: Value } => {
    const selector = selectorValue(value, place, 'transform')
    const made =
      selector.id === 'by-player' ? byPlayer(selector, place, (v, at) => transformOf(v, at)) : place.players.map(() => transformOf(selector, place))
    made.forEach(({ transform, selector: { id } }, i) => {
      const set = sets[i]!
      if (!transform.metric || set.separable) return
      throw new Refusal(
        `${place.path}=${id} cannot be followed by a Euclidean projection on the set ${set.name} of player '${place.players[i]!}': the two use different metrics; ` +
          'use sgd, momentum or clip-norm for this player, or a set that is a product of intervals (free, box, orthant, l1)',
      )
    })
    const written =
      selector.id === 'by-player' ? { id: 'by-player', params: Object.fromEntries(made.map((m, i) => [place.players[i]!, m.selector])) } : made[0]!.selector
    return { transforms: made.map(m => m.transform), written }
  }

  const playersOf = (game: GameDefinition, roles: readonly Role[] | null, request: Request): { made: Record<string, Player>; written: Record<string, string> } => {
    const ids = roles?.map(r => r.id) ?? []
    for (const id of Object.keys(request.players ?? {})) {
      if (roles) {
        if (!ids.includes(id)) throw new Refusal(unknown(`game '${game.id}': player`, id, ids))
      } else throw new Refusal(`game '${game.id}' makes its own players: player '${id}' cannot be given; valid: none`)
    }
    const made: Record<string, Player> = {}
    const written: Record<string, string> = {}
    for (const role of roles ?? []) {
      const ready = request.override?.players?.[role.id]
      if (ready) {
        made[role.id] = ready
        written[role.id] = 'an injected object'
        continue
      }
      const { id, params } = selectorOf(request.players?.[role.id] ?? role.player, `player ${role.id}`)
      const definition = find('player', id)
      const resolved = resolve(`player '${id}'`, definition.config, params, { path: `players.${role.id}`, players: ids })
      made[role.id] = creating(`player '${id}' as ${role.id}`, () => definition.create(resolved.config, role))
      written[role.id] = formatSelector({ id, params: resolved.params })
    }
    return { made, written }
  }

  const assemble = (request: Request): Assembled => {
    if (!Number.isSafeInteger(request.seed) || request.seed < 0) throw new Refusal(`seed must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${request.seed}`)
    const scope = new Container({ parent: container })
    const selector = selectorOf(request.game, 'game')
    const definition = find('game', selector.id)
    const { config, params } = resolve(`game '${selector.id}'`, definition.config, selector.params, { path: 'game', players: [] })
    const key = request.override?.key ?? keyOf(request.seed)
    const context = { key: key.fold('data') }
    const roles = definition.roles ? creating(`game '${selector.id}'`, () => definition.roles!(config, context)) : null
    const { made, written } = playersOf(definition, roles, request)
    scope.bind(tokens.key).toConstantValue(key)
    scope.bind(tokens.players).toConstantValue(made)
    scope.bind(tokens.game).toResolvedValue(
      players => request.override?.game ?? creating(`game '${selector.id}'`, () => definition.create(config, players, context)),
      [tokens.players],
    ).inSingletonScope()
    const game = scope.get(tokens.game)
    const ids = game.players.map(p => p.id)
    const built = optimizerOf(selectorOf(request.optimizer, 'optimizer'), { path: 'optimizer', players: ids }, game, ids)
    scope.bind(tokens.optimizer).toConstantValue(built.optimizer)
    const metrics = (request.metrics ?? []).map(m => metricOf(selectorOf(m, 'metric'), game))
    return {
      key: scope.get(tokens.key),
      game,
      optimizer: scope.get(tokens.optimizer),
      definition: built.definition,
      needs: built.needs,
      order: built.order,
      metrics,
      resolved: {
        game: formatSelector({ id: selector.id, params }),
        optimizer: formatSelector(built.selector),
        players: written,
        metrics: metrics.map(m => m.written),
        seed: request.seed,
      },
    }
  }
  const metricOf = (selector: Selector, game: Game): { id: string; metric: Metric; written: string } => {
    const definition = find('metric', selector.id)
    const place = { path: `metric.${selector.id}`, players: game.players.map(p => p.id) }
    const { config, params } = resolve(`metric '${selector.id}'`, definition.config, selector.params, place)
    const reason = definition.refuses?.(game)
    if (reason) throw new Refusal(`metric '${selector.id}' does not apply: ${reason}`)
    return { id: selector.id, metric: creating(`metric '${selector.id}'`, () => definition.create(config, game)), written: formatSelector({ id: selector.id, params }) }
  }

  return {
    plugins,
    list,
    find,
    describe: id => [...index.values()].map(e => e.definition).filter(d => d.id === id),
    assemble,
  }
}

interface Built {
  readonly optimizer: Optimizer
  readonly definition: OptimizerDefinition
  readonly needs: ViewName
  readonly order: 1 | 2
  readonly selector: Selector
}

/** A word is a selector without parameters. */
function selectorValue(value: Value, place: Place, kind: Kind): Selector {
  if (typeof value === 'string') return { id: value, params: {} }
  if (typeof value === 'object' && 'params' in value) return value
  throw new Refusal(`${place.path} must be ${article(kind)}, as a selector such as ${kind === 'transform' ? 'adam[beta1=0.5]' : 'gda[stepSize=0.1]'}, got ${JSON.stringify(value)}`)
}
