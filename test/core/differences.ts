import * as tf from '@tensorflow/tfjs'
import { gradients } from '../../core/calculus/gradient.ts'
import { compile } from '../../core/compile/program.ts'
import { trace } from '../../core/compile/trace.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { constant } from '../../core/scalar.ts'

export type ScalarFunction = (x: tf.Tensor1D) => tf.Scalar

/** f, ∇f and ∇⟨∇f, v⟩ of a function of n numbers, by the calculus under test. */
export interface Derivatives {
  readonly value: number
  readonly gradient: readonly number[]
  readonly second: readonly number[]
}
export interface Evaluator {
  value(x: Float64Array): Promise<number>
  all(x: Float64Array): Promise<Derivatives>
}

/** Numbers on a grid that float32 holds, so that a step of a power of two from them is exact. */
export const onGrid = (xs: ArrayLike<number>, per: number): Float64Array => Float64Array.from(xs, x => Math.round(x * per) / per)

/** The direction of second derivatives: of length about one, so that a step along it is no longer than one along an axis. */
export const direction = (n: number): Float64Array => onGrid(key(41).normal(n, 0, 1 / Math.sqrt(n)), 64)

const derivatives = (f: ScalarFunction, x: tf.Tensor1D, v: () => tf.Tensor): tf.Tensor[] => {
  const { value, grads } = gradients(() => f(x), [x])
  const slope = (): tf.Scalar => tf.sum(tf.mul(gradients(() => f(x), [x]).grads[0]!, v()))
  return [value, grads[0]!, gradients(slope, [x]).grads[0]!]
}

/** On the present backend of TensorFlow.js, in float32. */
export function eagerly(f: ScalarFunction, n: number): Evaluator {
  const v = constant(hostTensor(direction(n), [n]))
  const on = <T>(x: Float64Array, body: (x: tf.Tensor1D) => tf.Tensor[], read: (all: number[][]) => T): T => {
    const values: number[][] = []
    tf.tidy(() => {
      for (const t of body(tf.tensor1d(Array.from(x)))) values.push(Array.from(t.dataSync()))
    })
    return read(values)
  }
  return {
    value: x =>
      Promise.resolve(
        on(
          x,
          t => [f(t)],
          ([value]) => value![0]!,
        ),
      ),
    all: x =>
      Promise.resolve(
        on(
          x,
          t => derivatives(f, t, v),
          ([value, gradient, second]) => ({ value: value![0]!, gradient: gradient!, second: second! }),
        ),
      ),
  }
}

/** Traced once and run as one program in float64. */
export async function compiledly(f: ScalarFunction, n: number): Promise<Evaluator> {
  const v = constant(hostTensor(direction(n), [n]))
  const traced = trace(
    ([x]) => ({ result: null, outputs: derivatives(f, x as tf.Tensor1D, v) }),
    [{ shape: [n], dtype: 'float32' }],
    { draw: [], start: [] },
  )
  const program = await compile(traced, 'float64', { threads: 1, provider: 'cpu' })
  const all = async (x: Float64Array): Promise<Derivatives> => {
    const [value, gradient, second] = (await program.run([x])).outputs.map(entries => Array.from(entries, Number))
    return { value: value![0]!, gradient: gradient!, second: second! }
  }
  return { value: async x => (await all(x)).value, all }
}

/** Multiples of the step at which the differences look, and their weights: f′ = Σ wₖ f(x + kh)/h + h⁴f⁽⁵⁾/30. */
const stencil = [
  [-2, 1 / 12],
  [-1, -8 / 12],
  [1, 8 / 12],
  [2, -1 / 12],
] as const

const moved = (x: Float64Array, along: ArrayLike<number>, by: number): Float64Array => x.map((xi, i) => xi + by * along[i]!)
const axis = (n: number, j: number): Float64Array => new Float64Array(n).fill(1, j, j + 1)

/** Every point at which `errorsOf` looks. */
export const looksAt = (x: Float64Array, h: number): Float64Array[] =>
  [direction(x.length), ...Array.from(x, (_, j) => axis(x.length, j))].flatMap(along =>
    stencil.map(([k]) => moved(x, along, k * h)),
  )

const largest = (xs: readonly number[]): number =>
  xs.reduce((most, x) => (Number.isNaN(x) ? NaN : Math.max(most, Math.abs(x))), 0)

export interface Errors {
  /** max |∇f − differences of f| over max |differences|. */
  readonly first: number
  /** The same of ∇⟨∇f, v⟩ against differences of ∇f along v. */
  readonly second: number
  /** Largest entries of the gradient and of ∇⟨∇f, v⟩: a check of zero against zero says nothing. */
  readonly sizes: readonly [number, number]
}

/** Errors of the first and second derivative at x against central differences of step h. */
export async function errorsOf(f: Evaluator, x: Float64Array, h: number): Promise<Errors> {
  const { gradient, second } = await f.all(x)
  const slope = async (along: Float64Array): Promise<number> => {
    let sum = 0
    for (const [k, w] of stencil) sum += (w / h) * (await f.value(moved(x, along, k * h)))
    return sum
  }
  const slopes: number[] = []
  for (let j = 0; j < x.length; j++) slopes.push(await slope(axis(x.length, j)))
  const curvature = x.map(() => 0)
  for (const [k, w] of stencil) {
    const { gradient: g } = await f.all(moved(x, direction(x.length), k * h))
    g.forEach((gi, i) => (curvature[i]! += (w / h) * gi))
  }
  const error = (got: readonly number[], want: readonly number[], size: number): number =>
    largest(got.map((g, i) => g - want[i]!)) / size
  const [one, two] = [largest(slopes), largest(Array.from(curvature))]
  return {
    first: error(gradient, slopes, one),
    second: error(second, Array.from(curvature), two < 1e-3 * one ? one : two),
    sizes: [largest(gradient), largest(second)],
  }
}
