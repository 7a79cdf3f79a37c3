/** What tuning found: the best after each trial, and the objective against each option. */
import type { Range } from '../plan/study-file.ts'
import { ofTrials } from '../statistics/of-trials.ts'
import { costEnds, countEnds, valueEnds, wordEnds } from './axes.ts'
import { half, short } from './curve-figures.ts'
import type { Cell } from './gathered.ts'
import type { Ends, Figure, Line } from './figure.ts'

const tuned = (cells: readonly Cell[]): Cell[] => cells.filter(c => (c.choice?.trials.length ?? 0) > 0)
const objectivesOf = (cells: readonly Cell[]): number[] => cells.flatMap(c => c.choice!.trials.map(t => t.objective))

/** Null where nothing was tuned. */
export function bestAfterFigure(id: string, cells: readonly Cell[]): Figure | null {
  const some = tuned(cells)
  if (some.length === 0) return null
  const bests = some.map(c => ofTrials(c.game, c.choice!).map(b => b.median))
  const y = valueEnds(some[0]!.game.objective.metric, bests.flat(), [], half.height)
  if (!y) return null
  return {
    id: `${id}-best-after`,
    title: 'best objective of so many trials, median over which are drawn',
    ...half,
    names: 0,
    x: { other: countEnds('trials', Math.max(...bests.map(b => b.length))) },
    y,
    lines: some.map((c, i): Line => ({
      row: c.index,
      kind: 'steps',
      x: bests[i]!.map((_, k) => k + 1),
      y: bests[i]!.map(short),
    })),
    levels: [],
  }
}

/** An axis for the values that an option took in trials. */
function optionEnds(
  name: string,
  range: Range | undefined,
  values: readonly (number | string)[],
): { ends: Ends; at(v: number | string): number } | null {
  const numbers = values.filter(v => typeof v === 'number')
  if (numbers.length < values.length || (range && 'choices' in range)) {
    const words = [...new Set([...(range && 'choices' in range ? range.choices : []), ...values].map(String))]
    return { ends: wordEnds(name, words), at: v => words.indexOf(String(v)) }
  }
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const room =
    range && 'logUniform' in range ? [low / 1.2, high * 1.2] : [low - 0.05 * (high - low || 1), high + 0.05 * (high - low || 1)]
  const ends = range && 'logUniform' in range ? costEnds(name, room, half.width) : valueEnds(name, numbers, [], half.width)
  return ends && { ends, at: v => v as number }
}

/** A figure an option: every trial a dot, the chosen one ringed; a trial without a number a cross at the upper end. */
export function sensitivityFigures(id: string, cells: readonly Cell[]): Figure[] {
  const some = tuned(cells)
  const names = [...new Set(some.flatMap(c => Object.keys(c.row.tune)))]
  return names.flatMap((name): Figure[] => {
    const having = some.filter(c => c.row.tune[name])
    const values = having.flatMap(c => c.choice!.trials.flatMap(t => t.options[name] ?? []))
    const axis = values.length > 0 ? optionEnds(name, having[0]!.row.tune[name], values) : null
    const y = valueEnds(having[0]!.game.objective.metric, objectivesOf(having), [], half.height)
    if (!axis || !y) return []
    const lines = having.map((c): Line => {
      const trials = c.choice!.trials.filter(t => t.options[name] !== undefined)
      const taken = JSON.stringify(c.choice!.options)
      return {
        row: c.index,
        kind: 'dots',
        x: trials.map(t => short(axis.at(t.options[name]!))),
        y: trials.map(t => short(t.objective)),
        ringed: trials.flatMap((t, i) => (JSON.stringify(t.options) === taken ? [i] : [])),
      }
    })
    return [
      {
        id: `${id}-option-${name}`,
        title: `objective against ${name}`,
        ...half,
        names: 0,
        x: { other: axis.ends },
        y,
        lines,
        levels: [],
      },
    ]
  })
}
