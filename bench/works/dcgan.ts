import type { Work } from './work.ts'

export interface DcganSize {
  readonly batch: number
  readonly latent: number
  /** c: the critic's three convolutions have c, 2c and 4c channels. */
  readonly channels: number
}

const adam = { stepSize: 0.0002, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 }

/** A DCGAN on 32×32×3, simultaneous Adam; real images are drawn from a data set of noise. */
export const dcgan = ({ batch, latent, channels: c }: DcganSize, targets: Work['targets']): Work => {
  const network = `dcgan[channels=${c},slope=0.2]`
  const channels = [c, 2 * c, 4 * c]
  return {
    id: 'dcgan',
    title: `DCGAN 32×32×3, ${channels.join('–')} channels, simultaneous Adam, B = ${batch}`,
    request: {
      game: `noise-images[batch=${batch},latent=${latent}]`,
      players: { generator: network, critic: network },
      optimizer: `gda[stepSize=${adam.stepSize},direction=adam[beta1=${adam.beta1}]]`,
      seed: 0,
    },
    peer: { game: 'images', method: 'simultaneous', loss: 'non-saturating', batch, latent, channels, ...adam },
    block: 4,
    targets,
  }
}
