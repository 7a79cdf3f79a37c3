/** From a study file to its plan. Nothing is run. */
import { defaultExecution } from '../../core/execute.ts'
import type { Lab } from '../../core/lab.ts'
import { lasting } from '../../core/plugin-load.ts'
import type { Seeds } from '../../core/seeds.ts'
import { checkExpectation, type Names } from '../expect/check.ts'
import { trialOptions, type Options } from '../tuning/draw.ts'
import { trialBudget, trialCount, type StepCost } from '../tuning/trials.ts'
import { demandCoherent, demandEqual } from './coherent.ts'
import { optimizerWith, pairsOf, type Pair } from './pairing.ts'
import { isTuned, pairName, type Plan, type PlannedRun, type Purpose, type RunSpec } from './plan.ts'
import { at, gameSettings, optimizerSettings, type GameSetting, type OptimizerSetting } from './rows.ts'
import { circumstances, runKey, sourcesOf } from './run-key.ts'
import { seedCount, seedList, seedsOf } from './seed-list.ts'
import type { Refuse } from './shape.ts'
import type { Source } from './source.ts'
import { studyShape } from './study-shape.ts'
import type { StudyFile } from './study-file.ts'
import { together } from './together.ts'

/** Most runs of one study. */
const most = 100_000
/** Measured steps grow by this where nothing is said. */
const spacing = 1.2

/** The study of a source, its keys and values looked at, and nothing else yet. `more`: plugins beside its own. */
export function studyOf({ value, refuse, folder }: Source, more: readonly string[] = []): StudyFile {
  const study = studyShape.read(value, [], refuse)
  const plugins = [...new Set([...(study.plugins ?? []).map(p => lasting(p, folder)), ...more])]
  return plugins.length > 0 ? { ...study, plugins } : study
}

/** By the name of the pair. */
export type StepCosts = ReadonlyMap<string, StepCost>

/**
 * The plan of a study. Throws a Refusal that names the key at fault and its line. `costs`: what steps cost, where the number of trials
 * depends on it; without, such pairs have one trial.
 */
export function planStudy(source: Source, lab: Lab, more: readonly string[] = [], costs?: StepCosts): Plan {
  const { refuse } = source
  const study = studyOf(source, more)
  demandCoherent(study, refuse)
  const games = gameSettings(study, lab, refuse)
  const optimizers = optimizerSettings(study, lab, refuse)
  const counted = trialsOf(study, costs, refuse)
  demandFew(study, games, optimizers, counted, refuse)
  const first = ({ row }: OptimizerSetting): Options =>
    study.tuning && isTuned(row) ? trialOptions(study.tuning, study.id, row, 0) : {}
  const { pairs, unpaired } = pairsOf(lab, { games, optimizers, columns: study.columns ?? [], first }, refuse)
  demandEqual(
    study,
    optimizers.map(o => o.row.label),
    refuse,
  )
  const make = runsOf(study, lab, counted, refuse)
  const pairOf = (game: string, optimizer: string): Pair | undefined =>
    pairs.find(p => p.game.row.id === game && p.optimizer.row.id === optimizer)
  const plan: Plan = {
    study,
    games: games.map(g => g.row),
    optimizers: optimizers.map(o => o.row),
    refused: unpaired.map(u => ({ game: u.game.row.id, optimizer: u.optimizer.row.id, reason: u.reason })),
    runs: pairs.flatMap(pair =>
      isTuned(pair.optimizer.row) ? make.trials(pair) : make.evaluations(pair, pair.assembled.resolved.optimizer),
    ),
    chosen: (game, optimizer, options) => {
      const pair = pairOf(game, optimizer)
      return pair ? make.evaluations(pair, make.resolved(pair, options)) : []
    },
  }
  const names: Names = (game, optimizer) => {
    const pair = pairOf(game, optimizer)
    const all = pair?.metrics.map(({ metric }) => metric.names?.(pair.assembled.optimizer) ?? null)
    return all && !all.includes(null) ? all.flatMap(n => n ?? []) : null
  }
  study.expect?.forEach(({ holds }, i) => at(['expect', i, 'holds'], refuse, () => checkExpectation(holds, plan, names)))
  return plan
}

type Counted = (game: GameSetting, optimizer: OptimizerSetting) => number
/** Trials of a pair. */
const trialsOf =
  ({ tuning }: StudyFile, costs: StepCosts | undefined, refuse: Refuse): Counted =>
  ({ row: game }, { row: optimizer }) => {
    if (!tuning || !isTuned(optimizer)) return 0
    const step = costs?.get(pairName({ game: game.id, optimizer: optimizer.id }))
    const n = trialCount(tuning, optimizer.tune, game.budget, step)
    const whose = `of ${optimizer.label} on ${game.label}`
    if (n === 0) refuse(['tuning', 'flops'], `buys no trial ${whose}: give more, or a shorter tuning.budget`)
    if (n === null && step)
      refuse(['tuning', 'flops'], `cannot count trials ${whose}: the FLOPs of its steps are not known; give tuning.trials`)
    return n ?? 1
  }

/** Throws before anything is made where it would be too much. */
function demandFew(
  study: StudyFile,
  games: readonly GameSetting[],
  optimizers: readonly OptimizerSetting[],
  counted: Counted,
  refuse: Refuse,
): void {
  const { tuning } = study
  const seeds = seedCount(study)
  const ofPair = (game: GameSetting, optimizer: OptimizerSetting): number =>
    seeds + (tuning ? counted(game, optimizer) * tuning.seeds.length : 0)
  const runs = games.reduce((n, game) => n + optimizers.reduce((m, optimizer) => m + ofPair(game, optimizer), 0), 0)
  if (runs > most) refuse([], `makes ${runs} runs; at most ${most}: give fewer seeds, trials, or values of a grid`)
}

/** Makes the runs of pairs. */
function runsOf(study: StudyFile, lab: Lab, counted: Counted, refuse: Refuse) {
  const where = circumstances()
  const seeds = seedList(study)
  const sources = new Map<Pair, readonly string[]>()
  const keyOf = (pair: Pair, spec: RunSpec): string => {
    if (!sources.has(pair)) sources.set(pair, sourcesOf(pair.used))
    return runKey(spec, sources.get(pair)!, where)
  }
  const planned = (
    pair: Pair,
    optimizer: string,
    change: { seeds: Seeds; budget?: RunSpec['budget'] },
    purpose: Purpose,
  ): PlannedRun => {
    const { game, assembled, metrics } = pair
    const spec: RunSpec = {
      game: assembled.resolved.game,
      players: assembled.resolved.players,
      optimizer,
      metrics: metrics.map(m => m.written),
      budget: game.row.budget,
      measured: study.measured ?? { spacing },
      picture: purpose.kind === 'evaluation' ? (game.entry.picture ?? null) : null,
      execution: { ...defaultExecution, ...study.execution },
      ...change,
    }
    return { key: keyOf(pair, spec), spec, game: game.row.id, optimizer: pair.optimizer.row.id, purpose }
  }
  const resolved = ({ game, optimizer, assembled }: Pair, options: Options): string => {
    const place = [...optimizer.own, 'tune']
    const made = together(
      lab,
      game.entry,
      at(place, refuse, () => optimizerWith(lab, optimizer, options)),
      assembled.game,
    )
    return 'by' in made ? refuse(place, `: ${made.reason}`) : made.assembled.resolved.optimizer
  }
  return {
    resolved,
    evaluations: (pair: Pair, optimizer: string): readonly PlannedRun[] =>
      seeds.map((s, seed) => planned(pair, optimizer, { seeds: s }, { kind: 'evaluation', seed })),
    trials: (pair: Pair): readonly PlannedRun[] => {
      const tuning = study.tuning!
      const { row } = pair.optimizer
      const n = counted(pair.game, pair.optimizer)
      const budget = trialBudget(tuning, row.tune, pair.game.row.budget)
      return Array.from({ length: n }, (_, trial) => {
        const optimizer = resolved(pair, trialOptions(tuning, study.id, row, trial))
        return tuning.seeds.map((s, seed) =>
          planned(pair, optimizer, { seeds: seedsOf(s), budget }, { kind: 'tuning', trial, seed }),
        )
      }).flat()
    },
  }
}
