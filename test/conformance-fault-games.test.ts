import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import { backend } from '../core/backend.ts'
import type { Game } from '../core/contract.ts'
import { dirac } from '../core/mixture.ts'
import { hostPoint, vectorLayout } from '../core/point.ts'
import { free, sphereRows } from '../core/set/sets.ts'
import { hostTensor } from '../core/host.ts'
import { finiteSumIsMean } from './conformance/finite-sum.ts'
import { derivativesAreRight } from './conformance/derivatives.ts'
import * as games from './conformance/games.ts'
import * as sets from './conformance/sets.ts'

beforeAll(() => backend('cpu'))

/** x, with twice its gradient. */
const doubled = tf.customGrad(x => ({ value: x as tf.Tensor, gradFunc: (dy: tf.Tensor) => dy.mul(2) }))
const vector = (id: string, x: number) => ({ id, set: free, start: () => hostPoint(vectorLayout(1), [[x]]) })
/** f(x, y) = xy, right in all that it claims. */
const right: Game = {
  id: 'planted',
  players: [vector('x', 1), vector('y', -0.5)],
  claims: {
    zeroSum: true,
    monotone: 'merely',
    lipschitz: 1,
    equilibrium: () => [0, 0].map(v => dirac(hostPoint(vectorLayout(1), [[v]]))),
  },
  sample: () => ({}),
  loss: (i, z) =>
    z
      .at(0)
      .tensor.dot(z.at(1).tensor)
      .mul(i === 0 ? 1 : -1)
      .asScalar(),
}
const claiming = (claims: Game['claims']): Game => ({ ...right, claims })

describe('a wrong game is caught', () => {
  const noisy: Game = { ...right, loss: (i, z, ξ) => right.loss(i, z, ξ).add(Math.random()).asScalar() }
  const caught: readonly [string, string, () => Promise<void>][] = [
    ['whose loss draws by itself', 'two different values', () => games.lossesArePure(noisy)],
    ['that is not zero-sum', 'zero-sum', () => games.zeroSumHolds({ ...right, loss: (_, z) => right.loss(0, z, {} as never) })],
    [
      'that is not monotone',
      'monotone',
      () =>
        games.slopesHold({
          ...right,
          loss: (i, z) =>
            right
              .loss(1 - i, z, {} as never)
              .mul(i === 0 ? 1 : -1)
              .asScalar(),
        }),
    ],
    [
      'that is not bilinear',
      'away from affine',
      () => games.bilinearHolds({ ...right, loss: (i, z, ξ) => right.loss(i, z, ξ).add(z.at(0).tensor.pow(3).sum()).asScalar() }),
    ],
    [
      'that is affine but in its own strategy',
      'changes by',
      () =>
        games.bilinearHolds({ ...right, loss: (i, z, ξ) => right.loss(i, z, ξ).add(z.at(0).tensor.square().sum()).asScalar() }),
    ],
    ['that is not strongly monotone', 'strongly monotone', () => games.slopesHold(claiming({ monotone: 'strongly' }))],
    ['whose Lipschitz constant is too small', 'Lipschitz', () => games.slopesHold(claiming({ lipschitz: 0.99 }))],
    [
      'that is not weak Minty',
      '⟨F(z), z − z*⟩',
      () =>
        games.weakMintyHolds({
          ...claiming({ ...right.claims, weakMinty: 0.19 }),
          // F = (y − 0.1x, −x − 0.1y), of ρ = 0.2/1.01 = 0.198.
          loss: (i, z, ξ) => right.loss(i, z, ξ).sub(z.at(i).tensor.square().sum().mul(0.05)).asScalar(),
        }),
    ],
    ['whose weak Minty constant is about no point', 'no equilibrium', () => games.weakMintyHolds(claiming({ weakMinty: 1 }))],
    [
      'whose finite sum is another mean',
      'the mean is',
      () =>
        finiteSumIsMean({
          ...right,
          loss: (i, z, ξ) =>
            right
              .loss(i, z, ξ)
              .mul((ξ as unknown as { w: tf.Tensor }).w)
              .asScalar(),
          finiteSum: {
            n: 3,
            at: list => ({ w: hostTensor([list.reduce((s, k) => s + k, 0) / list.length], []) }),
            all: () => ({ w: hostTensor([1.1], []) }),
          },
        }),
    ],
    [
      'whose equilibrium is another point',
      'residual',
      () => games.equilibriumHolds(claiming({ equilibrium: () => [0, 1e-6].map(v => dirac(hostPoint(vectorLayout(1), [[v]]))) })),
    ],
    [
      'whose stationary point is no equilibrium',
      'leaves the claimed equilibrium',
      () =>
        games.equilibriumIsBest({
          ...right,
          loss: (_, z) => z.at(0).tensor.square().neg().sum().add(z.at(1).tensor.square().sum()).asScalar(),
        }),
    ],
    [
      'whose gradient is not that of its loss',
      'grad(0, 0)',
      () => derivativesAreRight({ ...right, loss: (i, z, ξ) => doubled(right.loss(i, z, ξ)) as tf.Scalar }, 1),
    ],
  ]
  it.each(caught)('%s', async (_, sentence, test) => {
    await expect(test()).rejects.toThrow(sentence)
  })
  it('whose draws are not of their key', () => {
    let n = 0
    const sample = (): { u: ReturnType<typeof draw> } => ({ u: draw(n++) })
    const draw = (v: number) => ({ shape: [1], values: Float64Array.of(v) })
    expect(() => games.samplesArePure({ ...right, sample })).toThrow('same key')
    expect(() => games.samplesArePure({ ...right, sample: () => ({ u: draw(1) }) })).toThrow('different keys')
  })
  it('and the right one is not', async () => {
    games.samplesArePure(right)
    for (const test of [
      games.lossesArePure,
      games.zeroSumHolds,
      games.bilinearHolds,
      games.slopesHold,
      games.equilibriumHolds,
      games.equilibriumIsBest,
    ])
      await test(right)
    await derivativesAreRight(right, 1)
  })
})

describe('a wrong set is caught', () => {
  const home = (set: typeof free): sets.Home => ({ set, start: hostPoint(vectorLayout(2), [[0.6, 0.8]]) })
  it('whose projection moves what it has projected', () => {
    expect(() => sets.projectionIsIdempotent(home({ ...free, name: 'halving', prox: x => x.times(0.5) }))).toThrow(
      'a second time',
    )
    expect(() => sets.projectionIsIdempotent(home({ ...free, name: 'out', violation: () => 1 }))).toThrow('outside')
  })
  it('whose prox is not firmly nonexpansive', () => {
    expect(() => sets.proxIsFirmlyNonexpansive(home({ ...sphereRows(1, 2), convex: true }))).toThrow('firmly nonexpansive')
  })
  it('whose projection is not the nearest point, whose steps leave it or climb', () => {
    const sphere = sphereRows(1, 2)
    expect(() => sets.projectionIsNearest(home({ ...sphere, prox: x => sphere.prox(x.times(-1), 1) }))).toThrow('nearer')
    expect(() => sets.stepsAreFeasible(home({ ...sphere, mirror: x => x.times(2) }))).toThrow('leaves')
    expect(() => sets.stepsAreFeasible(home({ ...free, mirror: (x, g, η) => x.plus(g.times(η)) }))).toThrow(
      'against its direction',
    )
    expect(() => sets.zeroRowsKeepTheirDirection(home({ ...sphere, mirror: x => sphere.prox(x.zeros(), 1) }))).toThrow('moved')
  })
  it('that is another on tensors', async () => {
    await expect(
      sets.carriersAgree(
        home({
          ...free,
          prox: x =>
            x.map(
              t => t.mul(2),
              v => v,
            ),
        }),
      ),
    ).rejects.toThrow('differ')
  })
})
