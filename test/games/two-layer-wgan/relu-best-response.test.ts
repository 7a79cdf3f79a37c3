import { describe, expect, it } from 'vitest'
import { hostPoint } from '../../../core/point.ts'
import { pure } from '../../../core/mixture.ts'
import { Profile } from '../../../core/profile.ts'
import { bestResponse, zonotopeOf, type WorstNeuron } from '../../../games/two-layer-wgan/relu/zonotopes.ts'
import { key } from '../../../core/key.ts'
import { fixture, lab, open } from '../../figures/play.ts'

type Rows = readonly (readonly number[])[]
/** Cone programs over the stacked arrangement by Clarabel, angles by the hundred thousand, closed forms (test/fixtures/relu_wgan.py). */
const { responses, biased } = fixture('relu_wgan') as {
  readonly responses: readonly { X: Rows; G: Rows; real: number; generated: number; u: number[]; brute?: [number, number] }[]
  readonly biased: readonly { X: number[]; G: number[]; worst: number }[]
}
const respond = (X: Rows, G: Rows): WorstNeuron => {
  const [real, generated] = [X, G].map(rows =>
    zonotopeOf(
      rows.map(row => Float64Array.from(row)),
      X[0]!.length,
      'rows',
      null,
    ),
  )
  return bestResponse(real!, generated!)
}
/** 1ᵀ(Xu)₊ − 1ᵀ(Gu)₊ by its definition. */
const seen = (X: Rows, G: Rows, u: ArrayLike<number>): number => {
  const height = (rows: Rows): number =>
    rows.reduce((sum, row) => sum + Math.max(0, row.reduce((s, x, k) => s + x * u[k]!, 0)), 0) // prettier-ignore
  return height(X) - height(G)
}

/** max |1ᵀ(Xu)₊ − 1ᵀ(Gu)₊| over angles 3e-4 apart, then 3e-8 apart about the best. */
const farthest = (X: Rows, G: Rows): number => {
  const at = (α: number): number => Math.abs(seen(X, G, [Math.cos(α), Math.sin(α)]))
  const grid = (middle: number, half: number): number[] =>
    Array.from({ length: 20001 }, (_, i) => middle + half * (i / 10000 - 1))
  const best = (angles: readonly number[]): number => angles.reduce((α, β) => (at(β) > at(α) ? β : α))
  return at(best(grid(best(grid(0, Math.PI)), 4e-4)))
}

describe('the ReLU critic’s best response', () => {
  it('R0: X = I₂ and G = (1, 1) are 1/√2 apart on one side and 0 on the other', () => {
    const worst = respond(
      [
        [1, 0],
        [0, 1],
      ],
      [[1, 1]],
    )
    expect(worst.real).toBeCloseTo(Math.SQRT1_2, 14)
    expect(worst.generated).toBeLessThan(1e-14)
    expect(worst.sign).toBe(1)
    expect(Math.abs(worst.u[0]! + worst.u[1]!)).toBeLessThan(1e-14)
    expect(Math.abs(worst.u[0]!)).toBeCloseTo(Math.SQRT1_2, 14)
  })

  it.each(responses.map((r, i) => [i, r] as const))('agrees with cone programs over all patterns, case %d', (_, r) => {
    const worst = respond(r.X, r.G)
    expect(worst.real).toBeCloseTo(r.real, 7)
    expect(worst.generated).toBeCloseTo(r.generated, 7)
    expect(worst.distance).toBe(Math.max(worst.real, worst.generated))
    // The neuron attains it, by the definition.
    expect(worst.sign * seen(r.X, r.G, worst.u)).toBeCloseTo(worst.distance, 12)
    expect(Math.hypot(...worst.u)).toBeCloseTo(1, 14)
    r.u.forEach((x, k) => expect(worst.u[k]).toBeCloseTo(x, 5))
    // A grid of 10⁵ angles never passes the maximum, and misses little: h/2·Σ‖x‖ where the maximum is at a kink.
    if (r.brute) {
      for (const [found, brute] of [
        [worst.real, Math.max(0, r.brute[0])],
        [worst.generated, Math.max(0, r.brute[1])],
      ] as const) {
        expect(found).toBeGreaterThan(brute - 1e-12)
        expect(found - brute).toBeLessThan(1e-4)
      }
    }
  })

  it('of zonotopes inside one another ends with sampled directions too: 0 from within, and what the larger is more', () => {
    // [−1, 1] and [−½, ½]; the square [−1, 1]² and its half, where the corner (1, 1) is (½, ½) away.
    for (const [large, worst] of [
      [[[-1], [1]], 0.5],
      [
        [
          [1, 0],
          [0, 1],
          [-1, 0],
          [0, -1],
        ],
        Math.SQRT1_2,
      ],
    ] as const) {
      const [outer, inner] = [1, 0.5].map(c => {
        const rows = large.map(row => Float64Array.from(row, x => c * x))
        return zonotopeOf(rows, large[0].length, 'rows', { key: key(0), directions: 50 })
      })
      const [real, generated] = [bestResponse(outer!, inner!), bestResponse(inner!, outer!)]
      expect([real.real, real.generated]).toEqual([expect.closeTo(worst, 12), 0])
      expect([generated.real, generated.generated]).toEqual([0, expect.closeTo(worst, 12)])
    }
  })

  it.each(biased.map((b, i) => [i, b] as const))(
    'one dimension with a free bias, case %d: the rows (x, s) for large s',
    (_, { X, G, worst }) => {
      const s = 1e5
      const { distance } = respond(
        X.map(x => [x, s]),
        G.map(x => [x, s]),
      )
      expect(Math.abs(distance - worst)).toBeLessThan(1e-7)
    },
  )
})

describe('the certificate of a ReLU critic', () => {
  const X: Rows = [[1, 0.3], [-0.4, 0.8], [0.2, -1]] // prettier-ignore
  const Z: Rows = [[0.5, 1], [-1, 0.2], [0.3, -0.6], [1.1, 0.4]] // prettier-ignore
  const game = (more = '') =>
    lab.assemble({
      game: `two-layer-wgan[activation=relu,data=${JSON.stringify(X)},latent=${JSON.stringify(Z)},beta=0.1,normalise=mean,neurons=2${more}]`,
      optimizer: 'gda[stepSize=0.1]',
      seed: 0,
    }).game
  const W = [0.7, -0.2, 0.1, 1.2]
  const generated = (w: readonly number[]): Rows => Z.map(z => [0, 1].map(k => z[0]! * w[k]! + z[1]! * w[2 + k]!))
  const thin = (rows: Rows): Rows => rows.map(row => row.map(x => x / rows.length))
  const profile = (w: readonly number[], U: readonly number[], v: readonly number[]): Profile => {
    const [θ, ψ] = game().players.map(player => player.start(key(0)))
    return new Profile([hostPoint(θ!.layout, [w]), hostPoint(ψ!.layout, [U, v])])
  }

  it('is violation and value, by the definitions', () => {
    const [U, v] = [[0.6, 0.8, 1, 0], [0.5, -1.5]] // prettier-ignore
    const found = game().oracles!.certify!(pure(profile(W, U, v)))
    const G = generated(W)
    const brute = farthest(thin(X), thin(G))
    expect(brute).toBeGreaterThan(0.15)
    expect(found.violation).toBeGreaterThanOrEqual(brute - 0.1 - 1e-12)
    expect(found.violation - (brute - 0.1)).toBeLessThan(1e-7)
    const output = G.flat().reduce((sum, x) => sum + x * x, 0) / G.length
    const critic = 0.5 * seen(thin(X), thin(G), [0.6, 0.8]) - 1.5 * seen(thin(X), thin(G), [1, 0]) - 0.1 * 2
    expect(found.value).toBeCloseTo(output + critic, 13)
    expect([found.gap, found.optimum]).toEqual([NaN, NaN])
    expect(game().oracles!.noGap).toMatch(/not convex/)
  })

  it('sees a mixture as all its rows, by weight', () => {
    const [z, y] = [profile(W, [1, 0, 0, 1], [1, 0]), profile(W.map(w => -w), [1, 0, 0, 1], [0, 2])] // prettier-ignore
    const mixture = { atoms: [z.at(0), y.at(0)], weights: [0.3, 0.7] }
    const found = game().oracles!.certify!([mixture, pure(z)[1]!])
    const both = [
      ...thin(generated(W)).map(row => row.map(x => 0.3 * x)),
      ...thin(generated(W.map(w => -w))).map(row => row.map(x => 0.7 * x)),
    ]
    const brute = farthest(thin(X), both)
    expect(found.violation).toBeCloseTo(brute - 0.1, 6)
    const output =
      generated(W)
        .flat()
        .reduce((sum, x) => sum + x * x, 0) / Z.length
    expect(found.value).toBeCloseTo(output + seen(thin(X), both, [1, 0]) - 0.1, 13)
  })

  it('is unknown, and stops no run, where a run that leaves its bounds is beyond what double precision tells', async () => {
    const game =
      'two-layer-wgan[activation=relu,data=[[-0.09,0.24],[-0.18,-0.84],[-0.45,-1],[-0.27,1.16],[-0.57,-0.68]],latent=[[0,0.3],[-0.3,-0.9],[-0.5,-1],[0.1,1.4],[-0.5,-0.6]],beta=0.3,normalise=sum,regulariser=weights,start=[[1.5,0.4],[-0.3,0.8]]]'
    const { assembled, engine } = await open({ game, optimizer: 'gda[stepSize=0.3]' })
    let state = await engine.init()
    const violations: number[] = []
    for (let k = 0; k < 57; k++) {
      ;({ state } = await engine.advance(state, k, 1))
      violations.push(assembled.game.oracles!.certify!(await engine.answer(state)).violation)
    }
    engine.dispose()
    // Numbers as long as they are exact, and nothing where they are not.
    expect(violations.slice(0, 30).every(Number.isFinite)).toBe(true)
    expect(violations.some(Number.isNaN)).toBe(true)
  })

  it('from sampled directions is a lower bound, and says so', () => {
    const z = pure(profile(W, [1, 0, 0, 1], [1, 0]))
    const exact = game().oracles!.certify!(z).violation
    const few = lab.assemble({
      game: `two-layer-wgan[activation=relu[directions=3],data=${JSON.stringify(X)},latent=${JSON.stringify(Z)},beta=0.1,neurons=2]`,
      optimizer: 'gda[stepSize=0.1]',
      seed: 0,
      metrics: ['certified-gap'],
    })
    expect(few.game.oracles!.sampled).toBe(true)
    expect(few.game.oracles!.certify!(z).violation).toBeLessThanOrEqual(exact + 1e-15)
    const { metric } = few.metrics[0]!
    expect(metric.names!(few.optimizer)).toEqual(['violation-at-least', 'value', 'generator-cost'])
    expect(metric.note).toMatch(/not convex.*; the violation is a lower bound, from sampled directions$/)
  })
})
