import * as tf from '@tensorflow/tfjs'
import type { Drawn, Game, GanParts } from '../../core/contract.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { layoutSize, Point } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { constant, scalar } from '../../core/scalar.ts'
import { free } from '../../core/set/sets.ts'
import { ganLosses, lossNames } from '../../games/losses.ts'
import { withPenalty, type Penalty } from '../../games/penalty.ts'
import { activation, activationNames, type ActivationName } from '../../players/layers/activations.ts'
import { createLinear } from '../../players/linear.ts'
import { createMlp, type MlpConfig } from '../../players/mlp.ts'
import { looksAt, onGrid, type ScalarFunction } from '../core/differences.ts'
import { hostMap, rowsOf, type Rows } from './host-map.ts'

/** A scalar function of everything that a layer or a loss depends on, its weights included, and a point where it is smooth. */
export interface Row {
  readonly name: string
  readonly f: ScalarFunction
  readonly x: Float64Array
  /** f is affine around x: its second derivative is zero, exactly. */
  readonly affine?: true
}

/** Step of the differences in float32, the larger of the two. */
export const float32Step = 2 ** -5
export const float64Step = 2 ** -10

const drawn = (seed: number, n: number, sd = 0.6): Float64Array => onGrid(key(seed).normal(n, 0, sd), 1024)

/** The first of the drawn points from which no difference crosses a kink, given the arguments that change sign at one. */
function smoothPoint(n: number, kinks?: (x: Float64Array) => readonly number[]): Float64Array {
  for (let seed = 1; seed < 2000; seed++) {
    const x = drawn(seed, n)
    if (!kinks) return x
    const here = kinks(x)
    if (looksAt(x, float32Step).every(p => kinks(p).every((a, i) => a * here[i]! > 0))) return x
  }
  throw new Error('no point far enough from the kinks was found')
}

const kinked = (name: ActivationName): boolean => ['relu', 'leaky-relu', 'elu'].includes(name)

/** ⟨c, y⟩ with fixed weights c of mixed sign and size. */
export function reading(n: number): (y: tf.Tensor) => tf.Scalar {
  const c = constant(hostTensor(drawn(77, n, 1), [n]))
  return y => tf.sum(tf.mul(c(), y.reshape([n])))
}
const parts = (x: tf.Tensor1D, sizes: readonly number[]): tf.Tensor1D[] => tf.split(x, [...sizes])
const cut = (x: Float64Array, at: number): readonly [Float64Array, Float64Array] => [x.slice(0, at), x.slice(at)]

/** Arguments on both sides of zero, none near it or near ±1. */
const spread = onGrid([-1.7, -0.6, -0.3, 0.4, 0.7, 1.6], 1024)
/** Positive ones. */
const positive = onGrid([0.6, 0.9, 1.3, 1.9], 1024)

const entrywise = (name: string, φ: (x: tf.Tensor) => tf.Tensor, x = spread): Row => {
  const read = reading(x.length)
  return { name, f: t => read(φ(t)), x }
}
const affineRow = (row: Row): Row => ({ ...row, affine: true })

const activations: readonly Row[] = activationNames.map(name => {
  const row = entrywise(`activation ${name}`, activation(name))
  return name === 'relu' || name === 'leaky-relu' ? affineRow(row) : row
})

const [batch, dIn, dOut, hidden] = [2, 2, 2, [3, 3]] as const
const widths = [dIn, ...hidden, dOut]
const config: MlpConfig = {
  hidden,
  'activation': 'tanh',
  'slope': 0.2,
  'bias': true,
  'init': 'normal',
  'gain': 1,
  'sd': 1,
  'output-activation': 'none',
  'clip': 0,
}
const role = { id: 'net', input: [dIn], output: [dOut], player: 'mlp' }

/** ⟨c, net(θ, rows)⟩ of the weights and the rows. */
function mapRow(name: string, net: ReturnType<typeof createMlp>, kinks?: (x: Float64Array) => readonly number[]): Row {
  const { layout } = net.start(key(0))
  const [weights, inputs] = [layoutSize(layout), batch * dIn]
  const read = reading(batch * dOut)
  const f: ScalarFunction = x => {
    const [θ, rows] = parts(x, [weights, inputs])
    return read(net.apply(new Point(layout, θ!), rows!.reshape([batch, dIn])))
  }
  return { name, f, x: smoothPoint(weights + inputs, kinks) }
}
const mlpRow = (activation: ActivationName, last: MlpConfig['output-activation'], bias: boolean): Row => {
  const net = createMlp({ ...config, activation, bias, 'output-activation': last }, role)
  const weights = layoutSize(net.start(key(0)).layout)
  const kinks = (x: Float64Array): readonly number[] => {
    const [θ, rows] = cut(x, weights)
    return hostMap({ widths, bias, activation, slope: 0.2, last }, θ, rowsOf(rows, dIn)).hidden
  }
  return mapRow(`mlp ${activation}, ${last}${bias ? '' : ', no bias'}`, net, kinked(activation) ? kinks : undefined)
}
const maps: readonly Row[] = [
  ...[true, false].map(bias =>
    mapRow(`linear${bias ? '' : ', no bias'}`, createLinear({ bias, init: 'normal', gain: 1, sd: 1, clip: 0 }, role)),
  ),
  ...activationNames.flatMap(name => [mlpRow(name, 'none', true), mlpRow(name, 'none', false)]),
  mlpRow('tanh', 'tanh', true),
  mlpRow('elu', 'sigmoid', true),
]

/** Scores of three real and three generated rows; no 1 − D(x) and no 1 + D(G) is near zero. */
const scores = onGrid([1.6, 0.4, -0.7, -1.5, 0.2, -0.4], 1024)
const losses: readonly Row[] = lossNames.flatMap(name =>
  (['generator', 'critic'] as const).map(side => {
    const f: ScalarFunction = x => {
      const [real, fake] = parts(x, [3, 3])
      return ganLosses[name][side](real!, fake!)
    }
    const affine = name === 'wasserstein' || name === 'hinge'
    return { name: `loss ${name}, ${side}`, f, x: scores, ...(affine ? { affine: true as const } : {}) }
  }),
)

const norm = (x: tf.Tensor): tf.Scalar => tf.sqrt(tf.sum(tf.square(x)))
const composites: readonly Row[] = [
  entrywise('softplus(−x)', x => tf.softplus(tf.neg(x))),
  affineRow(entrywise('relu(1 − x)', x => tf.relu(tf.sub(1, x)))),
  entrywise('relu(1 − x)²', x => tf.square(tf.relu(tf.sub(1, x)))),
  affineRow({ name: 'mean', f: x => tf.mean(x), x: spread }),
  { name: 'mean of squares', f: x => tf.mean(tf.square(x)), x: spread },
  entrywise('sqrt', tf.sqrt, positive),
  entrywise('log', tf.log, positive),
  entrywise('exp', tf.exp),
  entrywise('1/x', x => tf.div(1, x), positive),
  { name: 'norm', f: norm, x: spread },
  { name: '(norm − 1)²', f: x => tf.square(tf.sub(norm(x), 1)), x: spread },
  entrywise('softmax', x => tf.softmax(x)),
  entrywise('logSoftmax', x => tf.logSoftmax(x)),
  { name: 'logSumExp', f: x => tf.logSumExp(x), x: spread },
  entrywise('logSigmoid', tf.logSigmoid),
]

/** A linear generator of one latent against a critic with one hidden layer, whose loss is the penalty alone. */
function penaltyRow(penalty: Exclude<Penalty, { kind: 'none' }>, activation: ActivationName): Row {
  const [rows, d, width] = [3, 2, 4] as const
  const generator = createLinear(
    { bias: true, init: 'normal', gain: 1, sd: 1, clip: 0 },
    { id: 'generator', input: [1], output: [d], player: 'linear' },
  )
  const critic = createMlp({ ...config, hidden: [width], activation }, { id: 'critic', input: [d], output: [1], player: 'mlp' })
  const layouts = [generator, critic].map(p => p.start(key(0)).layout)
  const [nG, nD] = layouts.map(layoutSize) as [number, number]
  const host = {
    real: hostTensor(drawn(91, rows * d), [rows, d]),
    latent: hostTensor(drawn(92, rows), [rows, 1]),
    ε: hostTensor(onGrid(key(93).uniform(rows), 1024), [rows]),
  }
  type Draw = { readonly real: HostTensor; readonly latent: HostTensor }
  const gan: GanParts<Draw> = {
    generator: 0,
    critic: 1,
    discriminate: (ψ, x) => critic.apply(ψ, x).reshape<tf.Tensor1D>([-1]),
    generate: (θ, z) => generator.apply(θ, z),
    real: ξ => ξ.real,
    latent: ξ => ξ.latent,
    drawLatent: () => host.latent,
    drawReal: () => host.real,
  }
  const game: Game<Draw> = {
    id: 'penalty-alone',
    players: [generator, critic].map(p => ({ ...p, set: free })),
    claims: {},
    sample: () => ({ real: host.real, latent: host.latent }),
    loss: () => scalar(0),
    gan,
  }
  const penalised = withPenalty(game, penalty, rows)
  const ξ = Object.entries(host).map(([name, h]) => [name, constant(h)] as const)
  const f: ScalarFunction = x => {
    const z = new Profile(parts(x, [nG, nD]).map((part, i) => new Point(layouts[i]!, part)))
    return penalised.loss(1, z, Object.fromEntries(ξ.map(([name, make]) => [name, make()])) as Drawn<Draw>)
  }
  const share = { r1: () => 1, r2: () => 0, gp: (i: number) => host.ε.values[i]! }[penalty.kind]
  const hiddenAt = (θ: Float64Array, ψ: Float64Array): readonly number[] => {
    const fake = hostMap({ widths: [1, d], bias: true, activation, slope: 0.2, last: 'none' }, θ, rowsOf(host.latent.values, 1)).y
    const at: Rows = rowsOf(host.real.values, d).map((row, i) => row.map((v, j) => share(i) * v + (1 - share(i)) * fake[i]![j]!))
    return hostMap({ widths: [d, width, 1], bias: true, activation, slope: 0.2, last: 'none' }, ψ, at).hidden
  }
  const kinks = (x: Float64Array): readonly number[] => hiddenAt(...cut(x, nG))
  return {
    name: `penalty ${penalty.kind}${penalty.kind === 'gp' ? ` at ${penalty.target}` : ''} of a ${activation} critic`,
    f,
    x: smoothPoint(nG + nD, kinked(activation) ? kinks : undefined),
  }
}
const penalties: readonly Row[] = activationNames.flatMap(name => [
  penaltyRow({ kind: 'r1', weight: 1.5 }, name),
  penaltyRow({ kind: 'r2', weight: 1.5 }, name),
  penaltyRow({ kind: 'gp', weight: 0.7, target: 1 }, name),
])

/** Every layer and loss of the library, and what penalties and losses are made of. */
export const layerTable: readonly Row[] = [...activations, ...maps, ...losses, ...composites, ...penalties]
