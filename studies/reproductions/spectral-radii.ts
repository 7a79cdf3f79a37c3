import { factor, type Play } from './runs.ts'
import type { Reproduction, Row } from './reproduction.ts'

const sizes = [0.1, 0.2, 0.5, 1] as const
const at = sizes.map(η => `η = ${η}`)

interface Column {
  readonly what: string
  readonly published: readonly [string, string, string, string]
  readonly optimizer: (η: number) => string
  /** Steps of a cycle, whose factor is meant. */
  readonly cycle?: number
  /** Steps between which the factor is measured, in cycles. */
  readonly between?: readonly [number, number]
  readonly more?: Partial<Row>
}
/** On f = xy most of these are multiplications in ℂ, after a transient: any stretch gives the same factor. */
const row = ({ what, published, optimizer, cycle = 1, between = [300, 500], more = {} }: Column): Row => {
  const plays = sizes.map((η): Play => ({ game: 'bilinear[start=[[1],[1]]]', optimizer: optimizer(η) }))
  return {
    what,
    at,
    published,
    plays,
    ours: async lab => {
      const factors: number[] = []
      for (const play of plays) factors.push((await factor(lab, play, [between[0] * cycle, between[1] * cycle])) ** cycle)
      return factors
    },
    ...more,
  }
}
const lookahead = (k: number, published: Column['published']): Row =>
  row({
    what: `Lookahead over Sim, α = 0.5, k = ${k}, a cycle`,
    published,
    optimizer: η => `lookahead[of=gda[stepSize=${η}],every=${k},weight=0.5]`,
    cycle: k,
    between: [0, 50],
  })

/** Spectral radii of the step maps on f = xy, found by running: the factor of ‖z‖ over a long stretch. */
export const spectralRadii: Reproduction = {
  id: 'spectral-radii',
  title: 'Spectral radii on the bilinear game f = xy',
  source: 'closed forms of the step maps (arXiv:1802.10551, section 3; arXiv:2006.14567 for lookahead)',
  kind: 'closed form',
  settings:
    'f = xy from (1, 1), float64; the factor by which ‖z‖ changes a step (a cycle of k steps for lookahead), measured over 200 steps after the transient.',
  rows: [
    row({
      what: 'Sim, √(1 + η²)',
      published: ['1.00499', '1.0198', '1.11803', '1.41421'],
      optimizer: η => `gda[stepSize=${η}]`,
    }),
    row({
      what: 'Alt, 1 for η ≤ 2',
      published: ['1.00000', '1.00000', '1.00000', '1.00000'],
      optimizer: η => `gda[stepSize=${η},moves=alternating]`,
      between: [0, 200_000],
      more: { note: 'Over 200,000 steps: ‖z‖ turns on an ellipse, so that a short stretch shows another factor.' },
    }),
    row({
      what: 'EG, √((1 − η²)² + η²)',
      published: ['0.99504', '0.98061', '0.90139', '1.0'],
      optimizer: η => `extragradient[stepSize=${η}]`,
    }),
    row({
      what: 'OGDA, larger root of z² − (1 − 2iη)z − iη',
      published: ['0.99494', '0.97891', '0.70711', '1.93185'],
      optimizer: η => `optimistic[stepSize=${η}]`,
      more: {
        protocol:
          'a double root at η = ½: the factor a step is 0.70711(1 + 1/k), and ‖z‖ has underflowed long before it shows five digits',
      },
    }),
    row({
      what: 'proximal point = CGD, 1/√(1 + η²)',
      published: ['0.99504', '0.98058', '0.89443', '0.70711'],
      optimizer: η => `proximal-point[stepSize=${η},tolerance=1e-12,passes=1000]`,
      between: [0, 20],
      more: { optimizer: 'proximal-point', note: 'Implicit steps are solved to 1e-12, so that the first 20 steps are measured.' },
    }),
    row({
      what: 'consensus λ = 1, √((1 − η)² + η²)',
      published: ['0.90554', '0.82462', '0.70711', '1.0'],
      optimizer: η => `consensus[stepSize=${η},weight=1]`,
      more: { optimizer: 'consensus', absent: 'it is an example plugin: give --plugin examples/consensus.ts' },
    }),
    lookahead(5, ['0.98133', '0.92637', '0.64745', '2.5']),
    lookahead(10, ['0.90086', '0.61757', '1.569', '16.0']),
    lookahead(20, ['0.57318', '0.53432', '4.163', '511.5']),
  ],
}
