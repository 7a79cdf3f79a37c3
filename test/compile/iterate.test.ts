import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import type { FieldView, Optimizer } from '../../core/contract.ts'
import { pure } from '../../core/mixture.ts'
import { Profile } from '../../core/profile.ts'
import { scalar } from '../../core/scalar.ts'
import { constantStep, stepSizeOf } from '../../core/stepsize.ts'
import { engineWith } from './handmade.ts'
import { useTestedBackend } from '../tested-backend.ts'

const kinds = ['float32', 'float64', 'eager'] as const
const optimizer = (step: (v: FieldView, z: Profile) => Profile): Optimizer<unknown, 'field'> => ({
  init: v => ({ z: v.start() }),
  step: (v, s) => ({ z: step(v, (s as { z: Profile }).z) }),
  answer: s => pure((s as { z: Profile }).z),
})
beforeAll(useTestedBackend)

/** Halves z until ‖z‖² < bound or `max` times, looking at the field in the condition and in the body. */
const halving = (bound: number, max: number) =>
  optimizer((v, z) => {
    const ξ = v.sample()
    const [last, count] = v.iterate({
      max,
      carry: z,
      body: s => {
        v.F(s, ξ)
        v.F(s, ξ)
        return s.times(scalar(0.5))
      },
      until: s => {
        v.F(s, ξ)
        return tf.less<tf.Scalar>(s.dot(s), scalar(bound))
      },
    })
    return last.plus(z.zeros().map(p => p.shift(count)))
  })

describe('iterate', () => {
  // ‖z₀‖² = 1.5: below 2 at once, below 0.4 after one halving, below 0.03 after three.
  it.each([
    [2, 20, 0],
    [0.4, 20, 1],
    [0.03, 20, 3],
    [0.03, 2, 2],
  ])('until ‖z‖² < %d, at most %d passes: %d passes, metered alike compiled and eager', async (bound, max, passes) => {
    for (const kind of kinds) {
      const e = engineWith(halving(bound, max), kind)
      const { state, counts } = await e.advance(await e.init(), 0, 1)
      const [x] = await e.answer(state)
      expect(x!.atoms[0]!.host[0]).toBeCloseTo(0.7 * 0.5 ** passes + passes, 6)
      // Two players: the condition once before the loop, then two fields and the condition a pass.
      expect(counts.gradients).toBe(2 + passes * 6)
    }
  })
  it('takes a step size and the start first met in its body', async () => {
    const η = stepSizeOf('inner', [constantStep(0.1), constantStep(0.1)])
    const e = (kind: (typeof kinds)[number]) =>
      engineWith(
        optimizer((v, z) => {
          const [last] = v.iterate({
            max: 3,
            carry: z,
            body: s => s.minus(v.start().times(η)),
            until: () => scalar(0),
          })
          return last
        }),
        kind,
      )
    for (const kind of kinds) {
      const engine = e(kind)
      const [x] = await engine.answer((await engine.advance(await engine.init(), 0, 2)).state)
      expect(x!.atoms[0]!.host[0]).toBeCloseTo(0.7 * (1 - 0.6), 6)
    }
  })
  it('is refused inside another one, compiled and eager', async () => {
    const inner = (v: FieldView, s: Profile): Profile =>
      v.iterate({ max: 2, carry: s, body: u => u.times(scalar(0.5)), until: () => scalar(0) })[0]
    const nested = optimizer((v, z) => v.iterate({ max: 2, carry: z, body: s => inner(v, s), until: () => scalar(0) })[0])
    for (const kind of kinds) {
      const e = engineWith(nested, kind)
      await expect(e.init().then(s => e.advance(s, 0, 1))).rejects.toThrow('inside the body of another one')
    }
  })
  it('is differentiated eagerly, and refused compiled: it would give zeros', async () => {
    const through = optimizer((v, z) => {
      const half = (s: Profile): Profile =>
        v.iterate({ max: 3, carry: s, body: u => u.times(scalar(0.5)), until: () => scalar(0) })[0]
      const g = v.gradient(x => half(z.with(0, x)).at(0).dot(z.at(0)) as tf.Scalar, z.at(0))
      return z.with(0, g)
    })
    const eager = engineWith(through, 'eager')
    const [x] = await eager.answer((await eager.advance(await eager.init(), 0, 1)).state)
    expect(x!.atoms[0]!.host[0]).toBeCloseTo(0.7 / 8, 6)
    const e = engineWith(through, 'float32')
    await expect(e.init().then(s => e.advance(s, 0, 1))).rejects.toThrow('cannot be differentiated once it is compiled')
  })
})

describe('two players on one point', () => {
  it('have the field of two points that are alike', async () => {
    const shared = optimizer((v, z) => v.F(new Profile([z.at(0), z.at(0)]), v.sample()))
    const apart = optimizer((v, z) => v.F(new Profile([z.at(0), z.at(0).times(scalar(1))]), v.sample()))
    const field = async (o: typeof shared, kind: (typeof kinds)[number]): Promise<number[]> => {
      const e = engineWith(o, kind)
      const answer = await e.answer((await e.advance(await e.init(), 0, 1)).state)
      return answer.flatMap(m => Array.from(m.atoms[0]!.host))
    }
    for (const kind of kinds) {
      const [one, other] = [await field(shared, kind), await field(apart, kind)]
      one.forEach((v, i) => expect(v).toBeCloseTo(other[i]!, 6))
    }
  })
})
