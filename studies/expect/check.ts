/** What an expression may say of a plan: names, numbers and kinds of arguments, all checked before any run. */
import { brief } from '../../core/config/brief.ts'
import { nearest, unknown } from '../../core/config/nearest.ts'
import { Refusal } from '../../core/refusal.ts'
import type { GameRow, OptimizerRow, Plan } from '../plan/plan.ts'
import { isComparison, parseExpression, type Expression } from './parse.ts'

type Kind = 'number' | 'truth' | 'text'
type Argument = 'row' | 'game' | 'metric' | 'axis' | 'outcome' | 'number'
interface Signature {
  readonly args: readonly Argument[]
  /** How many of them may not be left out. */
  readonly least: number
  readonly about: string
}
const ofPair = (about: string): Signature => ({ args: ['row', 'game', 'metric'], least: 1, about })

/** The functions. A game may be left out where the study has one; a metric stands for the objective where it is left out. */
export const functions = {
  median: ofPair('the median over seeds of the objective, or of a metric at the last step'),
  mean: ofPair('the mean'),
  iqm: ofPair('the interquartile mean: without the lowest and the highest quarter'),
  min: ofPair('the least'),
  max: ofPair('the largest'),
  reached: {
    args: ['row', 'game'],
    least: 1,
    about: 'the fraction of seeds whose objective reached the target at a measured step',
  },
  toTarget: {
    args: ['row', 'game', 'axis'],
    least: 1,
    about: 'the median over seeds of what was spent until the target, infinite where it was not reached',
  },
  atEqual: {
    args: ['row', 'game', 'axis'],
    least: 1,
    about: 'the median over seeds of the objective when as much had been spent as the row of `equal` spends in all',
  },
  outcomes: { args: ['outcome', 'row', 'game'], least: 2, about: 'how many seeds ended so' },
  seeds: { args: ['row', 'game'], least: 1, about: 'how many seeds have ended' },
  abs: { args: ['number'], least: 1, about: 'the absolute value' },
  log10: { args: ['number'], least: 1, about: 'the decimal logarithm' },
  sqrt: { args: ['number'], least: 1, about: 'the square root' },
} as const satisfies Readonly<Record<string, Signature>>
export type FunctionName = keyof typeof functions
export const axesOfCost = ['flops', 'gradients', 'steps', 'seconds'] as const
const outcomes = ['completed', 'converged', 'diverged', 'nan', 'cycling', 'stalled', 'timed-out', 'refused'] as const

/** The row or the game of an id or a label. */
export const named = <R extends { readonly id: string; readonly label: string }>(
  rows: readonly R[],
  name: string,
): R | undefined => rows.find(r => r.id === name || r.label === name)

/** What a call is about: its texts by what they mean. */
export interface Subject {
  readonly row: OptimizerRow
  readonly game: GameRow
  readonly metric: string | null
  readonly axis: (typeof axesOfCost)[number]
  readonly outcome: string
}
export function subjectOf({ name, args }: Extract<Expression, { kind: 'call' }>, { optimizers, games }: Plan): Subject {
  const said = new Map(args.map((a, i) => [functions[name as FunctionName].args[i]!, a.kind === 'text' ? a.value : '']))
  return {
    row: named(optimizers, said.get('row') ?? '')!,
    game: said.has('game') ? named(games, said.get('game')!)! : games[0]!,
    metric: said.get('metric') ?? null,
    axis: axesOfCost.find(a => a === said.get('axis')) ?? 'flops',
    outcome: said.get('outcome') ?? '',
  }
}

/** Names of the numbers that are measured on a pair of rows; null where they are not known before a run. */
export type Names = (game: string, optimizer: string) => readonly string[] | null
type Named = Plan & { readonly names: Names }

/** The expression of a text, every name in it among those of the plan. Throws the end of a sentence. */
export function checkExpectation(text: string, plan: Plan, names: Names = () => null): Expression {
  const whole = parseExpression(text)
  const kind = check(whole, { ...plan, names })
  if (kind !== 'truth') throw new Refusal(`is ${article(kind)}; it must be a comparison such as median("gda") > 1`)
  return whole
}
const article = (kind: Kind): string => (kind === 'truth' ? 'a comparison' : `a ${kind}`)
const where = ({ from }: Expression): string => `at character ${from + 1}`

function demand(e: Expression, wanted: Kind, plan: Named, by: string): void {
  const kind = check(e, plan)
  if (kind !== wanted) throw new Refusal(`has ${article(kind)} ${where(e)} where ${by} needs ${article(wanted)}`)
}
function check(e: Expression, plan: Named): Kind {
  if (e.kind === 'number' || e.kind === 'text') return e.kind
  if (e.kind === 'call') return checkCall(e, plan)
  const wanted = e.operator === 'and' || e.operator === 'or' || e.operator === 'not' ? 'truth' : 'number'
  for (const part of e.kind === 'unary' ? [e.of] : [e.left, e.right]) demand(part, wanted, plan, `'${e.operator}'`)
  return wanted === 'truth' || isComparison(e.operator) ? 'truth' : 'number'
}

function checkCall(call: Extract<Expression, { kind: 'call' }>, plan: Named): Kind {
  const { name, args } = call
  if (!Object.hasOwn(functions, name))
    throw new Refusal(`has ${where(call)} a name of nothing: ${unknown('function', name, Object.keys(functions))}`)
  const { args: wanted, least }: Signature = functions[name as FunctionName]
  if (args.length < least || args.length > wanted.length)
    throw new Refusal(
      `gives ${name} ${args.length} argument${args.length === 1 ? '' : 's'} ${where(call)}; it takes ${wanted.map((w, i) => (i < least ? w : `${w}?`)).join(', ')}`,
    )
  args.forEach((arg, i) => {
    const what = wanted[i]!
    demand(arg, what === 'number' ? 'number' : 'text', plan, `${name}(${wanted.join(', ')})`)
    if (arg.kind === 'text') checkName(arg, arg.value, what, plan)
  })
  if (!wanted.includes('row')) return 'number'
  const at = wanted.indexOf('game')
  if (args.length <= at && plan.games.length > 1)
    throw new Refusal(`gives ${name} no game ${where(call)}; valid: ${plan.games.map(g => JSON.stringify(g.label)).join(', ')}`)
  const { row, game } = subjectOf(call, plan)
  const metrics = plan.names(game.id, row.id)
  const metric = args[wanted.indexOf('metric')]
  if (metrics && metric?.kind === 'text' && !metrics.includes(metric.value))
    throw new Refusal(
      `has ${where(metric)} a name of nothing measured on '${game.label}': ${unknown('metric', metric.value, metrics)}`,
    )
  const apart = plan.refused.find(r => r.optimizer === row.id && r.game === game.id)
  if (apart) throw new Refusal(`asks ${where(call)} for '${row.label}' on '${game.label}', which is not run: ${apart.reason}`)
  if (name === 'atEqual') demandEqualTo(call, plan, game)
  if ((name === 'reached' || name === 'toTarget') && game.target === null)
    throw new Refusal(`asks ${where(call)} for a target of '${game.label}', which has none: give target to the game`)
  return 'number'
}
/** The study says whose cost is meant, and that row plays the game. */
function demandEqualTo(call: Expression, { study, optimizers, refused }: Plan, game: GameRow): void {
  if (!study.equal)
    throw new Refusal(`asks ${where(call)} for equal costs, and the study has no equal, such as { to: exact, over: [seconds] }`)
  const whose = named(optimizers, study.equal.to)!
  const apart = refused.find(r => r.optimizer === whose.id && r.game === game.id)
  if (apart)
    throw new Refusal(
      `asks ${where(call)} for the cost of '${whose.label}' on '${game.label}', which is not run: ${apart.reason}`,
    )
}
function checkName(arg: Expression, said: string, what: Argument, { optimizers, games }: Plan): void {
  const fail = (valid: readonly string[]): never => {
    const near = nearest(said, valid)
    const meant = near === null ? ';' : `; did you mean ${JSON.stringify(near)}?`
    const names = valid.map(v => JSON.stringify(v)).join(', ')
    throw new Refusal(
      `has ${where(arg)} a name of nothing: ${what} ${JSON.stringify(brief(said))} is not known${meant} valid: ${names}`,
    )
  }
  if (what === 'row' && !named(optimizers, said)) fail(optimizers.map(r => r.label))
  if (what === 'game' && !named(games, said)) fail(games.map(g => g.label))
  if (what === 'axis' && !axesOfCost.some(a => a === said)) fail(axesOfCost)
  if (what === 'outcome' && !outcomes.some(o => o === said)) fail(outcomes)
}
