/** Results as comma-separated values (RFC 4180): a line a run, and a line a measured step. */
import { measuredNames } from '../run-page/panels.ts'
import { runCommand } from '../study-page/commands.ts'
import { costs, lastOf, type Gathered } from '../study-page/gathered.ts'
import { ledger } from '../study-page/summary.ts'

type Field = string | number | boolean | null | undefined
/** Numbers in full precision; nothing for what is not there. */
const field = (v: Field): string => {
  const text = v === null || v === undefined ? '' : String(v)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const lines = (rows: readonly (readonly Field[])[]): string => rows.map(r => `${r.map(field).join(',')}\n`).join('')

const metricsOf = ({ games }: Gathered): string[] => [
  ...new Set(games.flatMap(g => g.cells.flatMap(c => c.done.slice(0, 1).flatMap(d => measuredNames(d.run.marks))))),
]

/** A line a planned run. */
export function resultsCsv(all: Gathered): string {
  const metrics = metricsOf(all)
  const plugins = all.results.plan.study.plugins ?? []
  const byKey = new Map(all.games.flatMap(g => g.cells.flatMap(c => c.done.map(d => [d.run.key, d] as const))))
  const gameOf = new Map(all.games.map(g => [g.game.id, g.game]))
  const labelOf = new Map(all.results.plan.optimizers.map(o => [o.id, o.label]))
  const head = [
    'game',
    'optimizer',
    'seed',
    'state',
    'outcome',
    'evidence',
    'objective',
    'target',
    'reached',
    ...costs.map(c => `${c} to target`),
    'steps',
    ...ledger,
    'flops estimated',
    ...metrics,
    'data seed',
    'init seed',
    'latent seed',
    'evaluation seed',
    'key',
    'command',
  ]
  const rows = all.results.runs
    .filter(r => r.planned.purpose.kind === 'evaluation')
    .map(({ planned, stored }): Field[] => {
      const game = gameOf.get(planned.game)
      const done = byKey.get(planned.key)
      const last = done && lastOf(done.run)
      const { seeds } = planned.spec
      return [
        game?.label ?? planned.game,
        labelOf.get(planned.optimizer) ?? planned.optimizer,
        planned.purpose.seed,
        stored?.state ?? 'pending',
        done?.run.outcome.kind,
        done ? done.run.outcome.evidence : stored?.state === 'failed' ? stored.reason : undefined,
        done?.value,
        game?.target,
        done && game?.target !== null ? done.reached !== null : undefined,
        ...costs.map(c => done?.reached?.[c]),
        last?.step,
        ...ledger.map(c => last?.[c]),
        done?.run.estimated,
        ...metrics.map(m => last?.metrics[m]),
        seeds.data,
        seeds.init,
        seeds.latent,
        seeds.evaluation,
        planned.key,
        runCommand(planned.spec, plugins),
      ]
    })
  return lines([head, ...rows])
}

/** A line a measured step; a piece a run, since all together may be hundreds of megabytes. */
export function* curvesCsv(all: Gathered): Generator<string> {
  const metrics = metricsOf(all)
  yield lines([['game', 'optimizer', 'seed', 'step', ...ledger, ...metrics]])
  for (const { game, cells } of all.games)
    for (const { row, done } of cells)
      for (const { seed, run } of done) {
        const whose = [game.label, row.label, seed].map(field).join(',')
        let text = ''
        for (const m of run.marks) {
          text += `${whose},${m.step}`
          for (const count of ledger) text += `,${m[count] ?? ''}`
          for (const name of metrics) text += `,${m.metrics[name] ?? ''}`
          text += '\n'
        }
        yield text
      }
}
