import { after, answerAfter, norm, type Play } from './runs.ts'
import type { Reproduction, Row } from './reproduction.ts'

const clipped = (optimizer: string): Play => ({
  game: 'bilinear[start=[[2],[0.5]]]',
  players: { y: 'vector[start=[0.5],set=box[limit=1]]' },
  optimizer,
})
const distance =
  (optimizer: string): Row['ours'] =>
  async lab => [norm(await after(lab, clipped(optimizer), 100))]
const adam = distance('gda[stepSize=0.01,direction=adam[beta1=0,beta2=0.99,epsilon=1e-8,correction=false]]')

/** The bilinear notebook of the variational-inequality paper. It draws its figures; the numbers were computed from its settings. */
export const viGanNotebook: Reproduction = {
  id: 'vi-gan-notebook',
  title: 'The bilinear notebook of the variational-inequality perspective on GANs',
  source: 'arXiv:1802.10551; github.com/GauthierGidel/Variational-Inequality-GAN, bilinear_wgan.ipynb',
  kind: 'recomputed by others',
  settings:
    'min over θ, max over |φ| ≤ 1 of θφ from (2, 0.5), 100 iterations, φ clipped after every move. Distance ‖(θ, φ)‖ after the last. The notebook has pictures only.',
  rows: [
    { what: 'SimSGD, step 0.1', published: ['1.0775885563'], ours: distance('gda[stepSize=0.1]') },
    { what: 'AltSGD (φ first), step 0.1', published: ['0.9958721691'], ours: distance('gda[stepSize=0.1,moves=["y","x"]]') },
    { what: 'Adam, step 0.01, β = (0, 0.99), v not corrected', published: ['0.995688'], ours: adam },
    {
      what: 'the same, with ten digits',
      published: ['0.9956877271'],
      ours: adam,
      protocol:
        'the notebook’s own lines in NumPy end at 0.99568772702, so the tenth digit should be 0: ε changes it with slope 0.5',
    },
    {
      what: 'extrapolation from the past, step 0.5',
      published: ['1.23e-13'],
      ours: distance('past-extragradient[stepSize=0.5]'),
    },
    {
      what: 'extragradient, step 0.6, extrapolated φ not clipped',
      published: ['2.6739205e-6'],
      kind: 'independent script',
      ours: distance('extragradient[stepSize=0.6]'),
      protocol: 'the notebook does not clip the extrapolated φ; the library projects both points, as the paper’s algorithm does',
    },
    {
      what: 'extragradient, step 0.6, extrapolated φ clipped',
      published: ['2.9828629e-6'],
      kind: 'independent script',
      ours: distance('extragradient[stepSize=0.6]'),
    },
    {
      what: 'AvgSGD, step 2/√t, mean of all 101 points',
      published: ['0.0517772302'],
      kind: 'independent script',
      ours: async lab => {
        const average = 'average[of=gda[stepSize=inverse-sqrt[of=2]],kind=uniform,includeStart=true]'
        return [norm(await answerAfter(lab, clipped(average), 100))]
      },
    },
  ],
}
