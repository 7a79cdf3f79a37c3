import type * as tf from '@tensorflow/tfjs'
import { int } from '../../core/config/options.ts'
import { defineGame, definePlugin, type Role } from '../../core/define.ts'
import { hostTensor, sizeOf } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { finiteSource } from '../../games/data/finite.ts'
import { pictureSet } from '../../games/data/pictures.ts'
import type { Source } from '../../games/data/source.ts'
import { ganLosses } from '../../games/losses.ts'
import { networkPlayer } from '../../games/roles.ts'

const image = [32, 32, 3] as const
const roles = (latent: number): [Role, Role] => [
  { id: 'generator', input: [latent], output: image, player: 'dcgan' },
  { id: 'critic', input: image, output: [1], player: 'dcgan' },
]
const pictures = (): Source =>
  finiteSource(pictureSet({ shape: image, bytes: Uint8Array.from(key(0).integers(1024 * sizeOf(image), 0, 256)), labels: null }))
const { generator, critic } = ganLosses['non-saturating']

/** A GAN on a data set of noise: real pictures [b, 32, 32, 3] are drawn from 1,024, latents are normals; non-saturating losses. */
export const noiseImages = defineGame({
  id: 'noise-images',
  about: 'A GAN whose real pictures are noise: the work of a step on a data set, without one.',
  equations: ['ℓ_G = −E log σ(D(G(z))), ℓ_D = −E log σ(D(x)) − E log(1 − σ(D(G(z))))'],
  example: 'saddle run --game noise-images --optimizer gda[stepSize=0.0002,direction=adam[beta1=0.5]] --steps 10',
  config: {
    batch: int('b', 64, 'pictures a draw', { min: 1 }),
    latent: int('d_z', 64, "entries of the generator's input", { min: 1 }),
  },
  roles: ({ latent }) => roles(latent),
  create: ({ batch, latent }, players) => {
    const [g, d] = roles(latent)
    const [G, D] = [networkPlayer('noise-images', players, g), networkPlayer('noise-images', players, d)]
    const source = pictures()
    return {
      id: 'noise-images',
      players: [G, D],
      claims: {},
      sample: key => ({
        real: source.draw(key.fold('real'), batch),
        latent: hostTensor(key.fold('latent').normal(batch * latent), [batch, latent]),
      }),
      loss: (i, z, ξ) => {
        const score = (x: tf.Tensor): tf.Tensor1D => D.apply(z.at(1), x).reshape<tf.Tensor1D>([-1])
        return (i === 0 ? generator : critic)(score(ξ.real), score(G.apply(z.at(0), ξ.latent)))
      },
    }
  },
})

export const benchPlugin = definePlugin({ name: 'bench', version: '0.1.0', games: [noiseImages] })
