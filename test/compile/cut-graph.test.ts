import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { compile } from '../../core/compile/program.ts'
import { compileSteps } from '../../core/compile/step-program.ts'
import { trace } from '../../core/compile/trace.ts'
import { frame } from '../../core/frame.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import { scalar } from '../../core/scalar.ts'
import { onHost } from '../../core/set/on-host.ts'

/** prox: every entry plus η times its place; each call is counted. */
function counted(): { readonly of: (x: tf.Tensor, η?: tf.Scalar) => tf.Tensor; readonly calls: () => number } {
  let calls = 0
  const set = onHost({
    name: 'counted',
    kind: 'function',
    flops: 7,
    prox: (x, η) => {
      calls++
      return x.map((v, i) => v + η * i)
    },
  })
  return {
    of: (x, η = scalar(1)) => set.prox(new Point(vectorLayout(x.shape[0]), x as tf.Tensor1D), η).tensor,
    calls: () => calls,
  }
}
const device = { threads: 1, provider: 'cpu' } as const
const none = { draw: [], start: [] }
const spec = { shape: [3], dtype: 'float32' as const }

describe('a graph cut by calls of the host', () => {
  it('computes what lies between, what both sides use, constants and inputs that come through', async () => {
    const host = counted()
    const traced = trace(
      ([x, y]) => {
        const sum = tf.add(x!, y!)
        const first = host.of(tf.mul(sum, 2))
        const second = host.of(tf.mul(y!, first))
        return { result: null, outputs: [tf.add(tf.mul(second, sum), first), first, x!, tf.mul(y!, 3), scalar(5), host.of(x!)] }
      },
      [spec, spec],
      none,
    )
    const { run, flops } = await compile(traced, 'float64', device)
    const [x, y] = [Float64Array.of(1, 2, 3), Float64Array.of(-1, 0.5, 2)]
    const { outputs } = await run([x, y])
    const first = [0, 2.5, 5].map((s, i) => 2 * s + i)
    const second = first.map((v, i) => y[i]! * v + i)
    const want = [second.map((v, i) => v * [0, 2.5, 5][i]! + first[i]!), first, [1, 2, 3], [-3, 1.5, 6], [5], [1, 3, 5]]
    expect(outputs.map(o => Array.from(o as Float64Array))).toEqual(want)
    expect(host.calls()).toBe(3)
    // Three calls of 7, and 3 entries of six plain nodes.
    expect(flops).toBe(3 * 7 + 6 * 3)
  })

  it('carries a loop out whose body calls the host, with what it takes from outside, as often as its condition says', async () => {
    const host = counted()
    const looped = (max: number) =>
      trace(
        ([x, y]) => {
          const [[end], count] = frame().loop({
            max,
            carry: [x!],
            body: ([s]) => [host.of(tf.add(s!, y!), scalar(0.5))],
            until: ([s]) => tf.greater(tf.sum(s!), scalar(40)).asScalar(),
          })
          return { result: null, outputs: [tf.mul(end!, 2), count] }
        },
        [spec, spec],
        none,
      )
    const by = (n: number): number[] => [0, 1, 2].map(i => 2 * (n * (i + 1) + n * 0.5 * i))
    const given = [new Float64Array(3), Float64Array.of(1, 2, 3)]
    // A pass adds 7.5: the sixth ends above 40.
    const { outputs, passes } = await (await compile(looped(100), 'float64', device)).run(given)
    expect([outputs.map(o => Array.from(o as Float64Array)), passes]).toEqual([[by(6), [6]], [6]])
    expect(host.calls()).toBe(6)
    const few = await (await compile(looped(4), 'float64', device)).run(given)
    expect([Array.from(few.outputs[0] as Float64Array), few.passes]).toEqual([by(4), [4]])
    const never = await (await compile(looped(100), 'float64', device)).run([Float64Array.of(50, 0, 0), given[1]!])
    expect([Array.from(never.outputs[0] as Float64Array), never.passes]).toEqual([[100, 0, 0], [0]])
  })

  it('makes many steps one by one, with the feed and the draw of each', async () => {
    const host = counted()
    const traced = trace(
      ([x, kept]) => {
        const η = frame().feed({ id: 'η', value: k => k })
        const [drawn] = frame().draw()
        return { result: null, outputs: [host.of(tf.add(x!, drawn!), η), kept!] }
      },
      [spec, spec],
      { draw: [spec], start: [] },
    )
    const { run } = await compileSteps(traced, 'float64', device)
    const draws = Float64Array.from({ length: 12 }, (_, i) => i)
    const { outputs, passes } = await run(
      [new Float64Array(3), Float64Array.of(7, 8, 9)],
      4,
      [Float64Array.of(1, 10, 100, 1000)],
      [[draws]],
    )
    expect(outputs.map(o => Array.from(o as Float64Array))).toEqual([
      [18, 22 + 1111, 26 + 2222],
      [7, 8, 9],
    ])
    expect(passes).toEqual([])
  })
})
