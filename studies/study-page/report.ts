/** What the page of a study and the files beside it show: results by game, figures, and numbers of tables, each made once. */
import type { StudyResults } from '../store/stored-run.ts'
import type { Predicted } from './curve-figures.ts'
import type { GameField } from './fields.ts'
import type { Figure } from './figure.ts'
import { allOf, figuresOf, type Figures } from './figures.ts'
import { gathered, type Gathered } from './gathered.ts'
import { summaries, type Summary } from './summary.ts'
import type { Checked } from '../expect/evaluate.ts'

/** What is known beside the results. */
export interface Known {
  readonly checked: readonly Checked[]
  readonly predicted: readonly Predicted[]
  /** Of games in the plane. */
  readonly fields: readonly GameField[]
}
export interface Report extends Known {
  readonly all: Gathered
  readonly figures: Figures
  /** The same in one list. */
  readonly every: readonly Figure[]
  /** The rows of each game's table. */
  readonly tables: readonly (readonly Summary[])[]
}

export function reportOf(results: StudyResults, { checked = [], predicted = [], fields = [] }: Partial<Known>): Report {
  const all = gathered(results)
  const figures = figuresOf(all, predicted)
  const tables = all.games.map(g => summaries(g.cells, results.plan.study))
  return { checked, predicted, fields, all, figures, every: allOf(figures), tables }
}
