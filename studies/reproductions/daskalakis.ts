import * as tf from '@tensorflow/tfjs'
import type { Game, GanParts } from '../../core/contract.ts'
import { hostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import { constant } from '../../core/scalar.ts'
import { withPenalty } from '../../games/penalty.ts'
import { trajectory, type Begin, type Place, type Play } from './runs.ts'
import type { Reproduction, Row } from './reproduction.ts'

const T = 1000
/** ⟨w, v − θ⟩, v = (3, 4): θ = x minimises and w = y maximises. */
const game = 'bilinear[matrix=[[-1,0],[0,-1]],linear=[[0,0],[3,4]],start=[[1.7,1.7],[1.4,1.4]]]'

/** w clipped to [−1, 1] after every step. The notebook begins outside, at 1.4, which a player of the library may not: its start is set apart. */
const clipped: Pick<Play, 'players' | 'change'> = {
  players: { y: 'vector[start=[1,1],set=box[limit=1]]' },
  change: plain => ({
    ...plain,
    players: plain.players.map(p =>
      p.id === 'y' ? { ...p, start: (key: Key) => p.start(key).with(Float64Array.of(1.4, 1.4)) } : p,
    ),
  }),
}

/** The critic pays 0.1(‖w‖ − 1)²: D(x) = ⟨w, x⟩ has the gradient w everywhere. */
function penalised(plain: Game): Game {
  const row = hostTensor([0, 0], [1, 2])
  const zeros = constant(row)
  const gan: GanParts<Record<string, never>> = {
    generator: 0,
    critic: 1,
    discriminate: (w, x) => tf.dot(x, w.tensor).reshape([-1]),
    generate: (θ, latent) => tf.add(latent, θ.tensor),
    real: () => zeros(),
    latent: () => zeros(),
    drawLatent: () => row,
    drawReal: () => row,
  }
  const game = { ...plain, gan } as unknown as Game<Record<string, never>>
  return withPenalty(game, { kind: 'gp', weight: 0.1, target: 1 }, 1) as unknown as Game
}

/** The first two entries: the mean of θ over the array of T; the others: its last. The first `initial` of the array are the start. */
const meanAndLast =
  (play: Play, initial = 1, begin?: Begin): Row['ours'] =>
  async lab => {
    const places = await trajectory(lab, play, T - initial, begin)
    const array: Place[] = [...Array<Place>(initial - 1).fill(places[0]!), ...places]
    const θ = array.map(([x]) => x!)
    return [...[0, 1].map(j => θ.reduce((sum, x) => sum + x[j]!, 0) / T), ...θ.at(-1)!]
  }
const at = ['mean of θ₁', 'mean of θ₂', 'last θ₁', 'last θ₂']

/** A linear Wasserstein GAN that learns a mean: the outputs that the notebook of the authors prints. */
export const daskalakis: Reproduction = {
  id: 'daskalakis',
  title: 'Training GANs with optimism: learning the mean of a Gaussian, without sampling noise',
  source: 'arXiv:1711.00141; github.com/vsyrgkanis/optimistic_GAN_training at 395ba78, notebooks/Simple_GAN_example.ipynb',
  kind: 'published',
  settings:
    'min over θ, max over w of ⟨w, v − θ⟩, v = (3, 4), w₀ = (1.4, 1.4), θ₀ = (1.7, 1.7), η = 0.1, both players at once. Arrays of T = 1000 entries, of which one (descent-ascent) or two (optimistic) are the start. The notebook’s runs with 15 critic steps, with Haoyang’s penalty, and with sampling noise are not made.',
  rows: [
    {
      what: 'GD, w clipped to [−1, 1]',
      at,
      published: ['3.01224287', '3.98588748', '3.48000545', '5.07760794'],
      ours: meanAndLast({ game, ...clipped, optimizer: 'gda[stepSize=0.1]' }),
    },
    {
      what: 'Optimistic GD',
      at,
      published: ['3.01131623', '4.00931959', '2.99125639', '3.98489638'],
      ours: meanAndLast({ game, optimizer: 'optimistic[stepSize=0.1]' }, 2),
    },
    {
      what: 'GD, gradient penalty λ = 0.1',
      at,
      published: ['2.99631726', '4.02111631', '1.77182765', '2.26763725'],
      ours: meanAndLast({ game, optimizer: 'gda[stepSize=0.1]', change: penalised }),
    },
    {
      what: 'GD, momentum 0.5, w clipped to [−1, 1]',
      at,
      published: ['2.97992172', '3.96787225', '1.97080644', '2.50190771'],
      // The buffers of the notebook hold η times the direction: +1.4 for w, which ascends, and 1.7 for θ.
      ours: meanAndLast({ game, ...clipped, optimizer: 'gda[stepSize=0.1,direction=momentum[momentum=0.5]]' }, 1, [
        [17, 17],
        [-14, -14],
      ]),
      note: 'Begun, as the notebook does, with momentum buffers that hold the starting points.',
    },
    {
      what: 'the same, buffers begun at zero',
      at,
      published: ['2.97992172', '3.96787225', '1.97080644', '2.50190771'],
      ours: meanAndLast({ game, ...clipped, optimizer: 'gda[stepSize=0.1,direction=momentum[momentum=0.5]]' }),
      protocol: 'the notebook begins its buffers at the starting points, which its equations do not say',
    },
  ],
}
