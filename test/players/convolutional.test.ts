import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../../core/contract.ts'
import type { Role } from '../../core/define.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { layoutSize, Point } from '../../core/point.ts'
import { constant } from '../../core/scalar.ts'
import { createDcgan, type DcganConfig } from '../../players/dcgan.ts'
import type { ImageConfig } from '../../players/image-options.ts'
import { batchNorm } from '../../players/layers/batch-norm.ts'
import { convolution } from '../../players/layers/convolution.ts'
import type { Layer } from '../../players/layers/layer.ts'
import { largestSingularValue } from '../../players/layers/spectral-norm.ts'
import { transposedConvolution } from '../../players/layers/transposed-convolution.ts'
import { createResnet } from '../../players/resnet.ts'
import { compiled, eager } from '../compile/program-of.ts'
import { entries, errors, figuresOf, folded, inputsOf, type Case, type Mapped } from './convolutional-case.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

interface LayerCase extends Case {
  readonly kernel?: number
  readonly stride?: 1 | 2
  readonly bias?: boolean
  readonly passes?: number
}
interface Pair {
  readonly player: 'dcgan' | 'resnet'
  readonly size: readonly number[]
  readonly shift: number
  readonly generator: Partial<DcganConfig>
  readonly critic: Partial<DcganConfig>
  readonly weights: readonly [number, number]
  readonly picture: readonly number[]
  readonly cases: readonly [Case, Case]
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/convolutional.json', import.meta.url), 'utf8')) as {
  readonly layers: readonly LayerCase[]
  readonly pairs: readonly Pair[]
  readonly counts: readonly {
    readonly player: 'dcgan' | 'resnet'
    readonly channels: number
    readonly generator: number
    readonly critic: number
  }[]
}

const init = { init: 'normal', gain: 1, sd: 1 } as const

function layerOf({ name, kernel, stride, bias, passes, input }: LayerCase): Layer | Mapped {
  const spec = { kernel: kernel!, bias: bias! }
  if (name.startsWith('convolution')) return convolution({ ...spec, from: 2, to: 3, stride: stride! }, init)
  if (name.startsWith('transposed')) return transposedConvolution({ ...spec, from: 3, to: 2, stride: 2 }, init)
  if (name.startsWith('batch norm')) return batchNorm(input.at(-1)!)
  const u0 = constant(hostTensor(entries(7, 4), [4, 1]))
  return (w, x) => {
    const M = w.reshape([6, 4])
    return tf.matMul(x, tf.div(M, largestSingularValue(M, u0(), passes!)))
  }
}
const mapOf = (of: LayerCase): Mapped => {
  const layer = layerOf(of)
  return typeof layer === 'function' ? layer : (w, x) => layer.at(new Point(layer.blocks, w).blocks())(x)
}

/** The program in float64 is right to 1e-9; float32 eagerly to 1e-4, and compiled to 1e-5 or ten times what eager makes of it. */
async function expectCase(f: Mapped, c: Case, shift = 0): Promise<void> {
  const op = figuresOf(f, c)
  const inputs = inputsOf(c, shift)
  const exact = errors(await compiled(op, inputs, 'float64'), c)
  const single = errors(await compiled(op, inputs, 'float32'), c)
  const plain = errors(eager(op, inputs), c)
  for (const name of exact.keys()) {
    expect(exact.get(name), name).toBeLessThan(1e-9)
    expect(plain.get(name), name).toBeLessThan(1e-4)
    expect(single.get(name), name).toBeLessThan(Math.max(1e-5, 10 * plain.get(name)!))
  }
}

describe('layers are those of PyTorch, to the second derivative', () => {
  it.each(fixture.layers.map(c => [c.name, c] as const))('%s', (_, c) => expectCase(mapOf(c), c))
})

const config: ImageConfig = {
  'channels': 2,
  'norm': null,
  'iterations': 12,
  'kernel': 3,
  'init': 'normal',
  'gain': 1,
  'sd': 0.02,
  'output-activation': null,
  'clip': 0,
}
const latent = 3
const network = (player: Pair['player'], given: Partial<DcganConfig>, role: Role): Network =>
  player === 'dcgan'
    ? createDcgan({ ...config, kernel: 4, slope: 0.01, ...given }, role)
    : createResnet({ ...config, ...given }, role)
const generatorRole = (size: readonly number[], d = latent): Role => ({
  id: 'generator',
  input: [d],
  output: size,
  player: 'mlp',
})
const criticRole = (size: readonly number[]): Role => ({ id: 'critic', input: size, output: [1], player: 'mlp' })

describe('players are those of PyTorch, to the second derivative', () => {
  it.each(fixture.pairs.map(p => [p.cases[1].name, p] as const))('%s', async (_, pair) => {
    const { player, size, shift, weights, picture, cases } = pair
    const G = network(player, pair.generator, generatorRole(size))
    const D = network(player, pair.critic, criticRole(size))
    const layouts = [G, D].map(net => net.start(key(0)).layout)
    expect(layouts.map(layoutSize)).toEqual(weights)
    const critic: Mapped = (ψ, x) => D.apply(new Point(layouts[1]!, ψ), x)
    const generate: Mapped = (θ, z) => G.apply(new Point(layouts[0]!, θ), z)
    const made = await compiled(
      (θ, z) => generate(θ as tf.Tensor1D, z),
      inputsOf({ ...cases[1], weights: weights[0] }, shift),
      'float64',
    )
    expect(made[0]!.shape).toEqual([4, ...size])
    expect(Math.max(...folded(made[0]!.values).map((a, i) => Math.abs(a - picture[i]!)))).toBeLessThan(1e-9)
    await expectCase(critic, cases[0], shift)
    const both: Mapped = (w, z) => {
      const [θ, ψ] = tf.split(w, [...weights])
      return critic(ψ as tf.Tensor1D, generate(θ as tf.Tensor1D, z))
    }
    await expectCase(both, cases[1], shift)
  })
})
