import { choice, int, num, optional } from '../core/config/options.ts'
import type { Init } from './layers/initializers.ts'
import { initNames } from './layers/initializers.ts'
import { normNames, type NormName } from './layers/normalization.ts'
import { outputNames, type OutputName } from './layers/output-activations.ts'

/** What the convolutional players have in common. Where null, the role decides. */
export interface ImageConfig extends Init {
  /** nf. */
  readonly 'channels': number
  readonly 'norm': NormName | null
  /** Passes of the power method, of norm=spectral. */
  readonly 'iterations': number
  /** Taps of a convolution along each axis. */
  readonly 'kernel': number
  readonly 'output-activation': OutputName | null
  /** Every weight, bias, scale and shift stays in [−clip, clip]; 0 stands for no limit. */
  readonly 'clip': number
}

/** Their options but `kernel`, the first weights N(0, 0.02²) as in arXiv:1511.06434. */
export const imageOptions = {
  'channels': int('nf', 64, 'channels of the convolutions', { min: 1, max: 4096 }),
  'norm': optional(choice(normNames, 'batch', 'normalization; where absent, batch in a generator and none in a critic')),
  'iterations': int('n', 10, 'passes of the power method a weight, with norm=spectral', { min: 1, max: 1000 }),
  'init': choice(initNames, 'normal', 'distribution of the first weights'),
  'gain': num('g', 1, 'factor on the first weights', { above: 0 }),
  'sd': num('σ', 0.02, 'standard deviation of init=normal', { min: 0 }),
  'output-activation': optional(
    choice(outputNames, 'tanh', 'after the last layer; where absent, tanh in a generator and none in a critic'),
  ),
  'clip': num('c', 0, 'limit of every weight, scale and shift (weight clipping, arXiv:1701.07875); 0 stands for none', {
    min: 0,
  }),
} as const
