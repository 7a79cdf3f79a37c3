/** The key of a study file that is at fault where a pair cannot be put together. */
import type { Lab } from '../../core/lab.ts'
import { formatSelector } from '../../core/selector-parse.ts'
import { withOptions } from './options.ts'
import { endsOf, type GameSetting, type OptimizerSetting } from './rows.ts'
import type { Path } from './shape.ts'
import type { GameEntry } from './study-file.ts'
import { together } from './together.ts'

/** The player that the game refuses where it can be made without players, or with its own in their place. */
export function blamedInGame(lab: Lab, { entry, path }: GameSetting, optimizer: string): Path {
  const { players, ...rest } = entry
  const made = (some: GameEntry['players']): boolean => {
    const result = together(lab, { ...rest, ...(some ? { players: some } : {}) }, optimizer)
    return !('by' in result && result.by === 'game')
  }
  if (!players || !made(undefined)) return path
  const role = Object.keys(players).find(name => !made({ [name]: players[name]! }))
  return [...path.slice(0, -1), 'players', ...(role === undefined ? [] : [role])]
}

/** The option of the grid or of the tuning where the selector runs without it and not with it, else the selector. */
export function blamedInOptimizer(lab: Lab, game: GameSetting, { base, entry, own, path, options }: OptimizerSetting): Path {
  const runs = (given: Readonly<Record<string, number | string>>): boolean =>
    'assembled' in together(lab, game.entry, formatSelector(withOptions(lab, base, given)))
  if (!runs({})) return path
  const places: readonly (readonly [place: Path, name: string, value: number | string])[] = [
    ...Object.entries(options).map(([name, value]) => [['grid', name, entry.grid![name]!.indexOf(value)], name, value] as const),
    ...Object.entries(entry.tune ?? {}).flatMap(([name, range]) =>
      endsOf(range).map(([place, value]) => [['tune', name, ...place], name, value] as const),
    ),
  ]
  const fault = places.find(([, name, value]) => !runs({ [name]: value }))
  return fault ? [...own, ...fault[0]] : own
}
