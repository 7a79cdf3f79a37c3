import * as tf from '@tensorflow/tfjs'
import type { FieldView, Game, Optimizer, StrategySet } from '../../core/contract.ts'
import { compiledEngine } from '../../core/compile/engine.ts'
import { eagerEngine } from '../../core/eager.ts'
import type { Engine } from '../../core/engine.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { pure } from '../../core/mixture.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import type { Profile } from '../../core/profile.ts'
import { constant, scalar } from '../../core/scalar.ts'
import { constantStep, inverseSqrt, stepSizeOf } from '../../core/stepsize.ts'

export const free: StrategySet = { name: 'free', kind: 'set', convex: true, separable: true, prox: x => x }
const start = (...xs: number[]): Point => new Point(vectorLayout(xs.length), Float64Array.from(xs))
const player = (id: string, ...xs: number[]) => ({ id, set: free, start: () => start(...xs) })

const M = constant([1, -0.5, 0.3, 0.8], [2, 2])
/** tanh(x)ᵀMy + .05·|x|² − .05·|y|² + ⟨ξ, x⟩/10, zero-sum, with a smooth curvature in x. */
export const curved: Game = {
  id: 'curved',
  players: [player('x', 0.7, -0.4), player('y', 0.2, 0.9)],
  claims: { zeroSum: true },
  sample: k => ({ noise: hostTensor(k.normal(2), [2]) }),
  loss: (i, z, ξ) => {
    const [x, y] = [z.at(0).tensor, z.at(1).tensor]
    const noise = (ξ as { noise: tf.Tensor }).noise
    const pay = tf
      .matMul(tf.tanh(x).reshape([1, 2]), M())
      .reshape([2])
      .mul(y)
      .sum()
    const f = pay.add(x.square().sum().mul(0.05)).sub(y.square().sum().mul(0.05)).add<tf.Scalar>(noise.mul(x).sum().mul(0.1))
    return i === 0 ? f : f.neg<tf.Scalar>()
  },
}

interface State {
  readonly z: Profile
}
type Field = Optimizer<unknown, 'field'>
const field = (step: (v: FieldView, z: Profile, phase: unknown) => Profile, phase?: (k: number) => unknown): Field => ({
  init: v => ({ z: v.start() }),
  step: (v, s, p) => ({ z: step(v, (s as State).z, p) }),
  ...(phase ? { phase } : {}),
  answer: s => pure((s as State).z),
})
export const optimizers: Readonly<Record<string, () => Field>> = {
  descent: () => {
    const schedule = inverseSqrt(0.1)
    const η = stepSizeOf('descent', [schedule, schedule])
    return field((v, z) => z.minus(v.F(z, v.sample()).times(η)))
  },
  lookahead: () => {
    const η = stepSizeOf('lookahead', [constantStep(0.1), constantStep(0.05)])
    return field((v, z) => {
      const half = z.minus(v.F(z, v.sample()).times(η))
      return z.minus(v.F(half, v.sample()).times(η))
    })
  },
  hamiltonian: () =>
    field((v, z) => {
      const ξ = v.sample()
      const g = v.F(z, ξ)
      return z
        .minus(g.times(scalar(0.1)))
        .minus(v.JTv(z, g.points, ξ).times(scalar(0.05)))
        .minus(v.Jv(z, g, ξ).times(scalar(0.02)))
    }),
  phased: () =>
    field(
      (v, z, phase) => {
        const ξ = v.sample()
        return z.with(
          phase as number,
          z.at(phase as number).minus(v.grad(phase as number, phase as number, z, ξ).times(scalar(0.1))),
        )
      },
      k => (k % 3 === 2 ? 1 : 0),
    ),
  looped: () =>
    field((v, z) => {
      const ξ = v.sample()
      const [last] = v.iterate({
        max: 20,
        carry: { z, before: z },
        body: s => ({ z: s.z.minus(v.F(s.z, ξ).times(scalar(0.3))), before: s.z }),
        until: s => tf.less<tf.Scalar>(s.z.norm() as tf.Scalar, 0.9),
      })
      return z
        .times(scalar(0.5))
        .plus(last.z.times(scalar(0.6)))
        .minus(last.before.times(scalar(0.05)))
    }),
}
export const engineOf = (name: string, kind: 'float32' | 'float64' | 'eager', game: Game = curved): Engine =>
  engineWith(optimizers[name]!(), kind, game)
export const engineWith = (optimizer: Field, kind: 'float32' | 'float64' | 'eager', game: Game = curved): Engine => {
  const run = { game, optimizer, key: key(7) }
  return kind === 'eager' ? eagerEngine(run) : compiledEngine(run, { precision: kind, device: { threads: 1, provider: 'cpu' } })
}
