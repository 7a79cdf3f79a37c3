import { after, factor, iterates, norm, squared, type Place, type Play } from './runs.ts'
import type { Lab } from '../../core/lab.ts'
import type { Reproduction, Row } from './reproduction.ts'

const orders = {
  'Sim': 'simultaneous',
  'Alt, d = 1': '["generator","critic"]',
  'Alt, d = 5': '["generator","critic","critic","critic","critic","critic"]',
} as const
const clip: Play['players'] = { critic: 'vector[start=[1],set=box[limit=1]]' }
const [gan, nonSaturating] = ['dirac-gan', 'dirac-gan[loss=non-saturating]']
const r1 = (γ: number): string => `dirac-gan[penalty=r1[weight=${γ}]]`
const gda = (h: number, order: keyof typeof orders = 'Sim'): string => `gda[stepSize=${h},moves=${orders[order]}]`

/** ‖(θ, ψ)‖ after 500 steps of 0.2 in each of the orders. */
const final = (what: string, game: string, published: readonly string[], players: Play['players'] = {}): Row => ({
  what,
  at: Object.keys(orders),
  published,
  ours: async lab => {
    const norms: number[] = []
    for (const order of Object.keys(orders) as (keyof typeof orders)[])
      norms.push(norm(await after(lab, { game, players, optimizer: gda(0.2, order) }, 500)))
    return norms
  },
})
/** The iterates after steps from + 1, …, to. */
const tail = async (lab: Lab, play: Play, from: number, to: number): Promise<Place[]> =>
  iterates(
    lab,
    play,
    Array.from({ length: to - from }, (_, i) => from + 1 + i),
  )
const meanSquare =
  (h: number, steps: number, last: number): Row['ours'] =>
  async lab => {
    const places = await tail(lab, { game: nonSaturating, optimizer: gda(h) }, steps - last, steps)
    return [places.reduce((sum, z) => sum + squared(z), 0) / last]
  }

/** The Dirac-GAN of GAN_stability: where 500 steps end, and the rates of R1. */
export const diracGan: Reproduction = {
  id: 'dirac-gan',
  title: 'Dirac-GAN: which training methods converge',
  source: 'arXiv:1801.04406; github.com/LMescheder/GAN_stability, notebook of the Dirac-GAN',
  kind: 'recomputed by others',
  settings:
    'h = 0.2 from (θ, ψ) = (1, 1), f(t) = −log(1 + e⁻ᵗ); simultaneous, and alternating with θ first, then d steps of ψ. Figures are ‖(θ, ψ)‖ after 500 steps; the notebook has pictures only. Rates are laws of the paper’s eigenvalues.',
  rows: [
    final('GAN', gan, ['3.097', '1.421', '1.845']),
    final('NSGAN', nonSaturating, ['0.6402', '0.2839', '0.1389']),
    final('WGAN, clip 1', 'dirac-gan[loss=wasserstein]', ['1.002', '1.024', '0.9169'], clip),
    final('GAN + R1, γ = 0.3', r1(0.3), ['2.643e-6', '2.301e-7', '9.25e-34']),
    final('GAN + R1, γ = 1', r1(1), ['9.53e-22', '7.48e-17', '5.14e-12']),
    {
      what: 'WGAN, clip 1, Sim: ‖(θ, ψ)‖ over the last 100 steps',
      at: ['least', 'most'],
      published: ['1.0006', '1.268'],
      ours: async lab => {
        const play = { game: 'dirac-gan[loss=wasserstein]', players: clip, optimizer: gda(0.2) }
        const norms = (await tail(lab, play, 400, 500)).map(norm)
        return [Math.min(...norms), Math.max(...norms)]
      },
    },
    {
      what: 'R1, γ = 0.3, Sim: factor of ‖z‖² a step, 1 − hγ + h²/4',
      published: ['0.95'],
      kind: 'closed form',
      ours: async lab => [(await factor(lab, { game: r1(0.3), optimizer: gda(0.2) }, [500, 5000])) ** 2],
    },
    {
      what: 'R1, γ = 1, Sim: factor of ‖z‖ a step at step 2500, towards 1 − h/2',
      published: ['0.9'],
      kind: 'closed form',
      ours: async lab => [await factor(lab, { game: r1(1), optimizer: gda(0.2) }, [2499, 2500])],
      note: 'A double eigenvalue: the factor is 0.9(1 + 1/n) and comes down to 0.9 slowly.',
    },
    {
      what: 'GAN, Sim, from (1e-5, 1e-5): factor of ‖z‖² a step, 1 + h²/4',
      published: ['1.01'],
      kind: 'closed form',
      ours: async lab => [(await factor(lab, { game: 'dirac-gan[start=[1e-5,1e-5]]', optimizer: gda(0.2) }, [0, 20])) ** 2],
    },
    {
      what: 'NSGAN, Sim, h = 0.02: mean of ‖z‖² on the limit cycle, 2h',
      published: ['0.040'],
      kind: 'closed form',
      ours: meanSquare(0.02, 100_000, 20_000),
      note: 'Over the last 20,000 of 100,000 steps. The law is that of small h.',
    },
    {
      what: 'NSGAN, Sim, h = 0.05: mean of ‖z‖² on the limit cycle, 2h',
      published: ['0.100'],
      kind: 'closed form',
      ours: meanSquare(0.05, 20_000, 5_000),
      note: 'Over the last 5,000 of 20,000 steps. The law is that of small h.',
    },
    {
      what: 'NSGAN, Alt, h = 0.1: ‖z‖² after 10,000 steps',
      published: ['0.00799'],
      ours: async lab => [squared(await after(lab, { game: nonSaturating, optimizer: gda(0.1, 'Alt, d = 1') }, 10_000))],
    },
  ],
}
