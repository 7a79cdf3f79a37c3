import { beforeAll, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import { flops } from '../../core/compile/flops.ts'
import { trace } from '../../core/compile/trace.ts'
import type { FieldView } from '../../core/contract.ts'
import { dirac } from '../../core/mixture.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { scalar } from '../../core/scalar.ts'
import { curved, engineOf } from './handmade.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

const host = (...xs: number[]): Point => new Point(vectorLayout(xs.length), Float64Array.from(xs))
const at = (xs: readonly number[]): Profile => new Profile([host(...xs.slice(0, 2)), host(...xs.slice(2))])
const here = [0.7, -0.4, 0.2, 0.9]
const h = 1e-5
const e = engineOf('descent', 'float64')
const of = async (run: (v: FieldView, z: Profile) => readonly tf.Tensor[], xs: readonly number[] = here): Promise<number[]> =>
  (await e.evaluate({ run }, at(xs), [])).flatMap(t => [...t.values])
const moved = (j: number, by: number): number[] => here.map((x, i) => (i === j ? x + by : x))
const flat = (z: Profile): tf.Tensor[] => z.points.map(p => p.tensor)
/** Central differences: row j is the derivative by entry j. Their error is of order h² and 1e-16/h, both below 1e-9. */
const differences = (run: (v: FieldView, z: Profile) => readonly tf.Tensor[]): Promise<number[][]> =>
  Promise.all(
    here.map(async (_, j) => {
      const [up, down] = [await of(run, moved(j, h)), await of(run, moved(j, -h))]
      return up.map((x, i) => (x - down[i]!) / (2 * h))
    }),
  )
const near = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length)
  got.forEach((x, i) => expect(Math.abs(x - want[i]!)).toBeLessThanOrEqual(1e-8))
}

it('F, grad and partial are the differences of the losses', async () => {
  const losses = await differences((v, z) => {
    const ξ = v.sample()
    return [v.loss(0, z, ξ), v.loss(1, z, ξ)]
  })
  near(await of((v, z) => flat(v.F(z, v.sample()))), [losses[0]![0]!, losses[1]![0]!, losses[2]![1]!, losses[3]![1]!])
  near(await of((v, z) => [v.grad(0, 1, z, v.sample()).tensor]), [losses[2]![0]!, losses[3]![0]!])
  near(await of((v, z) => [v.partial(0, z.at(0), z.points.map(dirac), v.sample()).tensor]), [losses[0]![0]!, losses[1]![0]!])
})
it('Jv and JTv are the differences of F', async () => {
  const J = await differences((v, z) => flat(v.F(z, v.sample())))
  const w = [0.3, -1, 0.5, 2]
  const vector = (): Profile =>
    new Profile([0, 2].map(i => new Point(vectorLayout(2), tf.stack([scalar(w[i]!), scalar(w[i + 1]!)]) as tf.Tensor1D)))
  near(
    await of((v, z) => flat(v.Jv(z, vector(), v.sample()))),
    here.map((_, i) => w.reduce((s, x, j) => s + x * J[j]![i]!, 0)),
  )
  near(
    await of((v, z) => flat(v.JTv(z, vector().points, v.sample()))),
    here.map((_, j) => w.reduce((s, x, i) => s + x * J[j]![i]!, 0)),
  )
  near(
    await of((v, z) => flat(v.JTv(z, [null, vector().at(1)], v.sample()))),
    here.map((_, j) => [2, 3].reduce((s, i) => s + w[i]! * J[j]![i]!, 0)),
  )
  expect(curved.players.length).toBe(2)
})
it('FLOPs are those of a count by hand', () => {
  const count = (f: (x: tf.Tensor) => tf.Tensor): number =>
    flops(
      trace(([x]) => ({ result: null, outputs: [f(x!)] }), [{ shape: [3, 4], dtype: 'float32' }], { draw: [], start: [] }).graph,
    )
  expect(count(x => tf.matMul(x, x, false, true))).toBe(2 * 3 * 3 * 4)
  expect(count(x => tf.matMul(x, x, true, false))).toBe(2 * 4 * 4 * 3)
  expect(count(x => tf.exp(x).add(x))).toBe(24)
  expect(count(x => tf.sum(x, 0))).toBe(12)
  expect(count(x => tf.transpose(x).reshape([12]))).toBe(0)
})
it('a loop costs its passes times its body', async () => {
  const loop = engineOf('looped', 'float64')
  const { counts, flops: spent } = await loop.advance(await loop.init(), 0, 1)
  const passes = counts.gradients / 2
  expect(Number.isInteger(passes) && passes > 0 && passes <= 20).toBe(true)
  expect(spent).toBeGreaterThan(passes * 100)
})
