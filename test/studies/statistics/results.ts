import { defaultExecution } from '../../../core/execute.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { GameRow, PlannedRun, RunSpec } from '../../../studies/plan/plan.ts'
import type { Choice, DoneRun, Mark, StoredRun, StudyResults } from '../../../studies/store/stored-run.ts'

const seeds = { data: 0, init: 0, latent: 0, evaluation: 0 }
const budget = { steps: 40 }
const spec: RunSpec = {
  game: 'bilinear',
  players: {},
  optimizer: 'gda',
  metrics: ['distance'],
  seeds,
  budget,
  measured: { every: 10 },
  picture: null,
  execution: defaultExecution,
}

/** A run measured every ten steps from step 0, a step costing two FLOPs and two gradients (FLOPs unknown with `blind`). */
export function run(distances: readonly number[], kind: Outcome['kind'] = 'completed', blind = false): DoneRun {
  const marks = distances.map((distance, i): Mark => {
    const step = 10 * i
    const none = { jacobians: 0, prox: 0, solves: 0, samples: 0 }
    return { step, flops: blind ? null : 2 * step, gradients: 2 * step, ...none, seconds: step / 1000, metrics: { distance } }
  })
  const made = { saddlepoint: '', node: '', onnxruntime: '', tensorflowjs: '', platform: '', processor: '', threads: 1 }
  return {
    state: 'done',
    key: '',
    spec,
    marks,
    outcome: { kind, step: 40, evidence: '' },
    estimated: false,
    made: { ...made, engine: 'compiled' },
    pictures: [],
  }
}

export const game = (id: string, more: Partial<GameRow> = {}): GameRow => ({
  id,
  label: id,
  objective: { metric: 'distance' },
  target: 1,
  budget,
  ...more,
})

/** Results of these runs: game → optimizer → seed. */
export function resultsOf(
  games: readonly GameRow[],
  runs: Readonly<Record<string, Readonly<Record<string, readonly (StoredRun | null)[]>>>>,
  choices: readonly Choice[] = [],
): StudyResults {
  const ids = [...new Set(Object.values(runs).flatMap(rows => Object.keys(rows)))]
  const optimizers = ids.map(id => ({ id, label: id, optimizer: id, tune: {} }))
  const planned = (of: string, optimizer: string, seed: number): PlannedRun => ({
    key: `${of} ${optimizer} ${seed}`,
    spec,
    game: of,
    optimizer,
    purpose: { kind: 'evaluation', seed },
  })
  const refused = games.flatMap(g =>
    ids.filter(id => !runs[g.id]?.[id]).map(id => ({ game: g.id, optimizer: id, reason: 'no such view' })),
  )
  const study = {
    id: 's',
    title: '',
    question: '',
    games: [],
    optimizers: [],
    metrics: [],
    objective: { metric: 'distance' },
    seeds: 1,
    budget,
  }
  return {
    plan: { study, games, optimizers, refused, runs: [], chosen: () => [] },
    runs: Object.entries(runs).flatMap(([of, rows]) =>
      Object.entries(rows).flatMap(([id, list]) => list.map((stored, seed) => ({ planned: planned(of, id, seed), stored }))),
    ),
    choices,
    seconds: 0,
  }
}
