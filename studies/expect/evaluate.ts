/** Whether a study found what it expected: an expression evaluated on its results, with every number that went into it. */
import { lost } from '../../core/outcome.ts'
import { seedCount } from '../plan/seed-list.ts'
import { spentBy, valueAt } from '../statistics/at-cost.ts'
import { finalOf, lossCurve, sign } from '../statistics/of-run.ts'
import { ascending, interquartileMean, mean, quantile } from '../statistics/summary.ts'
import { timeToTarget } from '../statistics/time-to-target.ts'
import type { DoneRun, StudyResults } from '../store/stored-run.ts'
import { checkExpectation, named, subjectOf, type FunctionName, type Subject } from './check.ts'
import type { Expression } from './parse.ts'

/** An expectation of the study file, checked against the results. */
export interface Checked {
  /** In words. */
  readonly finding: string
  /** As it is written in the file. */
  readonly holds: string
  readonly verdict: 'holds' | 'fails' | 'undecided'
  /** Every function of results in it, as written, with its value: NaN where there is none yet. */
  readonly numbers: readonly { readonly text: string; readonly value: number }[]
  /** Why it is undecided. */
  readonly reason: string | null
}

/** The verdicts on all findings, in order. */
export const verdicts = (results: StudyResults): readonly Checked[] =>
  (results.plan.study.expect ?? []).map(({ finding, holds }) => ({ finding, holds, ...verdictOf(holds, results) }))

type Call = Extract<Expression, { kind: 'call' }>
/** A truth that is not known is null: `false and null` is false, `true or null` is true. */
type Truth = boolean | null

export function verdictOf(text: string, results: StudyResults): Pick<Checked, 'verdict' | 'numbers' | 'reason'> {
  const numbers: { text: string; value: number }[] = []
  const reasons: string[] = []
  const ofResults = (call: Call): number => {
    const { value, reason } = called(call, results)
    const said = text.slice(call.from, call.to)
    if (!numbers.some(n => n.text === said)) numbers.push({ text: said, value })
    if (reason !== null) reasons.push(`${said}: ${reason}`)
    return value
  }
  const numberOf = (e: Expression): number => {
    if (e.kind === 'number') return e.value
    if (e.kind === 'unary') return -numberOf(e.of)
    if (e.kind === 'binary') return arithmetic[e.operator as keyof typeof arithmetic](numberOf(e.left), numberOf(e.right))
    if (e.kind === 'text') return NaN
    const plain = Object.hasOwn(elementary, e.name) ? elementary[e.name as keyof typeof elementary] : null
    return plain ? plain(numberOf(e.args[0]!)) : ofResults(e)
  }
  const truthOf = (e: Expression): Truth => {
    if (e.kind === 'unary') {
      const inner = truthOf(e.of)
      return inner === null ? null : !inner
    }
    if (e.kind !== 'binary') return null
    if (e.operator === 'and' || e.operator === 'or') {
      // Both sides are evaluated, so that all numbers are shown.
      const sides = [truthOf(e.left), truthOf(e.right)]
      const decisive = e.operator === 'or'
      return sides.includes(decisive) ? decisive : sides.includes(null) ? null : !decisive
    }
    const [a, b] = [numberOf(e.left), numberOf(e.right)]
    if (Number.isNaN(a) || Number.isNaN(b)) return null
    return comparisons[e.operator as keyof typeof comparisons](a, b)
  }
  const truth = truthOf(checkExpectation(text, results.plan))
  if (truth !== null) return { verdict: truth ? 'holds' : 'fails', numbers, reason: null }
  return { verdict: 'undecided', numbers, reason: reasons[0] ?? 'a side of a comparison is no number' }
}

const arithmetic = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
}
const comparisons = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
}
const elementary = { abs: Math.abs, log10: Math.log10, sqrt: Math.sqrt }

const median = (x: readonly number[]): number => quantile(ascending(x), 0.5)
const summaries = {
  median,
  mean,
  iqm: (x: readonly number[]) => interquartileMean(ascending(x)),
  min: (x: readonly number[]) => Math.min(...x),
  max: (x: readonly number[]) => Math.max(...x),
}

/** The runs of a pair that count, or why there are none to count yet. */
function runsOf(
  { runs, plan }: StudyResults,
  { row, game }: Subject,
): { readonly done: readonly DoneRun[]; readonly reason: string | null } {
  const ours = runs.filter(({ planned: p }) => p.game === game.id && p.optimizer === row.id && p.purpose.kind === 'evaluation')
  const done = ours.flatMap(({ stored }) => (stored?.state === 'done' ? [stored] : []))
  const failed = ours.filter(({ stored }) => stored?.state === 'failed').length
  const wanted = seedCount(plan.study)
  if (failed > 0) return { done, reason: `${failed} of its ${wanted} runs could not be made` }
  return { done, reason: done.length < wanted ? `${wanted - done.length} of its ${wanted} runs have not ended` : null }
}

function called(call: Call, results: StudyResults): { readonly value: number; readonly reason: string | null } {
  const name = call.name as FunctionName
  const subject = subjectOf(call, results.plan)
  const { done, reason } = runsOf(results, subject)
  if (name === 'seeds') return { value: done.length, reason: null }
  if (reason !== null) return { value: NaN, reason }
  if (name === 'atEqual') {
    const row = named(results.plan.optimizers, results.plan.study.equal!.to)!
    const whole = runsOf(results, { ...subject, row })
    const { axis } = subject
    const cost = row === subject.row ? Infinity : spentBy(whole.done, axis)
    return whole.reason !== null || cost === null
      ? { value: NaN, reason: whole.reason ?? 'its cost is not counted' }
      : answered(valueAt(subject.game, done, { axis, cost }))
  }
  return answered(valueOf(name, subject, done))
}
const answered = (value: number) => ({ value, reason: Number.isNaN(value) ? 'a run has no such number' : null })

function valueOf(name: FunctionName, { game, metric, axis, outcome }: Subject, done: readonly DoneRun[]): number {
  const { objective, target } = game
  if (name === 'outcomes') return done.filter(r => r.outcome.kind === outcome).length
  if (name === 'reached') return done.filter(r => costToTarget(r, game, 'steps') < Infinity).length / done.length
  if (name === 'toTarget') return target === null ? NaN : median(done.map(r => costToTarget(r, game, axis)))
  const summary = Object.hasOwn(summaries, name) ? summaries[name as keyof typeof summaries] : mean
  // Of the objective a run that diverged has the worst value, as everywhere; of another metric it has none.
  const own = metric === null || metric === objective.metric
  const values = done.map(r => (own ? finalOf(game, r) : lost(r.outcome) ? null : r.marks.at(-1)!.metrics[metric]) ?? NaN)
  return values.some(Number.isNaN) ? NaN : summary(values)
}

/** What had been spent when the objective reached the target, by the rule of the page (statistics/time-to-target.ts); infinite where it did not. */
function costToTarget(run: DoneRun, game: Subject['game'], axis: Subject['axis']): number {
  const curve = lossCurve(game, run, axis)
  if (!curve || game.target === null) return NaN
  const { time, reached } = timeToTarget(
    curve,
    sign(game) * game.target,
    game.objective.at === 'best' ? 'touches' : 'stays',
    Infinity,
  )
  return reached ? time : Infinity
}
