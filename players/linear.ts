import type { Network } from '../core/contract.ts'
import { definePlayer, type Role } from '../core/define.ts'
import { choice, flag, num } from '../core/config/options.ts'
import { sizeOf } from '../core/host.ts'
import { free } from '../core/set/sets.ts'
import { dense, denseStart, type Dense } from './layers/dense.ts'
import { initNames, type Init } from './layers/initializers.ts'
import { flattened, mapRole, shaped } from './map-role.ts'

export interface LinearConfig extends Init {
  readonly bias: boolean
}

/** x ↦ xW + b on flattened inputs. Blocks: `w` [d_in, d_out], `b` [d_out]. */
export function createLinear({ bias, ...init }: LinearConfig, role: Role): Network {
  const { id, input, output } = mapRole('linear', role)
  const layers: readonly Dense[] = [{ fanIn: sizeOf(input), fanOut: sizeOf(output), bias }]
  return {
    id,
    set: free,
    input,
    output,
    start: key => denseStart(layers, init, key),
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
  },
  create: createLinear,
})
