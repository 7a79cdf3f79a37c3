/** Plans by hand, for tests of the engine: rows of games and optimizers over seeds, a key by the run's spec alone. */
import { createHash } from 'node:crypto'
import type { Budget } from '../../core/budget.ts'
import type { Plan, PlannedRun, Purpose, RunSpec } from '../../studies/plan/plan.ts'

export interface Game {
  readonly game: string
  readonly players?: Readonly<Record<string, string>>
  readonly metrics: readonly string[]
  readonly budget: Budget
  readonly optimizers: readonly string[]
  readonly picture?: string
}

export const planned = (game: string, optimizer: string, spec: RunSpec, purpose: Purpose): PlannedRun => ({
  key: createHash('sha256').update(JSON.stringify(spec)).digest('hex'),
  spec,
  game,
  optimizer,
  purpose,
})

export const specOf = (
  { game, players = {}, metrics, budget, picture }: Omit<Game, 'optimizers'>,
  optimizer: string,
  seed: number,
): RunSpec => ({
  game,
  players,
  optimizer,
  metrics,
  seeds: { data: 0, init: seed, latent: seed, evaluation: 0 },
  budget,
  measured: { spacing: 1.5 },
  picture: picture ?? null,
  execution: { execution: 'compiled', precision: 'float64', threads: 1, device: 'cpu', backend: 'auto' },
})

export function planOf(id: string, games: readonly Game[], seeds: number, more: Partial<Plan> = {}): Plan {
  const [first] = games
  return {
    study: {
      id,
      title: id,
      question: 'Which?',
      games: games.map(g => g.game),
      optimizers: first!.optimizers,
      metrics: first!.metrics,
      objective: { metric: first!.metrics[0]! },
      seeds,
      budget: first!.budget,
    },
    games: games.map(({ game, metrics, budget }) => ({
      id: game,
      label: game,
      objective: { metric: metrics[0]! },
      target: null,
      budget,
    })),
    optimizers: [...new Set(games.flatMap(g => g.optimizers))].map(o => ({ id: o, label: o, optimizer: o, tune: {} })),
    refused: [],
    runs: games.flatMap(g =>
      g.optimizers.flatMap(o =>
        Array.from({ length: seeds }, (_, seed) => planned(g.game, o, specOf(g, o, seed), { kind: 'evaluation', seed })),
      ),
    ),
    chosen: () => [],
    ...more,
  }
}
