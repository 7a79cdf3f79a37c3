/** The runs of the study, planned for the engine of studies: rows differ from game to game, which a study file does not say. */
import { defaultExecution } from '../../core/execute.ts'
import type { Lab } from '../../core/lab.ts'
import type { GameRow, OptimizerRow, Plan, PlannedRun, RunSpec } from '../plan/plan.ts'
import { circumstances, runKey } from '../plan/run-key.ts'
import type { StudyFile } from '../plan/study-file.ts'
import { panels, seeds, seedsOf, type Panel, type Row } from './settings.ts'

export const id = 'one-gan-five-ways'
export const title = 'One GAN, five ways'

/** The optimizer's row of the plan. */
export const rowId = (panel: Panel, row: Row): string => `${panel.id}-${row.id}`

export function planOf(lab: Lab, some: readonly Panel[] = panels): Plan {
  const where = circumstances()
  const games = some.map((panel): GameRow => ({
    id: panel.id,
    label: panel.label,
    objective: { metric: panel.shown },
    target: null,
    budget: { flops: panel.flops },
  }))
  const all = some.flatMap(panel => panel.rows.map(row => ({ panel, row })))
  const optimizers = all.map(({ panel, row }): OptimizerRow => ({
    id: rowId(panel, row),
    label: row.label,
    optimizer: row.optimizer,
    tune: {},
  }))
  const runs = all.flatMap(({ panel, row }) =>
    seedsOf(row).map((seed): PlannedRun => {
      const { game, players = {}, metrics, flops, precision, spacing, picture } = panel
      const { resolved } = lab.assemble({ game, players, optimizer: row.optimizer, metrics, seed })
      const spec: RunSpec = {
        game: resolved.game,
        players: resolved.players,
        optimizer: resolved.optimizer,
        metrics: resolved.metrics,
        seeds: { data: seed, init: seed, latent: seed, evaluation: seed },
        budget: { flops },
        measured: { spacing },
        picture: row.pictured && seed === seeds[0] ? picture : null,
        execution: { ...defaultExecution, precision },
      }
      const purpose = { kind: 'evaluation', seed: seeds.indexOf(seed) } as const
      return { key: runKey(spec, [], where), spec, game: panel.id, optimizer: rowId(panel, row), purpose }
    }),
  )
  const study: StudyFile = {
    id,
    title,
    question: 'Which solvers of a Wasserstein GAN reach its exact optimum, and at what cost?',
    games: some.map(p => p.game),
    optimizers: all.map(({ row }) => row.optimizer),
    metrics: [...new Set(some.flatMap(p => p.metrics))],
    objective: { metric: some[0]!.shown },
    seeds,
    budget: { flops: some[0]!.flops },
  }
  const refused = games.flatMap(game =>
    all.flatMap(({ panel, row }) =>
      panel.id === game.id
        ? []
        : [{ game: game.id, optimizer: rowId(panel, row), reason: `it is compared on ${panel.label} alone` }],
    ),
  )
  return { study, games, optimizers, refused, runs, chosen: () => [] }
}
