/** Results as JSON: what the page says, in numbers. What is not finite is a word, `Infinity`, `-Infinity` or `NaN`. */
import { lastOf } from '../study-page/gathered.ts'
import type { Report } from '../study-page/report.ts'

const words = (_: string, v: unknown): unknown => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v)

export function resultsJson({ all, tables, checked, predicted }: Report): string {
  const { plan, choices, seconds } = all.results
  const games = all.games.map(({ game }, i) => ({
    game,
    rows: tables[i]!.map(
      ({ cell, objective, interquartileMean, spread, best, measured, equal, reached, toTarget, spent, ended }) => ({
        optimizer: cell.row.id,
        label: cell.row.label,
        objective,
        interquartileMean,
        spread,
        best,
        ...(measured.size === 0 ? {} : { measured: Object.fromEntries(measured) }),
        ...(equal.length === 0 ? {} : { equal }),
        ...(game.target === null ? {} : { reached, toTarget }),
        spent,
        ended: Object.fromEntries(ended),
        ...(cell.refused === null ? {} : { refused: cell.refused }),
        runs: [
          ...cell.done.map(({ seed, run, value, reached: mark }) => ({
            seed,
            key: run.key,
            spec: run.spec,
            outcome: run.outcome,
            objective: value,
            ...(game.target === null
              ? {}
              : { reached: mark && { step: mark.step, flops: mark.flops, gradients: mark.gradients, seconds: mark.seconds } }),
            last: lastOf(run),
            made: run.made,
          })),
          ...cell.failed.map(({ seed, run }) => ({
            seed,
            key: run.key,
            spec: run.spec,
            failed: run.reason,
            attempts: run.attempts,
          })),
        ],
      }),
    ),
  }))
  return `${JSON.stringify({ study: plan.study, expectations: checked, predicted, games, choices, seconds }, words, 1)}\n`
}
