import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { handWritten } from '../../bench/hand-written.ts'
import { ratioOf, spreadOf } from '../../bench/spread.ts'
import { stepSize } from '../../bench/sizes.ts'
import { simultaneous } from '../../bench/works/ring.ts'
import { drawKey } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import type { HostTensor } from '../../core/host.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'

const size = { batch: 8, width: 6 }
const steps = 5

beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

/** Blocks of both players' points after so many steps of the library, w0, b0, w1, … of the generator, then of the critic. */
async function ofTheLibrary(n: number): Promise<Float64Array[]> {
  const run = createLab(builtin).assemble(simultaneous(size, {}).request)
  const { engine } = await engineOf(run, { execution: 'compiled', precision: 'float64' })
  let state = await engine.init()
  if (n > 0) ({ state } = await engine.advance(state, 0, n))
  return (await engine.answer(state)).flatMap(mixture => mixture.atoms[0]!.hostBlocks())
}

describe('the step written by hand and the step of the library are the same step', () => {
  it('gives the same weights from the same start on the same draws', async () => {
    const { game, key } = createLab(builtin).assemble(simultaneous(size, {}).request)
    const { generator, critic, step } = handWritten(size)
    const variables = [...generator, ...critic]
    const start = await ofTheLibrary(0)
    variables.forEach((v, i) => v.assign(tf.tensor(Float32Array.from(start[i]!), v.shape)))
    for (let k = 0; k < steps; k++) {
      const drawn = game.sample(drawKey(key, k, 0)) as { readonly real: HostTensor; readonly latent: HostTensor }
      const asTensor = ({ values, shape }: HostTensor): tf.Tensor2D =>
        tf.tensor2d(Float32Array.from(values), shape as [number, number])
      step({ real: asTensor(drawn.real), latent: asTensor(drawn.latent) })
    }
    const end = await ofTheLibrary(steps)
    expect(end.length).toBe(variables.length)
    // An Adam step is of the order of its step size whatever the gradient: an error in a loss or its sign moves weights by that much.
    variables.forEach((v, i) => {
      const ours = end[i]!
      const theirs = v.dataSync()
      expect(Math.max(...ours.map((x, j) => Math.abs(x - start[i]![j]!)))).toBeGreaterThan(stepSize)
      ours.forEach((x, j) => expect(Math.abs(x - theirs[j]!)).toBeLessThan(0.01 * stepSize))
    })
  })

  it('leaves no tensor over and draws rows near the ring', () => {
    const { step, draw } = handWritten(size)
    step()
    const before = tf.memory().numTensors
    for (let k = 0; k < 3; k++) step()
    expect(tf.memory().numTensors).toBe(before)
    const { real, latent } = draw()
    const radii = tf.norm(real, 'euclidean', 1).dataSync()
    radii.forEach(r => expect(Math.abs(r - 1)).toBeLessThan(6 * 0.02))
    expect(latent.shape).toEqual([8, 16])
  })
})

describe('spread', () => {
  it('takes the median and the range, of ratios round by round', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 })
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 })
    expect(ratioOf([10, 20, 30], [5, undefined, 3])).toEqual({ median: 6, min: 2, max: 10 })
    expect(() => spreadOf([])).toThrow('at least one measurement')
  })
})
