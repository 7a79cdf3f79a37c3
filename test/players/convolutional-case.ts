import * as tf from '@tensorflow/tfjs'
import { gradients, jvp } from '../../core/calculus/gradient.ts'
import { hostTensor, sizeOf, type HostTensor } from '../../core/host.ts'
import { constant } from '../../core/scalar.ts'
import type { Input } from '../compile/program-of.ts'

/** y = f(w, x): of all weights as one vector, and of rows or pictures. */
export type Mapped = (w: tf.Tensor1D, x: tf.Tensor) => tf.Tensor

/** What a map is asked for; see test/fixtures/convolutional.py. */
export type Figure = 'y' | 'rw' | 'rx' | 'jvp' | 'gw' | 'gx' | 'hw' | 'hx'
const ofCritic: readonly Figure[] = ['y', 'rw', 'rx']
const ofMap: readonly Figure[] = [...ofCritic, 'jvp', 'gw', 'gx', 'hw', 'hx']

/** What the fixture says of a map; of a critic without the last five. */
export type Case = Partial<Readonly<Record<Figure, readonly number[]>>> & {
  readonly name: string
  readonly weights: number
  readonly input: readonly number[]
  readonly output: readonly number[]
}
const isCritic = (c: Case): boolean => !c.gw

/** The n numbers of a seed, which float32 holds exactly. */
export const entries = (seed: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => ((((i * i * 31 + i * 17 + seed * 9973) % 65521) % 1021) - 510) / 1024)

/** A list as the fixture stores it. */
export function folded(a: readonly number[]): readonly number[] {
  if (a.length <= 37) return a
  const r = entries(9, a.length)
  const sums = Array<number>(37).fill(0)
  a.forEach((ai, i) => (sums[i % 37]! += r[i]! * ai))
  return sums
}

const input = (host: HostTensor): Input => ({ host, dtype: 'float32' })
export const inputsOf = ({ weights, input: shape }: Case, shift = 0): readonly Input[] => [
  input(
    hostTensor(
      entries(1, weights).map(w => w + shift),
      [weights],
    ),
  ),
  input(hostTensor(entries(2, sizeOf(shape)), shape)),
]

/** Every figure of a map, in their order. */
export function figuresOf(f: Mapped, of: Case): (...zs: tf.Tensor[]) => tf.Tensor[] {
  const { weights, input: shape, output } = of
  const c = constant(hostTensor(entries(3, sizeOf(output)), output))
  const along = [constant(hostTensor(entries(4, weights), [weights])), constant(hostTensor(entries(5, sizeOf(shape)), shape))]
  const at = ([w, x]: readonly tf.Tensor[]): tf.Tensor => f(w as tf.Tensor1D, x!)
  const dot = (a: readonly tf.Tensor[], b: readonly tf.Tensor[]): tf.Scalar =>
    a.map((ai, i) => tf.sum<tf.Scalar>(tf.mul(ai, b[i]!))).reduce((s, t) => tf.add<tf.Scalar>(s, t))
  return (...z) => {
    const read = (): tf.Scalar => {
      const y = at(z)
      return tf.sum(tf.mul(c(), tf.add(y, tf.mul(tf.square(y), 0.5))))
    }
    const across = (): tf.Tensor => gradients(isCritic(of) ? () => tf.sum(at(z)) : read, [z[1]!]).grads[0]!
    const penalty = (): tf.Scalar => tf.mul(tf.sum<tf.Scalar>(tf.square(across())), 0.5)
    const first = [at(z), ...gradients(penalty, z).grads]
    if (isCritic(of)) return first
    const v = along.map(make => make())
    const slope = (): tf.Tensor[] => gradients(read, z).grads
    return [...first, ...jvp(zs => [at(zs)], z, v), ...slope(), ...gradients(() => dot(slope(), v), z).grads]
  }
}

/** The largest difference of what is found from what the fixture says, relative to the largest entry unless all are zero, by figure. */
export function errors(found: readonly { readonly values: readonly number[] }[], want: Case): ReadonlyMap<Figure, number> {
  const names = isCritic(want) ? ofCritic : ofMap
  const error = (wanted: readonly number[], values: readonly number[]): number => {
    const got = folded(values)
    const most = Math.max(...wanted.map(Math.abs))
    if (got.length !== wanted.length) return Infinity
    return got.reduce((e, a, j) => (Number.isNaN(a) ? NaN : Math.max(e, Math.abs(a - wanted[j]!))), 0) / (most || 1)
  }
  return new Map(names.map((name, i) => [name, error(want[name]!, found[i]!.values)]))
}
