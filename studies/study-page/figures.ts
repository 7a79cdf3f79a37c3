/** Every figure of a study, game by game. */
import { curveFigures, type Predicted } from './curve-figures.ts'
import type { Gathered } from './gathered.ts'
import type { Choice, Figure, Over } from './figure.ts'
import { profileFigure, targetFigure } from './target-figures.ts'
import { bestAfterFigure, sensitivityFigures } from './tuning-figures.ts'

export interface GameFigures {
  readonly curves: readonly Figure[]
  readonly target: Figure | null
  readonly tuning: readonly Figure[]
}
export interface Figures {
  readonly games: readonly GameFigures[]
  readonly profiles: Figure | null
}

/** A file's name, and what a page refers to. */
export const idOf = (text: string): string => text.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '') || 'game'

export function figuresOf(all: Gathered, predicted: readonly Predicted[]): Figures {
  const { labels } = all
  const named = (f: Figure): Figure => ({ ...f, id: idOf(f.id) })
  return {
    games: all.games.map(({ game, cells }, i) => {
      const id = `${i + 1}-${idOf(game.label)}`
      const best = bestAfterFigure(id, cells)
      const target = targetFigure(id, cells, labels)
      return {
        curves: curveFigures(id, cells, labels, predicted).map(named),
        target: target && named(target),
        tuning: [...(best ? [best] : []), ...sensitivityFigures(id, cells)].map(named),
      }
    }),
    profiles: profileFigure(all),
  }
}
export const allOf = ({ games, profiles }: Figures): Figure[] => [
  ...games.flatMap(g => [...g.curves, ...(g.target ? [g.target] : []), ...g.tuning]),
  ...(profiles ? [profiles] : []),
]
/** Costs that some figure can be drawn over, the usual one first. */
export const oversOf = (figures: readonly Figure[]): Over[] =>
  (['flops', 'gradients', 'seconds', 'step'] as const).filter(over => figures.some(f => f.x[over]))
/** What is drawn without a choice. */
export const usualChoice = (figures: readonly Figure[]): Choice => ({
  over: oversOf(figures)[0] ?? 'flops',
  x: 'auto',
  y: 'auto',
})
