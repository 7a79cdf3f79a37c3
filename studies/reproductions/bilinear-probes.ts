import { after, factor, iterates, norm, squared, trajectory, type Place, type Play } from './runs.ts'
import type { Reproduction, Row } from './reproduction.ts'

const on = (optimizer: string): Play => ({ game: 'bilinear[start=[[1],[1]]]', optimizer })
const range = (xs: readonly number[]): number[] => [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))]
const entries = (steps: readonly number[]): string[] => steps.flatMap(k => [`x${k}`, `y${k}`])

/** Factors of ‖z‖² at each of 200 steps: the least and the most. */
const everyStep =
  (optimizer: string): Row['ours'] =>
  async lab => {
    const squares = (await trajectory(lab, on(optimizer), 200)).map(squared)
    return range(squares.slice(1).map((s, k) => s / squares[k]!))
  }
/** Numbers of the iterates after some steps: their entries, unless something else is said. */
const places =
  (optimizer: string, steps: readonly number[], of: (z: Place) => number | readonly number[] = z => z.flat()): Row['ours'] =>
  async lab =>
    (await iterates(lab, on(optimizer), steps)).flatMap(of)
/** The factor a step of ‖z‖² between two steps. */
const mean =
  (optimizer: string, between: readonly [number, number] = [200, 400]): Row['ours'] =>
  async lab => [(await factor(lab, on(optimizer), between)) ** 2]
const adam = 'direction=adam[beta1=0.5,beta2=0.9,epsilon=1e-8]'
const floor =
  (id: string): Row['ours'] =>
  async lab => {
    const last = Array.from({ length: 500 }, (_, i) => 19_501 + i)
    return range((await iterates(lab, on(`${id}[stepSize=0.01,${adam}]`), last)).map(norm))
  }
const trend = (what: string, published: string, ours: Row['ours']): Row => ({
  what,
  published: [published],
  tolerance: 'trend',
  kind: 'closed form',
  ours,
})
/** Numbers on f = xy that separate a method from its near misses. */
export const bilinearProbes: Reproduction = {
  id: 'bilinear-probes',
  title: 'One-number probes on the bilinear game f = xy',
  source: 'settings of arXiv:1802.10551, arXiv:1711.00141 and arXiv:2006.14567',
  kind: 'recomputed by others',
  settings: 'f = xy from (1, 1), float64. Figures are computed from the papers’ equations; none is printed in a paper.',
  rows: [
    {
      what: 'Sim, η = 0.1, after 100 steps',
      at: ['x', 'y', '‖z‖²'],
      published: ['−0.5603400542', '−2.2573539117', '5.4096276588'],
      ours: async lab => {
        const end = await after(lab, on('gda[stepSize=0.1]'), 100)
        return [...end.flat(), squared(end)]
      },
    },
    {
      what: 'OGDA, η = 0.1, first previous gradient the current one',
      at: entries([1, 2, 3]),
      published: ['0.9', '1.1', '0.78', '1.18', '0.654', '1.246'],
      ours: places('optimistic[stepSize=0.1]', [1, 2, 3]),
    },
    {
      what: 'Alt, η = 0.1, x first: ‖z‖² over 20,000 steps',
      at: ['least', 'most'],
      published: ['1.8095', '2.0'],
      ours: async lab => range((await trajectory(lab, on('gda[stepSize=0.1,moves=alternating]'), 20_000)).map(squared)),
    },
    {
      what: 'Sim, η = 0.3: factor of ‖z‖² at every step',
      at: ['least', 'most'],
      published: ['1.09', '1.09'],
      ours: everyStep('gda[stepSize=0.3]'),
    },
    {
      what: 'EG, η = 0.3: factor of ‖z‖² at every step',
      at: ['least', 'most'],
      published: ['0.9181', '0.9181'],
      ours: everyStep('extragradient[stepSize=0.3]'),
    },
    {
      what: 'Alt, η = 0.3, x first: x² + y² − 0.3xy over 200 steps',
      at: ['least', 'most'],
      published: ['1.700000000000', '1.700000000000'],
      kind: 'closed form',
      ours: async lab => {
        const orbit = await trajectory(lab, on('gda[stepSize=0.3,moves=alternating]'), 200)
        return range(orbit.map(w => squared(w) - 0.3 * w[0]![0]! * w[1]![0]!))
      },
    },
    {
      what: 'past EG, η = 0.3: factor of ‖z‖², steps 200 to 400',
      published: ['0.9000'],
      ours: mean('past-extragradient[stepSize=0.3]'),
    },
    { what: 'past EG, η = 0.57', published: ['0.96179'], ours: mean('past-extragradient[stepSize=0.57]') },
    { what: 'past EG, η = 0.578', published: ['1.00338'], ours: mean('past-extragradient[stepSize=0.578]') },
    trend('past EG below 1/√3', 'falls', mean('past-extragradient[stepSize=0.57]')),
    trend('past EG above 1/√3', 'grows', mean('past-extragradient[stepSize=0.578]')),
    {
      what: 'ExtraAdam, lr 0.1, β = (0.5, 0.9), as computed',
      at: entries([1, 2]),
      published: ['0.89878048', '1.09838197', '0.79555297', '1.19365343'],
      ours: places(`extragradient[stepSize=0.1,${adam}]`, [1, 2]),
    },
    {
      what: 'PastExtraAdam, first extrapolation none',
      at: entries([1]),
      published: ['0.9', '1.1'],
      ours: places(`past-extragradient[stepSize=0.1,first=none,${adam}]`, [1]),
    },
    {
      what: 'OptimisticAdam, first step twice as long',
      at: entries([1, 2]),
      published: ['0.8', '1.2', '0.69575261', '1.29253005'],
      ours: places(`optimistic[stepSize=0.1,first=zero,${adam}]`, [1, 2]),
    },
    {
      what: 'SimAdam, lr 0.01: ‖z‖ over the last 500 of 20,000 steps',
      at: ['least', 'most'],
      published: ['0.157', '0.170'],
      ours: floor('gda'),
    },
    {
      what: 'ExtraAdam, lr 0.01: the same',
      at: ['least', 'most'],
      published: ['0.0395', '0.0412'],
      ours: floor('extragradient'),
    },
    {
      what: 'Lookahead (η, k, α) = (0.1, 5, 0.5): factor of ‖z‖ a cycle',
      published: ['0.981326914'],
      ours: async lab => [(await factor(lab, on('lookahead[of=gda[stepSize=0.1],every=5,weight=0.5]'), [0, 200])) ** 5],
    },
    {
      what: 'Lookahead (0.3, 6, 0.4)',
      published: ['0.719934787'],
      ours: async lab => [(await factor(lab, on('lookahead[of=gda[stepSize=0.3],every=6,weight=0.4]'), [0, 240])) ** 6],
    },
    trend('Lookahead (0.1, 1000, 0.5)', 'grows', mean('lookahead[of=gda[stepSize=0.1],every=1000,weight=0.5]', [0, 2000])),
    trend(
      'Lookahead with α = 1 − 1/k (0.1, 2, 0.5)',
      'grows',
      mean('lookahead[of=gda[stepSize=0.1],every=2,weight=0.5]', [0, 400]),
    ),
    trend('Sim', 'grows', mean('gda[stepSize=0.1]')),
    trend('EG at η = 1', 'stays', mean('extragradient[stepSize=1]')),
    {
      what: 'EAG-C, α = 1/8: ‖F‖²',
      at: ['step 10', 'step 100'],
      published: ['1.572829906', '4.087917747e-3'],
      ours: places('eag[stepSize=0.125]', [10, 100], squared),
    },
    {
      what: 'EAG-C, α = 1/8: ‖F‖²',
      at: ['step 1000'],
      published: ['1.276680668e-4'],
      ours: places('eag[stepSize=0.125]', [1000], squared),
      protocol: 'the recomputed figure is wrong from its fifth digit on: arithmetic with 60 digits gives 1.27666807651e-4',
    },
  ],
}
