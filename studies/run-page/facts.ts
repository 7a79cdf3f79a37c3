/** What a run was, by what it was made, and how it is made again. */
import type { Budget } from '../../core/budget.ts'
import { usedUp } from '../../core/outcome.ts'
import type { Sitting } from '../../core/folder/provenance.ts'
import { commandLine } from '../report/command.ts'
import { escaped, flopCount, readable } from '../report/markup.ts'
import { budgetFlags, executionFlags, playFlags, seedWord } from '../report/run-flags.ts'
import type { RunRecord } from './record.ts'

/** The run's seed, or a seed an axis. */
export const seedOf = ({ seed, seeds }: RunRecord['config']): string => (seeds ? seedWord(seeds) : String(seed))

/** The command that makes the run anew, every option of its definitions written out. */
export function madeBy({ folder, config }: RunRecord): string {
  const { plugins, budget, every, snapshots, execution } = config
  return commandLine(
    'npx saddle run',
    [
      ...playFlags(config, plugins),
      [...budgetFlags(budget).flat(), '--every', String(every), '--seed', seedOf(config)],
      ...(snapshots === undefined ? [] : [['--snapshots', String(snapshots)]]),
      ...executionFlags(execution),
      ['--out', folder],
    ],
    ' \\\n  ',
  )
}

/** The command that goes on with it: with twice the budget where that is used up; null where it cannot go on. */
export function resumedBy({ folder, config, outcome }: RunRecord): string | null {
  if (outcome && !usedUp(outcome)) return null
  return commandLine('npx saddle run', [['--resume', folder], ...(outcome ? budgetFlags(config.budget, 2) : [])])
}

/** `1000 steps or 30 seconds`. */
export const budgetText = (budget: Budget): string =>
  Object.entries(budget)
    .map(([axis, most]) => (axis === 'flops' ? flopCount(most as number) : `${most as number} ${axis}`))
    .join(' or ')

/** What the steps so far took: `2000 steps, 8000 gradients, 1.3 GFLOP, 2.1 s inside steps (1.05 ms a step)`. */
export function spent({ marks, estimated }: RunRecord): string {
  const last = marks.at(-1)!
  const each = last.step > 0 ? ` (${readable((1000 * last.seconds) / last.step)} ms a step)` : ''
  return [
    `${last.step} step${last.step === 1 ? '' : 's'}`,
    ...(last.gradients > 0 ? [`${last.gradients} gradients`] : []),
    ...(last.flops === null ? [] : [`${flopCount(last.flops)}${estimated ? ' by formula' : ''}`]),
    `${readable(last.seconds)} s inside steps${each}`,
  ].join(', ')
}

const sittingText = (s: Sitting): string =>
  [
    `saddlepoint ${s.saddlepoint}`,
    `Node ${s.node}`,
    s.engine === 'eager'
      ? `TensorFlow.js ${s.tensorflowjs} on its backend ${s.backend ?? 'unknown'}`
      : `ONNX Runtime ${s.onnxruntime}`,
    `TensorFlow.js ${s.tensorflowjs}`,
    s.platform,
    `${s.processor}, ${s.cores} core${s.cores === 1 ? '' : 's'}`,
  ]
    .filter((_, i) => !(s.engine === 'eager' && i === 3))
    .join(', ')

/** How steps were carried out. */
function executionText({ config: { execution }, sittings }: RunRecord): string {
  const { precision, threads, device } = execution
  const how = {
    compiled: `compiled steps, ${precision}, ${threads} thread${threads === 1 ? '' : 's'}, ${device}`,
    eager: 'eager steps, float32',
    host: 'a solver on the host, float64',
  }
  const engines = [...new Set(sittings.map(s => s.engine))]
  return engines.length === 0 ? `${execution.execution} execution, ${precision}` : engines.map(e => how[e]).join('; then ')
}

/** Names and values. */
export function facts(record: RunRecord): string {
  const { config, sittings } = record
  const rows = [
    ['game', config.game],
    ...Object.entries(config.players),
    ['optimizer', config.optimizer],
    ['metrics', config.metrics.join(', ') || 'none'],
    ['seed', seedOf(config)],
    ['budget', `${budgetText(config.budget)}; every ${config.every === 1 ? 'step is' : `${config.every} steps`} measured`],
    ['execution', executionText(record)],
    ['cost', spent(record)],
    ...sittings.map(s => [s.from === 0 ? 'made by' : `from step ${s.from} on by`, sittingText(s)]),
  ]
  return `<dl>${rows.map(([name, value]) => `<dt>${escaped(name!)}</dt><dd>${escaped(value!)}</dd>`).join('')}</dl>`
}
