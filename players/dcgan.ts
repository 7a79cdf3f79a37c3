import type { Network } from '../core/contract.ts'
import { definePlayer, type Role } from '../core/define.ts'
import { int, num } from '../core/config/options.ts'
import { imageNetwork, type Architecture } from './image-network.ts'
import { imageOptions, type ImageConfig } from './image-options.ts'
import { baseOf, halvings } from './image-role.ts'
import { activation } from './layers/activations.ts'
import { convolution } from './layers/convolution.ts'
import { denseLayer } from './layers/dense.ts'
import { chain, fixed, stages } from './layers/layer.ts'
import { picture, row } from './layers/picture.ts'
import { transposedConvolution } from './layers/transposed-convolution.ts'

export interface DcganConfig extends ImageConfig {
  /** Slope of the critic's leaky ReLU below zero. */
  readonly slope: number
}

const relu = fixed(activation('relu'))

/** With n halvings h → h₀, w → w₀ (players/image-role.ts), n convolutions of stride 2 in each player; [h₀, w₀, 2ⁿ⁻¹nf] between. */
const architecture: Architecture<DcganConfig> = {
  generator: ({ latent, image }, { matrix, units, bias }, { channels, kernel, ...init }) => {
    const n = halvings(image)
    const base = [...baseOf(image), channels * 2 ** (n - 1)] as const
    const size = base[0] * base[1] * base[2]
    /** Channels after i stages. */
    const width = (i: number): number => (i === n ? image[2] : channels * 2 ** (n - 1 - i))
    const up = (i: number, bias: boolean) =>
      matrix(transposedConvolution({ from: width(i), to: width(i + 1), kernel, stride: 2, bias }, init))
    return chain({
      base: chain({
        dense: matrix(denseLayer({ fanIn: latent, fanOut: size, bias }, init)),
        norm: units(size),
        relu,
        picture: picture(base),
      }),
      ...stages('up', n - 1, i => chain({ conv: up(i, bias), norm: units(width(i + 1)), relu })),
      last: chain({ conv: up(n - 1, true) }),
    })
  },
  critic: ({ image }, { matrix, units, bias }, { channels, kernel, slope, ...init }) => {
    const n = halvings(image)
    const φ = fixed(activation('leaky-relu', slope))
    const width = (i: number): number => (i === 0 ? image[2] : channels * 2 ** (i - 1))
    const down = (i: number, bias: boolean) =>
      matrix(convolution({ from: width(i), to: width(i + 1), kernel, stride: 2, bias }, init))
    const [h, w] = baseOf(image)
    return chain({
      first: chain({ conv: down(0, true), φ }),
      ...stages('down', n - 1, i => chain({ conv: down(i + 1, bias), norm: units(width(i + 2)), φ })),
      score: chain({ row, dense: matrix(denseLayer({ fanIn: h * w * width(n), fanOut: 1, bias: true }, init)) }),
    })
  },
}

/**
 * The pair of Radford et al. in the form of Gidel et al. (arXiv:1802.10551, the CIFAR-10 experiment): which of the two it is follows
 * from the role. Biases start at zero, scales at one; a bias that batch normalization would take away again is left out.
 */
export const createDcgan = (config: DcganConfig, role: Role): Network => imageNetwork('dcgan', architecture, config, role)

/** A convolutional generator or critic. */
export const dcgan = definePlayer({
  id: 'dcgan',
  about:
    'A convolutional generator or critic of pictures, by its role: strided convolutions, each of which halves or doubles the size.',
  equations: [
    'generator: z → Linear → [h₀, w₀, 2ⁿ⁻¹nf], BN-ReLU, n − 1 times ConvT(k, stride 2)-BN-ReLU, ConvT(k, stride 2), tanh',
    'critic: n times Conv(k, stride 2)-LeakyReLU with nf, 2nf, …, 2ⁿ⁻¹nf channels, Linear',
    'n halvings, while height and width are even and above 4: 8 → 4, 28 → 7, 32 → 4, 64 → 4',
    'BN: y = γ(x − μ)/√(σ² + 1e-5) + β by the statistics of the batch, of single units after Linear and of channels after ConvT',
  ],
  source:
    'arXiv:1511.06434; arXiv:1802.10551, CIFAR-10 (slope 0.01; 0.2 in arXiv:1511.06434); norm=spectral: arXiv:1802.05957, Alg. 1',
  example:
    'saddle run --game gan[data=digits] --player generator=dcgan[channels=8] --player critic=dcgan[channels=8] --optimizer gda[stepSize=0.0002,direction=adam[beta1=0.5]] --steps 200',
  config: {
    ...imageOptions,
    kernel: int('k', 4, 'taps of a convolution along each axis', { min: 2, max: 15 }),
    slope: num('α', 0.01, "slope of the critic's leaky ReLU below zero", { min: 0, max: 1 }),
  },
  create: createDcgan,
})
