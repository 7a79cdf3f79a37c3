import type { Network } from '../core/contract.ts'
import { definePlayer, type Role } from '../core/define.ts'
import { choice, flag, num } from '../core/config/options.ts'
import { sizeOf } from '../core/host.ts'
import { box, free } from '../core/set/sets.ts'
import { dense, denseStart, type Dense } from './layers/dense.ts'
import { initNames, type Init } from './layers/initializers.ts'
import { flattened, mapRole, shaped } from './map-role.ts'

export interface LinearConfig extends Init {
  readonly bias: boolean
  /** Every weight and bias stays in [−clip, clip]; 0 stands for no limit. */
  readonly clip: number
}

/**
 * x ↦ xW + b on flattened inputs. Blocks: `w` [d_in, d_out], `b` [d_out]. With `clip` the set is the box of that limit, onto which the
 * start is projected.
 */
export function createLinear({ bias, clip, ...init }: LinearConfig, role: Role): Network {
  const { id, input, output } = mapRole('linear', role)
  const layers: readonly Dense[] = [{ fanIn: sizeOf(input), fanOut: sizeOf(output), bias }]
  const set = clip > 0 ? box({ limit: clip }) : free
  return {
    id,
    set,
    input,
    output,
    start: key => set.prox(denseStart(layers, init, key), 1),
    apply: (θ, x) => {
      const [w, b] = θ.blocks()
      return shaped(dense(flattened(x, input), w!, b), output)
    },
  }
}

/** A linear or affine map. */
export const linear = definePlayer({
  id: 'linear',
  about: 'A linear map of the flattened input, with a bias by default.',
  equations: ['x ↦ xW + b'],
  example: 'saddle run --game gan --player generator=linear --optimizer gda[stepSize=0.01]',
  config: {
    bias: flag('b', true, 'add a bias, which starts at zero'),
    init: choice(initNames, 'orthogonal', 'distribution of the first weights'),
    gain: num('g', 1, 'factor on the first weights', { above: 0 }),
    sd: num('σ', 0.1, 'standard deviation of init=normal', { min: 0 }),
    clip: num('c', 0, 'limit of every weight and bias (weight clipping, arXiv:1701.07875); 0 stands for none', { min: 0 }),
  },
  create: createLinear,
})
