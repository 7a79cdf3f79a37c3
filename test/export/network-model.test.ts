import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { networkModel, type NotedModel } from '../../core/compile/network/model.ts'
import { rowsAlone } from '../../core/compile/network/rows.ts'
import type { Precision } from '../../core/compile/onnx.ts'
import { Model } from '../../core/compile/schema.ts'
import type { Network } from '../../core/contract.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { dirac, type Mixture } from '../../core/mixture.ts'
import type { Point } from '../../core/point.ts'
import { startingFrom } from '../../core/named-weights.ts'
import { compiled, reals, type Op } from '../compile/program-of.ts'
import { critic, generator, player } from '../players/image-player.ts'
import { difference, entriesOf, outputsOf } from './model.ts'
import { cases, mlp, networkOf, pictures, weightsFile } from './networks.ts'

const started = (network: Network): Network =>
  startingFrom(
    network,
    network.start(key(0)),
    ['mlp', 'pictures'].filter(id => id !== network.id),
    {
      tensors: weightsFile.tensors,
      from: 'networks.safetensors',
    },
  )
const strategyOf = (network: Network): Mixture => dirac(network.start(key(0)))
const notes = { version: '1.2.3', doc: 'a doc', metadata: { game: 'gan', run: '{"seed":1}' } }
const bytesOf = (model: NotedModel): Uint8Array => model(notes)

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('a network as an ONNX file', () => {
  for (const network of [mlp, pictures].map(started)) {
    for (const [precision, tolerance] of [
      ['float64', 1e-13],
      ['float32', 2e-6],
    ] as const) {
      it(`${network.id} in ${precision} gives what NumPy gives, at any number of rows`, async () => {
        const bytes = bytesOf(networkModel({ network, strategy: strategyOf(network), precision, batch: null }))
        for (const { x, y } of cases[network.id]!) {
          const out = (await outputsOf(bytes, { x, shape: [x.length, 4], precision })).y!
          expect(out.dims).toEqual([x.length, ...network.output])
          expect(difference(entriesOf(out), y.flat(Infinity) as number[])).toBeLessThan(tolerance)
        }
      })
    }
  }

  it('has the blocks as initializers by their names and shapes, names of its axes, and what it was told', () => {
    const network = started(mlp)
    const model = Model.toObject(
      Model.decode(bytesOf(networkModel({ network, strategy: strategyOf(network), precision: 'float32', batch: null }))),
      { longs: Number },
    ) as {
      producerVersion: string
      docString: string
      metadataProps: unknown
      graph: Record<'initializer' | 'input' | 'output', { name: string; dims: number[]; type: unknown }[]>
    }
    const { initializer, input, output } = model.graph
    const blocks = new Map(initializer.map(i => [i.name, i.dims]))
    for (const { name, shape } of network.start(key(0)).layout) expect(blocks.get(name)).toEqual(shape)
    const axes = (dim: unknown[]): unknown => ({ tensorType: { elemType: 1, shape: { dim } } })
    expect(input).toEqual([{ name: 'x', type: axes([{ dimParam: 'N' }, { dimValue: 4 }]) }])
    expect(output).toEqual([{ name: 'y', type: axes([{ dimParam: 'N' }, { dimValue: 2 }]) }])
    expect(model).toMatchObject({
      producerVersion: '1.2.3',
      docString: 'a doc',
      metadataProps: [
        { key: 'game', value: 'gan' },
        { key: 'run', value: '{"seed":1}' },
      ],
    })
  })

  it('holds every atom of a mixture, chosen by `atom`, and the weights', async () => {
    const { id, input, start } = mlp
    const atoms = [1, 2, 3].map(seed => start(key(seed)))
    const precision: Precision = 'float64'
    const { x } = cases[id]![1]!
    const shape = [x.length, ...input]
    const weights = [0.5, 0.25, 0.25]
    const bytes = bytesOf(networkModel({ network: mlp, strategy: { atoms, weights }, precision, batch: null }))
    for (const [a, atom] of atoms.entries()) {
      const alone = bytesOf(networkModel({ network: mlp, strategy: dirac(atom), precision, batch: null }))
      const [{ y, weights: told }, one] = await Promise.all([
        outputsOf(bytes, { x, shape, precision, atom: a }),
        outputsOf(alone, { x, shape, precision }),
      ])
      expect(entriesOf(y!)).toEqual(entriesOf(one.y!))
      expect(entriesOf(told!)).toEqual(weights)
    }
  })

  it.each([
    ['float64', mlp, null],
    ['float32', mlp, 6],
    ['float64', generator([8, 8, 1], 3), null],
  ] as const)('chooses an atom for each row by its u, in %s: the rows that the atoms give', async (precision, role, batch) => {
    const network = 'apply' in role ? role : player('resnet[channels=2,init=he]', role)
    const atoms = [1, 2, 3].map(seed => network.start(key(seed)))
    const weights = [0.5, 0.125, 0.375]
    const trained = { network, strategy: { atoms, weights }, precision, batch, perRow: true } as const
    const bytes = bytesOf(networkModel(trained))
    const u = [0.7, 0, 0.5, 0.49, 0.625, 0.99]
    const of = [2, 0, 1, 0, 2, 2]
    const shape = [6, ...network.input]
    const x = Array.from(key(8).normal(shape.reduce((a, d) => a * d, 1)))
    const { y, weights: told } = await outputsOf(bytes, { x, shape, precision, u })
    expect(y!.dims).toEqual([6, ...network.output])
    expect(entriesOf(told!)).toEqual(weights)
    const alone = await Promise.all(
      atoms.map(async atom => entriesOf((await outputsOf(bytesOf(networkModel({ network, strategy: dirac(atom), precision, batch })), { x, shape, precision })).y!)), // prettier-ignore
    )
    const width = network.output.reduce((a, d) => a * d, 1)
    const row = (list: readonly number[], i: number): readonly number[] => list.slice(i * width, (i + 1) * width)
    of.forEach((k, i) => expect(difference(row(entriesOf(y!), i), row(alone[k]!, i))).toBeLessThan(1e-12 + (precision === 'float32' ? 1e-6 : 0))) // prettier-ignore
    expect(difference(row(alone[0]!, 0), row(alone[2]!, 0))).toBeGreaterThan(1e-2)
    expect(await rowsAlone(bytes, trained)).toBe(network === mlp)
  })

  it('takes a fixed number of rows where that is asked for', async () => {
    const network = started(pictures)
    const [, { x, y }] = cases.pictures as unknown as [unknown, { x: number[][]; y: number[] }]
    const bytes = bytesOf(networkModel({ network, strategy: strategyOf(network), precision: 'float64', batch: 2 }))
    const out = (await outputsOf(bytes, { x, shape: [2, 4], precision: 'float64' })).y!
    expect(difference(entriesOf(out), y.flat(Infinity))).toBeLessThan(1e-13)
    await expect(outputsOf(bytes, { x: x.slice(1), shape: [1, 4], precision: 'float64' })).rejects.toThrow(/x/)
  })

  it('takes the noise of a player that draws some', async () => {
    const maps = {
      input: [2],
      output: [2],
      apply: (θ: Point, x: tf.Tensor, ν?: tf.Tensor) => tf.add(tf.mul(x, θ.blocks()[0]!), ν!),
    }
    const noisy: Network = {
      ...networkOf('noisy', [{ name: 'noise', shape: [2] }], maps),
      noise: (key, b) => hostTensor(key.normal(2 * b), [b, 2]),
    }
    const point = noisy.start(key(0)).with(Float64Array.of(2, -3))
    const trained = { network: noisy, strategy: dirac(point), precision: 'float64', batch: null } as const
    const bytes = bytesOf(networkModel(trained))
    const out = await outputsOf(bytes, { x: [1, 2, 3, 4], shape: [2, 2], precision: 'float64', noise: [0.5, 0.25, 0, 1] })
    expect(entriesOf(out.y!)).toEqual([2.5, -5.75, 6, -11])
    expect(await rowsAlone(bytes, trained)).toBe(true)
  })

  it.each([
    ['dcgan[channels=2]', generator([8, 8, 1], 3), false],
    ['dcgan[channels=2,norm=spectral]', critic([8, 8, 1]), true],
    ['resnet[channels=2,init=he]', generator([8, 8, 3], 3), false],
    ['resnet[channels=2,init=he]', critic([8, 8, 3]), true],
  ] as const)('writes %s in a role %o as it plays, for any number of rows', async (selector, role, alone) => {
    const network = player(selector, role)
    const θ = network.start(key(1))
    const trained = { network, strategy: dirac(θ), precision: 'float64', batch: null } as const
    const bytes = bytesOf(networkModel(trained))
    expect(await rowsAlone(bytes, trained)).toBe(alone)
    for (const rows of [1, 2, 5]) {
      const shape = [rows, ...network.input]
      const x = reals(Array.from(key(rows).normal(shape.reduce((a, d) => a * d, 1))), shape)
      const play: Op = (weights, t) => network.apply(θ.with(weights as tf.Tensor1D), t)
      const [want] = await compiled(play, [{ host: hostTensor(θ.host, [θ.size]), dtype: 'float32' }, x], 'float64')
      const got = (await outputsOf(bytes, { x: Array.from(x.host.values), shape, precision: 'float64' })).y!
      expect(got.dims).toEqual([rows, ...network.output])
      expect(difference(entriesOf(got), want!.values)).toBeLessThan(1e-12)
    }
  })

  it('tells networks whose rows depend on each other', async () => {
    for (const [network, alone] of [
      [mlp, true],
      [pictures, false],
    ] as const) {
      for (const batch of [null, 3]) {
        const trained = {
          network: started(network),
          strategy: strategyOf(started(network)),
          precision: 'float32',
          batch,
        } as const
        expect(await rowsAlone(bytesOf(networkModel(trained)), trained)).toBe(alone)
      }
    }
  })
})

/** Ways in which an op may know the number of rows b, on x [b, 3] and θ [3]. */
const wide = { input: [3], output: [3] }
const layout = [{ name: 'x', shape: [3] }]
const free: Readonly<Record<string, Network['apply']>> = {
  'ones of its shape': (θ, x) => tf.add(tf.mul(x, θ.blocks()[0]!), tf.onesLike(x)),
  'a shape with b twice': (θ, x) => {
    const b = x.shape[0]
    const pairs = tf.sub(x.reshape([b, 1, 3]), x.reshape([1, b, 3]))
    return tf.add(tf.mul(x, θ.blocks()[0]!), tf.sum(tf.square(pairs), 1))
  },
  'two halves of a doubled batch': (θ, x) => {
    const b = x.shape[0]
    const both = tf.mul(tf.concat([x, tf.neg(x)]), θ.blocks()[0]!)
    return tf.add(both.slice([b, 0], [b, 3]), both.slice([0, 0], [b, 1]))
  },
  'a tile a row': (θ, x) => tf.add(x, tf.tile(θ.blocks()[0]!.reshape([1, 3]), [x.shape[0], 1])),
  'b itself, as a divisor': (θ, x) => tf.div(tf.mul(x, θ.blocks()[0]!), tf.scalar(x.shape[0])),
  'a width that is one of the traced sizes': (θ, x) => {
    const h = tf.tile(x.reshape([-1, 3, 1]), [1, 1, 5])
    return tf.add(tf.sum(tf.add(h, tf.ones([5, 5]).sum(0)), 2), θ.blocks()[0]!)
  },
}
describe('the number of rows stays free with', () => {
  const θ = [0.5, -2, 3]
  const x = Array.from({ length: 27 }, (_, i) => Math.sin(i + 1))
  for (const [what, apply] of Object.entries(free)) {
    it(what, async () => {
      const network = networkOf('odd', layout, { ...wide, apply })
      const point = network.start(key(0)).with(Float64Array.from(θ))
      const bytes = bytesOf(networkModel({ network, strategy: dirac(point), precision: 'float32', batch: null }))
      for (const b of [1, 2, 5, 9]) {
        const rows = x.slice(0, 3 * b)
        const out = (await outputsOf(bytes, { x: rows, shape: [b, 3], precision: 'float32' })).y!
        const eager = tf.tidy(() => {
          const tensor = point.with(tf.tensor1d(θ))
          return Array.from(apply(tensor, tf.tensor2d(rows, [b, 3])).dataSync())
        })
        expect(out.dims).toEqual([b, 3])
        expect(difference(entriesOf(out), eager)).toBeLessThan(1e-6)
      }
    })
  }

  const refused: Readonly<Record<string, readonly [apply: Network['apply'], why: RegExp]>> = {
    'a table that grows with the rows': [
      (_θ, x) => tf.add(x, tf.range(0, x.shape[0]).reshape([-1, 1])),
      /table of constants grows/,
    ],
    'ops whose number is b': [
      (_θ, x) => tf.concat(tf.split(x, x.shape[0]).map((row, i) => tf.mul(row, tf.scalar(i + 0.5)))),
      /operations depend on the number of rows/,
    ],
    'a number that is not affine in b': [(_θ, x) => tf.mul(x, tf.scalar(1 / x.shape[0])), /constant is not affine/],
    'an axis that is no row': [(_θ, x) => x.reshape([x.shape[0] * 3]), /output has no axis of the rows alone/],
  }
  for (const [what, [apply, why]] of Object.entries(refused)) {
    it(`not ${what}: refused, and written for a fixed number`, () => {
      const network = networkOf('odd', layout, { ...wide, apply })
      const trained = { network, strategy: dirac(network.start(key(0))), precision: 'float32' } as const
      expect(() => networkModel({ ...trained, batch: null })).toThrow(why)
      expect(() => networkModel({ ...trained, batch: null })).toThrow(/'odd'.*--batch N/)
      if (what !== 'an axis that is no row') expect(bytesOf(networkModel({ ...trained, batch: 2 })).length).toBeGreaterThan(100)
    })
  }

  it('not an output of another shape: refused for any number of rows and for a fixed one', () => {
    const network = networkOf('odd', layout, { ...wide, apply: (_θ, x) => tf.sum(x, 0) })
    const trained = { network, strategy: dirac(network.start(key(0))), precision: 'float32' } as const
    expect(() => networkModel({ ...trained, batch: null })).toThrow(
      "player 'odd' gives y of shape [3], where [N, 3] is its output",
    )
    expect(() => networkModel({ ...trained, batch: 2 })).toThrow('[2, 3]')
  })
})
