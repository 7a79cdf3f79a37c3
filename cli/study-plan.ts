/** The plan of a study in words, for `saddle study FILE --dry-run`. */
import { budgetWords, type Budget } from '../core/budget.ts'
import { allRuns, type Estimate } from '../studies/plan/estimate.ts'
import type { GameRow, OptimizerRow, Plan } from '../studies/plan/plan.ts'
import type { Range } from '../studies/plan/study-file.ts'
import { oracleNote } from '../studies/tuning/objective.ts'
import { duration } from '../studies/work/duration.ts'
import { counted } from './table.ts'
import { beside, wrapped } from './wrap.ts'

const budgetText = (budget: Budget): string =>
  (['steps', 'flops', 'gradients', 'seconds'] as const)
    .flatMap(axis => (budget[axis] === undefined ? [] : [budgetWords(budget, axis)]))
    .join(' or ')
const rangeText = (range: Range): string =>
  'choices' in range
    ? `one of ${range.choices.join(', ')}`
    : 'integers' in range
      ? `integers from ${range.integers.join(' to ')}`
      : 'uniform' in range
        ? range.uniform.join(' to ')
        : `${range.logUniform.join(' to ')} on a logarithmic scale`

const gameText = ({ objective, target, budget }: GameRow): string =>
  [
    `${objective.better === 'max' ? 'largest' : 'least'} ${objective.metric}`,
    ...(oracleNote(objective) === null ? [] : [`at ${oracleNote(objective)!}`]),
    ...(target === null ? [] : [`target ${target}`]),
    budgetText(budget),
  ].join(', ')
const optimizerText = ({ label, optimizer, tune }: OptimizerRow): string => {
  const tuned = Object.entries(tune).map(([name, range]) => `${name} ${rangeText(range)}`)
  return [...(label === optimizer ? [] : [optimizer]), ...(tuned.length === 0 ? [] : [`tunes ${tuned.join('; ')}`])].join('; ')
}

/** Names and texts in two columns, or below one another where the names leave no room. */
const rows = (all: readonly (readonly [name: string, text: string])[]): string[] =>
  all.every(([name]) => name.length <= 30)
    ? beside(all)
    : all.flatMap(([name, text]) => [...wrapped('  ', name), ...(text === '' ? [] : wrapped('      ', text))])

/** Lines: what is compared, what cannot be, how many runs. */
export function planText(plan: Plan): string[] {
  const { study, games, optimizers, refused } = plan
  const all = allRuns(plan)
  const trials = all.filter(r => r.purpose.kind === 'tuning').length
  const labelOf = (rows: readonly { id: string; label: string }[], id: string): string => rows.find(r => r.id === id)!.label
  const counts = [...(trials === 0 ? [] : [`${trials} of trials`]), `${all.length - trials} of evaluations`].join(' and ')
  return [
    ...wrapped('', `${study.title} (${study.id})`),
    ...wrapped('', study.question),
    '',
    'games',
    ...rows(games.map(g => [g.label, gameText(g)])),
    '',
    'optimizers',
    ...rows(optimizers.map(o => [o.label, optimizerText(o)])),
    ...(refused.length === 0 ? [] : ['', 'left out']),
    ...refused.flatMap(r => wrapped('  ', `${labelOf(optimizers, r.optimizer)} on ${labelOf(games, r.game)}: ${r.reason}`)),
    '',
    ...wrapped('', `${all.length} run${all.length === 1 ? '' : 's'}: ${counts}`),
  ]
}

/** A line or two: what the runs will take. */
export function estimateText({ seconds, flops, measured, pairs }: Estimate, jobs: number): string[] {
  if (Number.isNaN(seconds)) return ['no step could be made, so that the time is not known']
  const cost = flops === null ? '' : ` and ${counted(flops)} FLOPs`.replace(/ +/g, ' ')
  const by = measured < pairs ? `; measured on ${measured} of ${pairs} pairs` : ''
  return wrapped('', `at most about ${duration(seconds / jobs)} with ${jobs} at a time${cost}${by}`)
}
