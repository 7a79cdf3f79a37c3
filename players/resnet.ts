import type { Network } from '../core/contract.ts'
import { definePlayer, type Role } from '../core/define.ts'
import { int } from '../core/config/options.ts'
import { imageNetwork, type Architecture } from './image-network.ts'
import { imageOptions, type ImageConfig } from './image-options.ts'
import { baseOf, halvings } from './image-role.ts'
import { activation } from './layers/activations.ts'
import { convolution, type Convolution } from './layers/convolution.ts'
import { denseLayer } from './layers/dense.ts'
import { globalMean } from './layers/global-mean.ts'
import type { Init } from './layers/initializers.ts'
import { chain, fixed, stages, type Layer } from './layers/layer.ts'
import type { Normalization } from './layers/normalization.ts'
import { picture } from './layers/picture.ts'
import { residual } from './layers/residual.ts'
import { transposedConvolution } from './layers/transposed-convolution.ts'

const relu = fixed(activation('relu'))

/** Pre-activation blocks of nf channels: norm-ReLU-conv, norm-ReLU-conv, and beside it a shortcut. */
function blocksOf(nf: number, kernel: number, { matrix, units, bias }: Normalization, init: Init) {
  const same = (kernel: number, stride: 1 | 2, bias: boolean): Convolution => ({ from: nf, to: nf, kernel, stride, bias })
  const conv = (kernel: number, stride: 1 | 2, bias = true): Layer => matrix(convolution(same(kernel, stride, bias), init))
  const convT = (kernel: number, bias: boolean): Layer => matrix(transposedConvolution(same(kernel, 2, bias), init))
  const branch = (conv1: Layer, conv2: Layer): Layer =>
    chain({ norm1: units(nf), relu1: relu, conv1, norm2: units(nf), relu2: relu, conv2 })
  return {
    /** Twice the size. `normed`: units of the next layer follow directly. */
    up: (normed: boolean) => {
      const after = bias || !normed
      return residual(branch(convT(kernel + 1, bias), conv(kernel, 1, after)), convT(1, after))
    },
    /** Half the size. */
    down: () => residual(branch(conv(kernel, 1, bias), conv(kernel, 2)), conv(1, 2)),
    plain: () => residual(branch(conv(kernel, 1, bias), conv(kernel, 1))),
  }
}

/** With n halvings h → h₀, w → w₀ (players/image-role.ts): n blocks up in the generator; the critic halves twice. */
const architecture: Architecture<ImageConfig> = {
  generator: ({ latent, image }, norm, { channels: nf, kernel, ...init }) => {
    const n = halvings(image)
    const [h, w] = baseOf(image)
    const { up } = blocksOf(nf, kernel, norm, init)
    const conv = norm.matrix(convolution({ from: nf, to: image[2], kernel, stride: 1, bias: true }, init))
    return chain({
      base: chain({
        dense: norm.matrix(denseLayer({ fanIn: latent, fanOut: h * w * nf, bias: true }, init)),
        picture: picture([h, w, nf]),
      }),
      ...stages('up', n, i => up(i === n - 1)),
      last: chain({ norm: norm.units(nf), relu, conv }),
    })
  },
  critic: ({ image }, norm, { channels: nf, kernel, ...init }) => {
    const { down, plain } = blocksOf(nf, kernel, norm, init)
    const conv = (from: number, kernel: number, stride: 1 | 2): Layer =>
      norm.matrix(convolution({ from, to: nf, kernel, stride, bias: true }, init))
    return chain({
      first: residual(chain({ conv1: conv(image[2], kernel, 1), relu, conv2: conv(nf, kernel, 2) }), conv(image[2], 1, 2)),
      down: down(),
      ...stages('plain', 2, plain),
      score: chain({ relu, mean: globalMean, dense: norm.matrix(denseLayer({ fanIn: nf, fanOut: 1, bias: true }, init)) }),
    })
  },
}

/**
 * The residual pair of Gidel et al. (arXiv:1802.10551, CIFAR-10): which of the two it is follows from the role. Biases start at zero,
 * scales at one; a bias that batch normalization would take away again is left out. Throws where the kernel is even.
 */
export function createResnet(config: ImageConfig, role: Role): Network {
  if (config.kernel % 2 === 0)
    throw new Error(`resnet: kernel (k) of player '${role.id}' must be odd, such as 3 or 5, got ${config.kernel}`)
  return imageNetwork('resnet', architecture, config, role)
}

/** A residual generator or critic. */
export const resnet = definePlayer({
  id: 'resnet',
  about: 'A residual generator or critic of pictures, by its role: the CIFAR-10 pair of Gidel et al.',
  equations: [
    'generator: z → Linear → [h₀, w₀, nf], n blocks up, BN-ReLU-Conv(k), tanh',
    'block up: x ↦ ConvT(1, stride 2)(x) + BN-ReLU-ConvT(k + 1, stride 2)-BN-ReLU-Conv(k)',
    'critic: x ↦ Conv(1, stride 2)(x) + Conv(k)-ReLU-Conv(k, stride 2), a block down, two plain blocks, ReLU, mean over the picture, Linear',
    'block down: x ↦ Conv(1, stride 2)(x) + ReLU-Conv(k)-ReLU-Conv(k, stride 2);  plain: x ↦ x + ReLU-Conv(k)-ReLU-Conv(k)',
    'n halvings, while height and width are even and above 4: 8 → 4, 28 → 7, 32 → 4, 64 → 4',
  ],
  source: 'arXiv:1802.10551, CIFAR-10 (there nf = 128); norm=spectral: arXiv:1802.05957, Alg. 1',
  example:
    'saddle run --game gan[data=digits] --player generator=resnet[channels=4] --player critic=resnet[channels=4] --optimizer gda[stepSize=0.0002,direction=adam[beta1=0.5]] --steps 100',
  config: { ...imageOptions, kernel: int('k', 3, 'taps of a convolution along each axis, odd', { min: 1, max: 15 }) },
  create: createResnet,
})
