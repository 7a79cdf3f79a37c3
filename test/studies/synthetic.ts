/** Results of a study that was never run, of any size: curves by formulas, with runs that diverge, fail, cycle and are pending. */
import { defaultExecution } from '../../core/execute.ts'
import { key } from '../../core/key.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Picture } from '../../core/picture.ts'
import type { GameRow, OptimizerRow, PlannedRun, RunSpec } from '../../studies/plan/plan.ts'
import type { Choice, DoneRun, Mark, StoredRun, StudyResults } from '../../studies/store/stored-run.ts'

export interface Size {
  readonly games: number
  readonly rows: number
  readonly seeds: number
  readonly marks: number
  readonly tuned?: boolean
  readonly pictures?: boolean
  /** Every so many runs are pending. */
  readonly pending?: number
}

const names = [
  'GDA',
  'alternating GDA',
  'extragradient',
  'optimistic GDA',
  'consensus <λ = 1>',
  'Adam, β₁ = 0.5',
  'lookahead[k=5]',
  'gradient-regularized & more_words',
]
const gameNames = ['bilinear', 'quadratic', 'Dirac-GAN', 'eight Gaussians']

const picture = (n: number): Picture => ({
  width: 24,
  height: 24,
  channels: 1,
  levels: Float64Array.from({ length: 576 }, (_, i) => (i % n) / n),
})

export function synthetic({ games, rows, seeds, marks, tuned = false, pictures = false, pending }: Size): StudyResults {
  const gameRows = Array.from({ length: games }, (_, i): GameRow => {
    const label = gameNames[i] ?? `game ${i + 1}`
    return { id: `g${i}`, label, objective: { metric: 'distance' }, target: i % 2 === 0 ? 1e-2 : null, budget: { steps: 10_000 } }
  })
  const optimizers = Array.from({ length: rows }, (_, i): OptimizerRow => ({
    id: `o${i}`,
    label: names[i] ?? `optimizer ${i + 1}`,
    optimizer: `gda[stepSize=${0.01 * (i + 1)}]`,
    tune: tuned ? { 'stepSize': { logUniform: [1e-3, 1] }, 'direction.beta1': { choices: [0, 0.5, 0.9] } } : {},
  }))
  const runs = gameRows.flatMap((game, g) =>
    optimizers.flatMap((row, o) => Array.from({ length: seeds }, (_, seed) => runOf(game, g, row, o, seed))),
  )
  function runOf(game: GameRow, g: number, row: OptimizerRow, o: number, seed: number): StudyResults['runs'][number] {
    const noise = key(0).fold(g).fold(o).fold(seed).uniform(3, 0, 1)
    const spec: RunSpec = {
      game: `bilinear[dimension=${g + 1}]`,
      players: g % 2 === 1 ? { generator: 'mlp[hidden=[16,16]]', critic: 'mlp[hidden=[16,16]]' } : {},
      optimizer: row.optimizer,
      metrics: ['distance', 'field-norm'],
      seeds: { data: seed, init: seed, latent: seed, evaluation: seed },
      budget: game.budget,
      measured: { spacing: 1.2 },
      picture: null,
      execution: { ...defaultExecution, precision: 'float64' },
    }
    const planned: PlannedRun = {
      key: `k${g}-${o}-${seed}`,
      spec,
      game: game.id,
      optimizer: row.id,
      purpose: { kind: 'evaluation', seed },
    }
    const id = (g * rows + o) * seeds + seed
    if (pending !== undefined && id % pending === 1) return { planned, stored: null }
    if (o === 4 && seed === 1)
      return {
        planned,
        stored: { state: 'failed', key: planned.key, spec, reason: 'the worker was killed by SIGKILL', attempts: 3 },
      }
    const bad = o === 0 || (o === 5 && seed % 3 === 0)
    const rate = bad ? -2e-3 * (1 + noise[0]!) : 2e-4 * (o + 1) * (0.7 + noise[0]!)
    const all: Mark[] = []
    for (let i = 0; i < marks; i++) {
      const step = i === 0 ? 0 : Math.round(10_000 ** (i / (marks - 1)) - 1) + i
      const distance = (1 + noise[1]!) * Math.exp(-rate * step) * (1 + 0.1 * Math.sin(i))
      if (distance > 1e6) break
      all.push({
        step,
        flops: step * 1000 * (o === 2 ? 2 : 1),
        gradients: 2 * step * (o === 2 ? 2 : 1),
        jacobians: o === 4 ? step : 0,
        prox: 0,
        solves: 0,
        samples: step,
        seconds: step * 1e-5 * (1 + noise[2]!),
        metrics: {
          'distance': distance,
          'field-norm': distance * 1.4,
          'loss-x': Math.cos(step / 900) * distance,
          'loss-y': -Math.cos(step / 900) * distance,
        },
      })
    }
    const last = all.at(-1)!
    const outcome: Outcome =
      bad && last.step < 10_000
        ? {
            kind: 'diverged',
            step: last.step,
            evidence: `step ${last.step + 1} made an entry of 1.1e+12, beyond the limit of 1e+12`,
          }
        : o === 1
          ? { kind: 'cycling', step: last.step, evidence: `turns around the centre in ${60 + seed} steps` }
          : last.metrics.distance! < 1e-3
            ? { kind: 'converged', step: last.step, evidence: 'the state moves by less than 1e-12' }
            : { kind: 'completed', step: last.step, evidence: 'all 10000 steps were made' }
    const stored: DoneRun = {
      state: 'done',
      key: planned.key,
      spec,
      marks: all,
      outcome,
      estimated: false,
      made: {
        saddlepoint: '0.1.0',
        node: '20.20.2',
        onnxruntime: '1.30.0',
        tensorflowjs: '4.22.0',
        platform: 'linux x64',
        processor: 'Test CPU',
        threads: 1,
        engine: 'compiled',
      },
      pictures:
        pictures && seed === 0 && g % 2 === 1
          ? all.filter((_, i) => i % 6 === 0).map((m, i) => ({ step: m.step, picture: picture(i + 2) }))
          : [],
    }
    return { planned, stored: stored satisfies StoredRun }
  }
  const choices = !tuned
    ? []
    : gameRows.flatMap((game, g) =>
        optimizers.map((row, o): Choice => {
          const draws = key(1).fold(g).fold(o)
          const trials = Array.from({ length: 12 }, (_, t) => {
            const [a, b] = draws.fold(t).uniform(2, 0, 1)
            const stepSize = 10 ** (-3 * a!)
            return {
              options: { 'stepSize': stepSize, 'direction.beta1': [0, 0.5, 0.9][Math.floor(3 * b!)]! },
              objective: stepSize > 0.6 ? NaN : (Math.log10(stepSize / 0.05 / (o + 1)) ** 2 + 0.01) * (1 + b!),
              keys: [`t${t}`],
            }
          })
          const [best] = [...trials].filter(t => !Number.isNaN(t.objective)).sort((x, y) => x.objective - y.objective)
          return {
            game: game.id,
            optimizer: row.id,
            options: best!.options,
            trials,
            atEdge: o === 3 ? ['stepSize'] : [],
            cost: { flops: 1.2e8, gradients: 240_000, seconds: 3.2 },
          }
        }),
      )
  return {
    plan: {
      study: {
        id: 'synthetic',
        title: 'Which methods converge, and at what cost?',
        question:
          'On games whose solutions are known: which optimizers reach them, and how many floating-point operations does it take?',
        games: gameRows.map(g => g.id),
        optimizers: optimizers.map(o => o.optimizer),
        metrics: ['distance', 'field-norm'],
        objective: { metric: 'distance' },
        seeds,
        budget: { steps: 10_000 },
        ...(tuned ? { tuning: { search: 'random', trials: 12, seeds: [100, 101] } } : {}),
      },
      games: gameRows,
      optimizers,
      refused:
        rows > 6 ? [{ game: 'g1', optimizer: 'o6', reason: 'lookahead needs a game on ℝⁿ, and this one has a simplex' }] : [],
      runs: runs.map(r => r.planned),
      chosen: () => [],
    },
    runs: runs.filter(r => !(rows > 6 && r.planned.game === 'g1' && r.planned.optimizer === 'o6')),
    choices,
    seconds: 123.4,
  }
}
