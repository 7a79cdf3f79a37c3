/** Rows of a study: its games, and its optimizers with every setting of their grids; their ids come from what they are. */
import { shown } from '../../core/config/number.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Registry } from '../../core/registry.ts'
import type { Selector } from '../../core/selector.ts'
import { formatSelector, parseSelector } from '../../core/selector-parse.ts'
import type { Options } from '../tuning/draw.ts'
import { digestOf } from './canonical.ts'
import { gameEntry, optimizerEntry } from './coherent.ts'
import { says, sorted, withOptions } from './options.ts'
import type { GameRow, OptimizerRow } from './plan.ts'
import type { Path, Refuse } from './shape.ts'
import type { GameEntry, Grid, OptimizerEntry, Range, StudyFile } from './study-file.ts'

/** Whose mistake a Refusal is: of the key at the path. Other errors pass. */
export function at<T>(path: Path, refuse: Refuse, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refuse(path, error.message.startsWith('is ') ? error.message : `: ${error.message}`)
  }
}
/** An id that says which one it is and changes with nothing but what it is. */
const idOf = (name: string, content: unknown): string => `${name}-${digestOf(content).slice(0, 8)}`

export interface GameSetting {
  readonly row: GameRow
  readonly entry: GameEntry
  /** Of the selector. */
  readonly path: Path
  readonly metrics: readonly string[]
  readonly metricsPath: Path
  readonly objectivePath: Path
}
export function gameSettings(study: StudyFile, registry: Registry, refuse: Refuse): readonly GameSetting[] {
  const settings = study.games.map((given, i): GameSetting => {
    const entry = gameEntry(given)
    const own: Path = ['games', i]
    const path = typeof given === 'string' ? own : [...own, 'game']
    const selector = at(path, refuse, () => parseSelector(entry.game, 'game selector'))
    at(path, refuse, () => registry.find('game', selector.id))
    const { players, metrics, budget, picture, objective, target } = entry
    const content = { game: formatSelector(sorted(selector)), players, metrics, budget, picture, objective, target }
    return {
      row: {
        id: idOf(selector.id, content),
        label: entry.label ?? entry.game,
        objective: objective ?? study.objective,
        target: target ?? null,
        budget: budget ?? study.budget,
      },
      entry,
      path,
      metrics: metrics ?? study.metrics,
      metricsPath: metrics ? [...own, 'metrics'] : ['metrics'],
      objectivePath: [...(objective ? own : []), 'objective', 'metric'],
    }
  })
  demandApart(
    settings.map(({ row }, i) => ({ ...row, path: ['games', i] })),
    refuse,
  )
  return settings
}

export interface OptimizerSetting {
  readonly row: OptimizerRow
  readonly entry: OptimizerEntry
  /** Of the selector, and of the whole entry. */
  readonly path: Path
  readonly own: Path
  readonly selector: Selector
  /** The selector without what the grid says. */
  readonly base: Selector
  /** What the grid says. */
  readonly options: Options
}
/** Most rows that the grid of one entry may have. */
const most = 10_000

export function optimizerSettings(study: StudyFile, registry: Registry, refuse: Refuse): readonly OptimizerSetting[] {
  const settings = study.optimizers.flatMap((given, i): readonly OptimizerSetting[] => {
    const entry = optimizerEntry(given)
    const own: Path = ['optimizers', i]
    const path = typeof given === 'string' ? own : [...own, 'optimizer']
    const base = at(path, refuse, () => parseSelector(entry.optimizer, 'optimizer selector'))
    at(path, refuse, () => registry.find('optimizer', base.id))
    const { grid = {}, tune = {} } = entry
    const places = [
      ...Object.entries(grid).map(([n, values]) => ['grid', n, values[0]!] as const),
      ...Object.entries(tune).map(([n, r]) => ['tune', n, endsOf(r)[0]![1]] as const),
    ]
    for (const [list, name, value] of places) {
      const place = [...own, list, name]
      if (says(base, name)) refuse(place, `is in the selector ${entry.optimizer} too; give it once`)
      at(place, refuse, () => withOptions(registry, base, { [name]: value }))
    }
    const rows = Object.values(grid).reduce((n, values) => n * values.length, 1)
    if (rows > most) refuse([...own, 'grid'], `makes ${rows} settings; at most ${most}`)
    return settingsOf(grid).map(options => {
      const selector = at(own, refuse, () => withOptions(registry, base, options))
      const optimizer = formatSelector(selector)
      const said = Object.entries(options).map(([name, value]) => `${name} = ${value}`)
      const label = entry.label === undefined ? optimizer : [entry.label, ...said].join(', ')
      const id = idOf(selector.id, { optimizer: formatSelector(sorted(selector)), tune })
      return { row: { id, label, optimizer, tune }, entry, path, own, selector, base, options }
    })
  })
  demandApart(
    settings.map(({ row, own }) => ({ ...row, path: own })),
    refuse,
  )
  return settings
}

/** Every combination of the values; the last option changes first. */
const settingsOf = (grid: Readonly<Record<string, Grid>>): readonly Options[] =>
  Object.entries(grid).reduce<readonly Options[]>(
    (all, [name, values]) => all.flatMap(options => values.map(value => ({ ...options, [name]: value }))),
    [{}],
  )
/** The ends of a range, or all its choices, and where they stand in it: where it can be wrong, one of them is. */
export const endsOf = (range: Range): readonly (readonly [place: Path, value: number | string])[] =>
  Object.entries<Grid>(range).flatMap(([kind, values]) => values.map((value, i) => [[kind, i], value] as const))

/** No row twice, and no two of one name. */
function demandApart(
  rows: readonly { readonly id: string; readonly label: string; readonly path: Path }[],
  refuse: Refuse,
): void {
  const [ids, labels] = [new Map<string, Path>(), new Map<string, Path>()]
  for (const { id, label, path } of rows) {
    const [twin, namesake] = [ids.get(id), labels.get(label)]
    if (twin) refuse(path, `is ${twin[0]!}[${twin[1]!}] again; give every row once`)
    if (namesake)
      refuse(path, `has the label ${shown(label)} of ${namesake[0]!}[${namesake[1]!}] too; give one of them another label`)
    ids.set(id, path)
    labels.set(label, path)
  }
}
