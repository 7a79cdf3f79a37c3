/** Puts every optimizer of a study together with every game of it, before any run. */
import { buildMetric, type BuiltMetric } from '../../core/assemble/metric.ts'
import { nearest } from '../../core/config/nearest.ts'
import type { Assembled, Lab } from '../../core/lab.ts'
import type { Registered } from '../../core/registry.ts'
import { formatSelector, parseSelector } from '../../core/selector-parse.ts'
import type { Options } from '../tuning/draw.ts'
import { blamedInGame, blamedInOptimizer } from './blamed.ts'
import { withOptions } from './options.ts'
import { isTuned } from './plan.ts'
import { at, endsOf, type GameSetting, type OptimizerSetting } from './rows.ts'
import type { Refuse } from './shape.ts'
import { measuring, together, uncounted } from './together.ts'

/** A pair that can be put together. */
export interface Pair {
  readonly game: GameSetting
  readonly optimizer: OptimizerSetting
  readonly assembled: Assembled
  readonly metrics: readonly BuiltMetric[]
  readonly used: readonly Registered[]
}
export interface Unpaired {
  readonly game: GameSetting
  readonly optimizer: OptimizerSetting
  readonly reason: string
}
/** What is to be put together. */
export interface Settings {
  readonly games: readonly GameSetting[]
  readonly optimizers: readonly OptimizerSetting[]
  readonly columns: readonly string[]
  /** Options of a first trial; none where nothing is tuned. */
  first(optimizer: OptimizerSetting): Options
}

/** The optimizer of a setting with options that tuning has drawn or chosen, as a selector. */
export const optimizerWith = (lab: Lab, { selector }: OptimizerSetting, options: Options): string =>
  formatSelector(withOptions(lab, selector, options))

/** All pairs. Throws where a row runs on no game, a game is played by none, or a metric measures none of them. */
export function pairsOf(lab: Lab, settings: Settings, refuse: Refuse): { pairs: readonly Pair[]; unpaired: readonly Unpaired[] } {
  const { games, optimizers } = settings
  const all = games.flatMap(game => onGame(lab, game, settings, refuse))
  const pairs = all.filter(p => 'assembled' in p)
  const unpaired = all.filter(p => 'reason' in p)
  for (const optimizer of optimizers) {
    const [first] = unpaired.filter(u => u.optimizer === optimizer)
    if (first && !pairs.some(p => p.optimizer === optimizer))
      refuse(blamedInOptimizer(lab, first.game, optimizer), `: ${first.reason}`)
  }
  games.forEach((game, i) => {
    if (!pairs.some(p => p.game === game))
      refuse(['games', i], `is played by no optimizer of the study: ${unpaired.find(u => u.game === game)!.reason}`)
  })
  for (const pair of pairs) demandMeasured(lab, pair, refuse)
  demandColumns(pairs, settings.columns, refuse)
  for (const optimizer of optimizers)
    demandRanges(
      lab,
      pairs.find(p => p.optimizer === optimizer)!,
      settings,
      refuse,
    )
  demandDifferent(pairs, refuse)
  return { pairs, unpaired }
}

function onGame(lab: Lab, game: GameSetting, { optimizers, first }: Settings, refuse: Refuse): (Pair | Unpaired)[] {
  let ready: Assembled['game'] | undefined
  let fault: { readonly metric: number; readonly reason: string } | null = null
  const all = optimizers.map((optimizer): Pair | Unpaired => {
    const apart = (reason: string): Unpaired => ({ game, optimizer, reason })
    const selector = at(optimizer.own, refuse, () => optimizerWith(lab, optimizer, first(optimizer)))
    const made = together(lab, game.entry, selector, ready)
    if ('by' in made) {
      if (made.by === 'game') refuse(blamedInGame(lab, game, selector), `: ${made.reason}`)
      return apart(made.reason)
    }
    const { assembled, used } = made
    ready = assembled.game
    const result = measuring(lab, game, assembled)
    if ('reason' in result) {
      fault ??= result
      return apart(result.reason)
    }
    const reason = uncounted(game, assembled)
    if (reason !== null) return apart(reason)
    const metrics = result.built.map(({ id }) => lab.entry(lab.find('metric', id)))
    return { game, optimizer, assembled, metrics: result.built, used: [...used, ...metrics] }
  })
  const { metric, reason } = (fault as { metric: number; reason: string } | null) ?? { metric: 0, reason: null }
  if (reason !== null && !all.some(p => 'assembled' in p)) refuse([...game.metricsPath, metric], `: ${reason}`)
  return all
}

/** Every further column is measured on some game, and none is there twice. */
function demandColumns(pairs: readonly Pair[], columns: readonly string[], refuse: Refuse): void {
  const all = pairs.map(({ metrics, assembled }) => metrics.map(({ metric }) => metric.names?.(assembled.optimizer) ?? null))
  const names = [...new Set(all.flat(2).filter(name => name !== null))]
  // A metric that does not tell its names may measure any.
  const told = all.flat().every(n => n !== null)
  columns.forEach((column, i) => {
    if (columns.indexOf(column) < i) refuse(['columns', i], `is '${column}' again; give every column once`)
    if (!told || names.includes(column)) return
    const near = nearest(column, names)
    refuse(
      ['columns', i],
      `is '${column}', which no metric measures on any game${near === null ? ';' : `; did you mean '${near}'?`} valid: ${names.join(', ') || 'none, since the metrics measure no number'}`,
    )
  })
}

/** The objective is among the numbers of the game's metrics, and its picture is one. */
function demandMeasured(lab: Lab, { game, assembled, metrics }: Pair, refuse: Refuse): void {
  const { picture } = game.entry
  if (picture !== undefined) {
    const place = [...game.path.slice(0, -1), 'picture']
    const { metric, id } = at(place, refuse, () =>
      buildMetric(lab, parseSelector(picture, 'metric selector'), assembled.game, assembled.optimizer),
    )
    if (!(metric.picture ?? metric.portrait))
      refuse(place, `is metric '${id}', which draws no picture; valid: one that does, such as samples or phase-portrait`)
  }
  const wanted = game.row.objective.metric
  const names = metrics.flatMap(({ metric }) => metric.names?.(assembled.optimizer) ?? [wanted])
  if (names.includes(wanted)) return
  const near = nearest(wanted, names)
  refuse(
    game.objectivePath,
    `is '${wanted}', which no metric measures on ${game.row.label}${near === null ? ';' : `; did you mean '${near}'?`} valid: ${names.join(', ') || 'none, since its metrics measure no number'}`,
  )
}

/** Both ends of every range can be had: a trial would find out later otherwise. */
function demandRanges(lab: Lab, { game, optimizer, assembled }: Pair, { first }: Settings, refuse: Refuse): void {
  for (const [name, range] of Object.entries(optimizer.row.tune))
    for (const [inside, value] of endsOf(range)) {
      const place = [...optimizer.own, 'tune', name, ...inside]
      const selector = at(place, refuse, () => optimizerWith(lab, optimizer, { ...first(optimizer), [name]: value }))
      const made = together(lab, game.entry, selector, assembled.game)
      if ('by' in made) refuse(place, `: ${made.reason}`)
    }
}

/** Two rows that are written differently are not the same one with its defaults written out. */
function demandDifferent(pairs: readonly Pair[], refuse: Refuse): void {
  const seen = new Map<string, Pair>()
  for (const pair of pairs) {
    if (isTuned(pair.optimizer.row)) continue
    const { optimizer } = pair.assembled.resolved
    const name = `${pair.game.row.id} ${optimizer}`
    const [, twin] = seen.get(name)?.optimizer.own ?? []
    if (twin !== undefined) refuse(pair.optimizer.own, `is optimizers[${twin}] again: both are ${optimizer}; give every row once`)
    seen.set(name, pair)
  }
}
