import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import { ReadWhileTraced } from '../../core/compile/backend.ts'
import { shortestDecimal } from '../../core/compile/onnx.ts'
import { trace, type Traced } from '../../core/compile/trace.ts'
import type { FieldView, Optimizer } from '../../core/contract.ts'
import { hostTensor } from '../../core/host.ts'
import { lift } from '../../core/frame.ts'
import { pure } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { scalar } from '../../core/scalar.ts'
import { compiled, reals, type Op } from './program-of.ts'
import { engineWith } from './handmade.ts'

const traced = (f: (x: tf.Tensor) => tf.Tensor): Traced<null> =>
  trace(([x]) => ({ result: null, outputs: [f(x!)] }), [{ shape: [3], dtype: 'float32' }], { draw: [], start: [] })
const x = reals([1, 2, 3])
const value = async (op: Op, precision: 'float32' | 'float64' = 'float64'): Promise<readonly number[]> =>
  (await compiled(op, [x], precision))[0]!.values

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('a trace refuses what it would freeze', () => {
  it('reading a value', () => {
    expect(() => traced(u => (u.sum().dataSync()[0]! > 0 ? u : u.neg()))).toThrow(ReadWhileTraced)
    expect(() => traced(u => (u.arraySync(), u))).toThrow(/reads the value of a tensor.*while it is traced/)
    expect(tf.getBackend()).toBe('cpu')
  })
  it('randomness inside an op', () => {
    expect(() => traced(u => u.add(tf.randomNormal([3])))).toThrow(/random numbers inside an op.*draw them in game\.sample/)
    expect(() => traced(u => u.mul(Math.random()))).toThrow(/random numbers/)
  })
  it('a coin that decides what is computed, which agrees in two traces half the time', () => {
    for (let i = 0; i < 20; i++)
      expect(() => traced(u => (Math.random() < 0.5 ? tf.exp(u) : tf.sin(u)))).toThrow(/random numbers/)
    let turn = 0
    expect(() => traced(u => (turn++ % 2 === 0 ? tf.exp(u) : tf.sin(u)))).toThrow(/random numbers/)
  })
  it('a value that is promised, whether anyone waits for it or not', () => {
    expect(() => traced(u => (void u.data(), u))).toThrow(ReadWhileTraced)
    expect(() => traced(u => (void u.array().then(() => undefined), u))).toThrow(/reads the value/)
    expect(traced(u => tf.exp(u)).graph.nodes.length).toBe(1)
  })
  it('a kernel without a rule, by its name', () => {
    expect(() => traced(u => tf.localResponseNormalization(u.reshape([1, 1, 3])))).toThrow(
      /kernel LRN, which cannot be compiled \(nobody/,
    )
    expect(tf.getBackend()).toBe('cpu')
  })
})

describe('literals and constants', () => {
  it('are meant by their shortest decimal', async () => {
    for (const d of [0.1, 0.3, 1e-8, -2.5, 123.456]) expect(shortestDecimal(Math.fround(d))).toBe(d)
    expect(await value(() => tf.scalar(0.1).add(0))).toEqual([0.1])
    expect(await value(() => tf.scalar(0.1))).toEqual([0.1])
    expect(await value(u => u.mul(0.1))).toEqual([0.1, 0.2, 3 * 0.1])
  })
  it('are exact when written scalar(c)', async () => {
    expect(await value(() => scalar(1 / 3))).toEqual([1 / 3])
    expect(await value(u => u.mul(scalar(Math.PI)))).toEqual([Math.PI, 2 * Math.PI, 3 * Math.PI])
  })
  it('are refused in float64 where float32 has lost what they were', async () => {
    await expect(value(u => u.mul(1 / 3))).rejects.toThrow(/write scalar\(c\)/)
    await expect(value(u => u.add(tf.scalar(Math.SQRT2)))).rejects.toThrow(/came through float32/)
    expect((await value(u => u.mul(1 / 3), 'float32'))[0]).toBeCloseTo(1 / 3, 7)
  })
  it('keep the sign of zero', async () => {
    expect(
      await value(u => tf.concat([u.mul(scalar(0)).div(scalar(1)), tf.ones([1]).div(scalar(-0)).add(u.sum().mul(0))])),
    ).toEqual([0, 0, 0, -Infinity])
  })
  it('made outside are taken into every trace anew', async () => {
    const outside = tf.tensor1d([10, 20, 30])
    for (const precision of ['float32', 'float64'] as const)
      expect(await value(u => u.add(outside), precision)).toEqual([11, 22, 33])
    expect([...outside.dataSync()]).toEqual([10, 20, 30])
    outside.dispose()
  })
  it('first met inside a gradient can be used again', async () => {
    const table = hostTensor([1, 2, 3], [3])
    const op: Op = u =>
      tf
        .grad(v => lift(table).mul(v.square()).sum())(u)
        .add(lift(table).mul(u))
    expect(await value(op)).toEqual([3, 12, 27])
  })
})

describe('the recorded graph', () => {
  it('computes a common subexpression once', () => {
    expect(traced(u => tf.exp(u).add(tf.exp(u))).graph.nodes.map(n => n.op)).toEqual(['Exp', 'Add'])
  })
  it('drops what no output needs', () => {
    expect(traced(u => (tf.exp(u), tf.sin(u))).graph.nodes.map(n => n.op)).toEqual(['Sin'])
  })
})

type S = Readonly<Record<string, unknown>>
const stateful = (
  extra: (v: FieldView) => S,
  next: (s: S) => S,
  phase?: (k: number) => unknown,
): Optimizer<unknown, 'field'> => ({
  init: v => ({ z: v.start(), ...extra(v) }),
  step: (v, s) => {
    const state = s as S & { z: Profile }
    return { ...next(state), z: state.z.minus(v.F(state.z, v.sample()).times(scalar(0.1))) }
  },
  answer: s => pure((s as { z: Profile }).z),
  ...(phase ? { phase } : {}),
})
describe('states', () => {
  it('keep a leaf that a step hands on, and one that is copied from it', async () => {
    const e = engineWith(
      stateful(
        () => ({ fixed: scalar(3), copy: scalar(4) }),
        ({ fixed }) => ({ copy: fixed, fixed }),
      ),
      'float64',
    )
    const first = await e.init()
    const { state } = await e.advance({ ...first }, 0, 5)
    expect(state.form).not.toEqual(null)
    expect(state.leaves.filter(l => l.length === 1).map(l => l[0])).toEqual([3, 3])
  })
  it('may grow, a program each form', async () => {
    const e = engineWith(
      stateful(
        v => ({ seen: [v.start().at(0)] }),
        s => ({ seen: [...(s.seen as unknown[]), (s.z as Profile).at(0)] }),
      ),
      'float64',
    )
    const { state } = await e.advance(await e.init(), 0, 4)
    expect(state.leaves.length).toBe(7)
  })
  it('of more than 256 programs are refused', async () => {
    const e = engineWith(
      stateful(
        () => ({}),
        () => ({}),
        k => k,
      ),
      'float64',
    )
    await expect(e.init().then(s => e.advance(s, 0, 300))).rejects.toThrow(/more than 256 programs/)
  })
})
