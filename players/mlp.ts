import type { Network } from '../core/contract.ts'
import { definePlayer, type Role } from '../core/define.ts'
import { choice, flag, num, numbers } from '../core/config/options.ts'
import { sizeOf } from '../core/host.ts'
import { box, free } from '../core/set/sets.ts'
import { activation, activationNames, type ActivationName } from './layers/activations.ts'
import { dense, denseStart, denseWeights, type Dense } from './layers/dense.ts'
import { initNames, type Init } from './layers/initializers.ts'
import { outputActivations, outputNames, type OutputName } from './layers/output-activations.ts'
import { flattened, mapRole, shaped } from './map-role.ts'

export interface MlpConfig extends Init {
  /** Widths of the hidden layers. */
  readonly 'hidden': readonly number[]
  readonly 'activation': ActivationName
  /** Slope of leaky-relu below zero. */
  readonly 'slope': number
  readonly 'bias': boolean
  readonly 'output-activation': OutputName
  /** Every weight and bias stays in [−clip, clip]; 0 stands for no limit. */
  readonly 'clip': number
}

/** Bounds of what a run can hold: widths, layers, weights of one player. */
const [widest, deepest, mostWeights] = [100_000, 100, 4_000_000]

/** The layers from d_in through the hidden widths to d_out. Throws where a width is no positive integer, or all are too many. */
function layersOf(hidden: readonly number[], fanIn: number, fanOut: number, bias: boolean): readonly Dense[] {
  const wrong = hidden.find(width => !Number.isInteger(width) || width < 1)
  if (wrong !== undefined) throw new Error(`mlp: hidden (H) must be a list of integers ≥ 1, got ${wrong}`)
  if (hidden.length > deepest) throw new Error(`mlp: hidden (H) must have at most ${deepest} widths, got ${hidden.length}`)
  const widths = [fanIn, ...hidden, fanOut]
  const weights = widths.slice(1).reduce((n, width, i) => n + width * widths[i]!, 0)
  if (weights > mostWeights)
    throw new Error(
      `mlp: hidden (H) must make at most ${mostWeights} weights between ${fanIn} inputs and ${fanOut} outputs, got ${weights}`,
    )
  return widths.slice(1).map((width, i) => ({ fanIn: widths[i]!, fanOut: width, bias, suffix: String(i) }))
}

/**
 * h₀ = x, hₗ = φ(hₗ₋₁W + b), y = ψ(h_LW + b) on flattened inputs. Blocks `w0` [d_in, H₁], `b0` [H₁], `w1` …; biases start at zero.
 * With `clip` the set is the box of that limit, onto which the start is projected.
 */
export function createMlp(
  { hidden, 'activation': name, slope, bias, clip, 'output-activation': last, ...init }: MlpConfig,
  role: Role,
): Network {
  const { id, input, output } = mapRole('mlp', role)
  const layers = layersOf(hidden, sizeOf(input), sizeOf(output), bias)
  const [φ, ψ] = [activation(name, slope), outputActivations[last]]
  const set = clip > 0 ? box({ limit: clip }) : free
  return {
    id,
    set,
    input,
    output,
    start: key => set.prox(denseStart(layers, init, key), 1),
    apply: (θ, x) => {
      const weights = denseWeights(layers, θ.blocks())
      const y = weights.reduce(
        (h, [w, b], i) => {
          const a = dense(h, w, b)
          return i < hidden.length ? φ(a) : a
        },
        flattened(x, input),
      )
      return shaped(ψ(y), output)
    },
  }
}

/** A multilayer perceptron. */
export const mlp = definePlayer({
  id: 'mlp',
  about: 'A multilayer perceptron of the flattened input.',
  equations: ['h₀ = x,  hₗ = φ(hₗ₋₁Wₗ + bₗ)', 'y = ψ(h_L W + b)'],
  example: 'saddle run --game gan --player critic=mlp[hidden=[128,128],activation=leaky-relu] --optimizer gda[stepSize=0.01]',
  config: {
    'hidden': numbers('H', [64, 64], 'widths of the hidden layers, at most 100 of them', { min: 1, max: widest }),
    'activation': choice(activationNames, 'relu', 'φ, after every hidden layer'),
    'slope': num('α', 0.2, 'slope of leaky-relu below zero', { min: 0, max: 1 }),
    'bias': flag('b', true, 'add biases, which start at zero'),
    'init': choice(initNames, 'orthogonal', 'distribution of the first weights'),
    'gain': num('g', 1, 'factor on the first weights', { above: 0 }),
    'sd': num('σ', 0.02, 'standard deviation of init=normal', { min: 0 }),
    'output-activation': choice(outputNames, 'none', 'ψ, after the last layer'),
    'clip': num('c', 0, 'limit of every weight and bias (weight clipping, arXiv:1701.07875); 0 stands for none', { min: 0 }),
  },
  create: createMlp,
})
