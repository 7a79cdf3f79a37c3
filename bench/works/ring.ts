/** Perceptrons on the ring: generator 16→H→H→2, critic 2→H→H→1, ReLU, batch B, and five ways to train them. */
import type { Size } from '../sizes.ts'
import { latentWidth, stepSize } from '../sizes.ts'
import type { GanWork, Method, Targets, Work } from './work.ts'

const adam = { stepSize, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
const kingma = 'direction=adam'

const ring = ({ batch, width }: Size, method: Method, optimizer: string, own: Partial<GanWork> = {}) => {
  const loss = own.loss ?? 'non-saturating'
  const penalty = own.penalty === undefined ? '' : `,penalty=gp[weight=${own.penalty}]`
  const network = `mlp[hidden=[${width},${width}]]`
  return {
    request: {
      game: `gan[data=ring,loss=${loss},latent=${latentWidth},batch=${batch}${penalty}]`,
      players: { generator: network, critic: network },
      optimizer,
      seed: 0,
    },
    peer: { game: 'ring', method, loss, batch, width, latent: latentWidth, ...adam, ...own } satisfies GanWork,
    block: 50,
  } as const
}

/** Simultaneous Adam at a size. */
export const simultaneous = (size: Size, targets: Targets): Work => ({
  id: `${size.batch}x${size.width}`,
  title: `perceptrons on the ring, simultaneous Adam, B = ${size.batch}, H = ${size.width}`,
  targets,
  ...ring(size, 'simultaneous', `gda[stepSize=${stepSize},${kingma}]`),
})

const [ρ, C, K, λ] = [0.5, 0.01, 5, 10]
const criticSteps = 5
const cycle = JSON.stringify([...Array<string>(criticSteps).fill('critic'), 'generator'])

/** Methods beyond it at a size. */
export const methods = (size: Size, targets: Targets): readonly Work[] => [
  {
    id: 'extragradient',
    title: `extragradient with Adam (ExtraAdam, a fresh minibatch each half step), B = ${size.batch}, H = ${size.width}`,
    targets,
    ...ring(size, 'extragradient', `extragradient[stepSize=${stepSize},${kingma}]`),
  },
  {
    id: 'gradient-regularized',
    title: `gradient-regularized with Adam (second order), B = ${size.batch}, H = ${size.width}`,
    targets,
    ...ring(size, 'gradient-regularized', `gradient-regularized[stepSize=${stepSize},weight=${ρ},${kingma}]`, { weight: ρ }),
  },
  {
    id: 'chekhov',
    title: `Chekhov with Adam, queues of K = ${K}, B = ${size.batch}, H = ${size.width}`,
    targets,
    ...ring(size, 'chekhov', `chekhov[stepSize=${stepSize},queue=${K},weight=${C},${kingma}]`, { weight: C, queue: K }),
  },
  {
    id: 'wgan-gp',
    title: `WGAN-GP with Adam, a step is ${criticSteps} of the critic and one of the generator, B = ${size.batch}, H = ${size.width}`,
    targets,
    ...ring(size, 'wgan-gp', `gda[stepSize=0.0001,moves=${cycle},direction=adam[beta1=0.5,beta2=0.9]]`, {
      loss: 'wasserstein',
      penalty: λ,
      criticSteps,
      stepSize: 0.0001,
      beta1: 0.5,
      beta2: 0.9,
    }),
  },
]
