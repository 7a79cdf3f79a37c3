/**
 * Linear programs by HiGHS (Huangfu and Hall 2018), its simplex method compiled to WebAssembly: maximise cᵀx subject to rows, sums and bounds.
 * An optimum is a vertex, found to 1e-10 in both feasibilities, the least tolerance that HiGHS takes; entries of a row below 1e-12 count as 0.
 */
import type { Highs, InitOptions, ModelData } from 'highs'
import { Refusal } from '../refusal.ts'

/** Σⱼ rowⱼxⱼ ≤ bound, or = bound. */
export type LinearRow = readonly [row: readonly number[], bound: number]

/** max cᵀx over atMost, equal and lower ≤ x ≤ upper. */
export interface LinearProgram {
  readonly maximise: readonly number[]
  readonly atMost?: readonly LinearRow[]
  readonly equal?: readonly LinearRow[]
  /** One bound a variable; −Infinity is none. 0 where absent. */
  readonly lower?: readonly number[]
  /** Infinity is none, and so where absent. */
  readonly upper?: readonly number[]
}

export interface LpSolution {
  /** cᵀx at the optimum. */
  readonly value: number
  readonly x: Float64Array
  /** What the value gains a unit of each bound, those of `atMost` (≥ 0) before those of `equal`. */
  readonly duals: Float64Array
}

/** Throws a `Refusal` that says why where there is no optimum, or no such program. */
export type LpSolver = (program: LinearProgram) => LpSolution

let loading: Promise<Highs> | undefined

/** The types of the package describe its CommonJS form, whose default export is a property. */
async function load(): Promise<Highs> {
  const { default: highs } = await import('highs')
  return (highs as unknown as (options?: InitOptions) => Promise<Highs>)()
}

/** The solver, loaded once a process. */
export async function linearProgramming(): Promise<LpSolver> {
  const highs = await (loading ??= load())
  return program => solve(highs, program)
}

const refuse = (what: string): never => {
  throw new Refusal(`linear program: ${what}`)
}

/** Costs, entries and bounds that HiGHS takes as they are; larger ones it would take for infinite, or refuse. */
const taken = (v: number): boolean => Math.abs(v) < 1e15

/** The program in the solver's form; rows are packed with their zeros left out. */
function modelOf(highs: Highs, { maximise, atMost = [], equal = [], lower, upper }: LinearProgram): ModelData {
  const n = maximise.length
  if (n === 0) refuse('it needs at least one variable')
  const rows = [...atMost, ...equal]
  for (const [name, values] of [
    ['lower', lower],
    ['upper', upper],
  ] as const)
    if (values && (values.length !== n || !values.every(v => taken(v) || v === (name === 'lower' ? -Infinity : Infinity))))
      refuse(
        `${name} must have one number a variable, that is ${n}, below 1e15 in size or ${name === 'lower' ? '−' : ''}Infinity, got [${values.join(', ')}]`,
      )
  if (!maximise.every(taken)) refuse(`maximise must be numbers below 1e15 in size, got [${maximise.join(', ')}]`)
  rows.forEach(([row, bound], i) => {
    if (row.length !== n || ![...row, bound].every(taken))
      refuse(`row ${i} must have ${n} numbers and a bound below 1e15 in size, got [${row.join(', ')}] and ${bound}`)
  })
  const entries = rows.map(([row]) => row.flatMap((value, j) => (value === 0 ? [] : [{ j, value }])))
  const starts = [0]
  for (const row of entries) starts.push(starts.at(-1)! + row.length)
  return {
    numCols: n,
    numRows: rows.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: maximise,
    colLower: lower ?? Array<number>(n).fill(0),
    colUpper: upper ?? Array<number>(n).fill(Infinity),
    rowLower: [...atMost.map(() => -Infinity), ...equal.map(([, bound]) => bound)],
    rowUpper: rows.map(([, bound]) => bound),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: n,
      starts,
      indices: entries.flatMap(row => row.map(({ j }) => j)),
      values: entries.flatMap(row => row.map(({ value }) => value)),
    },
  }
}

const options = {
  output_flag: false,
  solver: 'simplex',
  primal_feasibility_tolerance: 1e-10,
  dual_feasibility_tolerance: 1e-10,
  small_matrix_value: 1e-12,
}

const solve = (highs: Highs, program: LinearProgram): LpSolution =>
  highs.withModel(model => {
    model.options.set(options)
    model.passModel(modelOf(highs, program))
    model.run()
    const status = model.getModelStatus()
    if (status !== highs.constants.modelStatus.optimal) refuse(`HiGHS found no optimum, its status is ${statusOf(highs, status)}`)
    const { colValue: x, rowDual: duals } = model.getSolution()
    return { value: model.getObjectiveValue(), x, duals }
  })

const statusOf = ({ constants }: Highs, status: number): string =>
  Object.entries(constants.modelStatus).find(([, code]) => code === status)?.[0] ?? `${status}`
