import { readFileSync } from 'node:fs'
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { Certified, Game } from '../../core/contract.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { pure, type Mixture } from '../../core/mixture.ts'
import type { Point } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { effectiveDecay } from '../../games/two-layer-wgan/decay.ts'
import { neuronsOf } from '../../games/two-layer-wgan/dual/neurons.ts'
import { leastNeurons } from '../../games/two-layer-wgan/generator/relu-weights.ts'
import { secular } from '../../games/two-layer-wgan/dual/secular.ts'
import { certifiedGap } from '../../metrics/certified-gap.ts'
import { builtin } from '../../plugins/builtin.ts'
import { share } from '../whole.ts'

type Rows = number[][]
interface Problem {
  X: Rows
  Z: Rows
  normalise: 'mean' | 'sum'
  beta: number
  coefficients: [number, number, number]
  p: Record<string, number | null>
}
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))
const { problems } = read('two_layer_wgan') as { problems: Problem[] }
const quadraticProblems = (
  read('quadratic_wgan') as {
    closedForm: { problems: { X: Rows; Z: Rows; normalisation: string; beta: number; k: number; pG: number; pW: number }[] }
  }
).closedForm.problems

const lab = createLab(builtin)
const gameOf = (options: string): Game => lab.assemble({ game: `two-layer-wgan[${options}]`, optimizer: 'gda', seed: 0 }).game
const json = (rows: Rows): string => JSON.stringify(rows)
const solution = async (game: Game): Promise<Profile> => game.views!.staged!().solve(0, [])
const certified = (game: Game, answer: readonly Mixture[]): Certified => game.oracles!.certify!(answer)
const L = 'data=[[2,1],[1,2],[0,1]],latent=[[1,0],[0,1],[1,1]],normalise=sum'
const W = (z: Profile, rows: number): Matrix => {
  const w = z.at(0).host
  return Matrix.from1DArray(rows, w.length / rows, Array.from(w))
}

describe('closed forms', () => {
  it('of a linear critic: fixture L of the reference', async () => {
    const game = gameOf(`activation=linear,${L},beta=1,regulariser=weights,neurons=2`)
    const z = await solution(game)
    W(z, 2)
      .to1DArray()
      .forEach((w, i) => expect(w).toBeCloseTo([0.6, 0.8, 0.6, 0.8][i]!, 14))
    const [U, v] = z.at(1).hostBlocks() as [Float64Array, Float64Array]
    expect([U[0]! * v[0]!, U[1]! * v[0]!, v[1]]).toEqual([expect.closeTo(0.6, 14), expect.closeTo(0.8, 14), 0])
    const { gap, value, optimum, violation } = certified(game, pure(z))
    expect([optimum, value]).toEqual([expect.closeTo(2, 14), expect.closeTo(2, 14)])
    expect(Math.abs(gap)).toBeLessThan(1e-14)
    expect(violation).toBeLessThan(1e-14)
  })

  const cases = Object.keys(problems[0]!.p)
  it.each(cases)('are what CVXPY finds on 28 random problems: %s', async name => {
    const [activation, generator, regulariser] = name.split('/') as [string, string, string]
    let compared = 0
    for (const {
      X,
      Z,
      normalise,
      beta,
      coefficients: [a, b, c],
      p,
    } of problems) {
      const expected = p[name] ?? null
      const σ = activation === 'polynomial' ? `polynomial[a=${a},b=${b},c=${c}]` : activation
      const G = generator === 'relu' ? 'relu[neurons=8]' : generator
      const options = `activation=${σ},generator=${G},regulariser=${regulariser},data=${json(X)},latent=${json(Z)},beta=${beta},normalise=${normalise},neurons=12`
      if (expected === null) {
        expect(() => gameOf(options).views!.staged!()).toThrow(/beta \(β\) must be above/)
        continue
      }
      const game = gameOf(options)
      const { gap, violation, value, optimum } = certified(game, pure(await solution(game)))
      const scale = Math.max(expected, 0.01)
      expect(Math.abs(optimum - expected) / scale).toBeLessThan(1e-8)
      expect(Math.abs(value - optimum) / scale).toBeLessThan(1e-9)
      expect(Math.abs(gap) / scale).toBeLessThan(2e-10)
      expect(violation / scale).toBeLessThan(1e-9)
      compared += 1
    }
    expect(compared).toBeGreaterThanOrEqual(20)
  })

  it('of a quadratic critic under weight decay: ΣΛᵢ/Dᵢ² on the 50 problems of the quadratic WGAN', async () => {
    for (const { X, Z, normalisation, beta, k, pG, pW } of quadraticProblems) {
      const game = gameOf(
        `regulariser=weights,data=${json(X)},latent=${json(Z)},beta=${beta},normalise=${normalisation},neurons=6`,
      )
      const z = await solution(game)
      const { gap, violation, value, optimum, suboptimality = gap } = certified(game, pure(z))
      const C = new Matrix(X)
        .transpose()
        .mmul(new Matrix(X))
        .div(normalisation === 'mean' ? X.length : 1)
      const G = new Matrix(Z).mmul(W(z, Z[0]!.length))
      const S = G.transpose()
        .mmul(G)
        .div(normalisation === 'mean' ? Z.length : 1)
      const most = new SingularValueDecomposition(C).diagonal[0]!
      const apart = new SingularValueDecomposition(Matrix.sub(C, S)).diagonal[0]!
      if (k > 0) expect(Math.abs(apart - beta)).toBeLessThan(1e-8 * most)
      expect(Math.abs(S.trace() - pG)).toBeLessThan(1e-8 * most)
      for (const x of [optimum, value]) expect(Math.abs(x - pW)).toBeLessThan(1e-8 * Math.max(pW, most))
      expect(violation).toBeLessThan(1e-8 * most)
      expect(Math.abs(suboptimality)).toBeLessThan(1e-8 * Math.max(pW, most))
      expect(gap).toBeGreaterThan(-1e-8 * Math.max(pW, most))
    }
  })

  it('of a polynomial critic with one coefficient are those of the quadratic and of the linear critic', () => {
    const { X, Z } = problems[0]!
    const rest = (beta = 0.5): string => `data=${json(X)},latent=${json(Z)},beta=${beta}`
    const p = (σ: string): number => certified(gameOf(`activation=${σ},${rest()}`), []).optimum
    expect(p('polynomial[a=1,b=0,c=0]')).toBeCloseTo(p('quadratic'), 10)
    expect(p('polynomial[a=-1,b=0,c=7]')).toBeCloseTo(p('quadratic'), 10)
    expect(p('polynomial[a=0,b=1,c=0]')).toBeCloseTo(p('linear'), 10)
    const half = certified(gameOf(`activation=linear,${rest(0.25)}`), []).optimum
    expect(p('polynomial[a=0,b=-2,c=0]')).toBeCloseTo(half, 10)
  })
})

describe('(★)', () => {
  it('is the largest uᵀEu + eᵀu of the unit ball: against 20,000 directions and lengths', () => {
    for (let seed = 0; seed < 6; seed++) {
      const λ = Array.from(key(seed).normal(3))
      const e = Array.from(
        key(seed)
          .fold(1)
          .normal(3, 0, seed === 0 ? 0 : 1),
      )
      const { value } = secular(λ, e, 0)
      const drawn = key(seed).fold(2).normal(60000)
      const radius = key(seed).fold(3).uniform(20000)
      let best = 0
      for (let i = 0; i < 20000; i++) {
        const x = drawn.subarray(3 * i, 3 * i + 3)
        const u = x.map(t => (t / Math.hypot(...x)) * (i % 2 === 0 ? 1 : radius[i]!))
        best = Math.max(best, u.reduce((s, t, j) => s + λ[j]! * t * t + e[j]! * t, 0)) // prettier-ignore
      }
      expect(value).toBeGreaterThanOrEqual(best)
      expect(value - best).toBeLessThan(0.01)
    }
  })

  it('is convex in S = GᵀG and not in G: ±G are feasible, their mean is not', async () => {
    const game = gameOf(`data=[[1],[-1]],latent=[[1],[-1]],beta=0.5`)
    const start = game.players[0]!.start(key(0))
    const at = (w: number) => ({ atoms: [start.with(Float64Array.of(w))], weights: [1] })
    const critic = pure(new Profile([game.players[1]!.start(key(0))]))[0]!
    const violation = (...parts: Mixture[]): number => {
      const atoms = parts.flatMap(p => p.atoms)
      return certified(game, [{ atoms, weights: atoms.map(() => 1 / atoms.length) }, critic]).violation
    }
    expect([violation(at(1)), violation(at(-1)), violation(at(0))]).toEqual([0, 0, 0.5])
    expect(violation(at(1), at(-1))).toBe(0) // the mixture, which averages S
    // Around ±G with GᵀG = C: every mean in S of feasible generators is feasible, hardly any mean in G.
    const { X, Z, beta } = problems[1]!
    const options = (β: number): string => `data=${json(X)},latent=${json(Z)},beta=${β}`
    const wide = gameOf(options(beta))
    const exact = (await solution(gameOf(options(1e-9)))).at(0)
    const D = pure(new Profile([wide.players[1]!.start(key(0))]))[0]!
    const seen = (...ws: Float64Array[]): number => {
      const atoms = ws.map(w => exact.with(w))
      return certified(wide, [{ atoms, weights: atoms.map(() => 1 / atoms.length) }, D]).violation
    }
    let [pairs, apart] = [0, 0]
    for (let seed = 0; pairs < 50; seed++) {
      const [w, v] = [1, -1].map(sign =>
        key(seed)
          .fold(`${sign}`)
          .normal(exact.size, 0, 0.05)
          .map((x, i) => sign * exact.host[i]! + x),
      ) as [Float64Array, Float64Array]
      if (seen(w) > 0 || seen(v) > 0) continue
      pairs += 1
      expect(seen(w, v)).toBeLessThan(1e-12)
      if (seen(w.map((x, i) => (x + v[i]!) / 2)) > 0) apart += 1
    }
    expect(apart).toBe(50)
  })

  it('is convex in G for a linear critic: every mean of feasible generators is feasible', () => {
    const game = gameOf(`activation=linear,${L},beta=2`)
    const critic = pure(new Profile([game.players[1]!.start(key(0))]))[0]!
    const seen = (w: Float64Array): number =>
      certified(game, [{ atoms: [game.players[0]!.start(key(0)).with(w)], weights: [1] }, critic]).violation
    let pairs = 0
    for (let seed = 0; pairs < 50; seed++) {
      const [w, v] = [0, 1].map(i => key(seed).fold(i).normal(4).map((x, j) => 0.7 + 0.3 * (j % 2) + x)) as [Float64Array, Float64Array] // prettier-ignore
      if (seen(w) > 0 || seen(v) > 0) continue
      pairs += 1
      expect(seen(w.map((x, i) => (x + v[i]!) / 2))).toBeLessThan(1e-12)
    }
  })
})

describe('weight decay', () => {
  it('is the β_d of the table: the least decay over the scalings that leave the critic as it is', () => {
    const least = (decay: (α: number) => number): number =>
      Array.from({ length: 400001 }, (_, i) => decay(Math.exp((i - 200000) / 40000))).reduce((a, b) => Math.min(a, b))
    const [u, v, β] = [1.7, 0.6, 0.9]
    const at = (k: number, cost: (U: number, V: number) => number): number => least(α => cost(u * α, v / α ** k)) / (u ** k * v)
    const half = (U: number, V: number): number => (β / 2) * (U ** 2 + V ** 2)
    expect(effectiveDecay('half-squares', 1, β)).toBeCloseTo(at(1, half), 8)
    expect(effectiveDecay('squares', 1, β)).toBeCloseTo(at(1, (U, V) => 2 * half(U, V)), 8) // prettier-ignore
    expect(effectiveDecay('cubes', 2, β)).toBeCloseTo(at(2, (U, V) => β * (U ** 3 + V ** 3)), 8) // prettier-ignore
    expect((effectiveDecay('cubes', 2, 1) as number).toFixed(7)).toBe('1.8898816')
    expect(effectiveDecay('l1', null, β)).toBe(β)
    for (const [decay, degree] of [
      ['squares', 2],
      ['half-squares', 2],
      ['cubes', 1],
      ['cubes', null],
    ] as const)
      // prettier-ignore
      expect(effectiveDecay(decay, degree, β)).toBeTypeOf('string')
  })

  it('is shown beside the gap where it is not β', async () => {
    const metric = (options: string) => certifiedGap.create({}, gameOf(`${options},${L},beta=1`))
    const measured = await metric('decay=cubes').measure({ answer: [] } as unknown as Parameters<ReturnType<typeof metric>['measure']>[0]) // prettier-ignore
    expect(measured['beta-d']).toBeCloseTo(2 ** (1 / 3) + 2 ** (-2 / 3), 14)
    const named = (options: string): unknown => metric(options).names?.({} as never)
    expect(named('decay=cubes')).toEqual(['certified-gap', 'violation', 'value', 'beta-d'])
    expect(named('decay=l1')).toEqual(['certified-gap', 'violation', 'value'])
  })

  it('moves p* with it', () => {
    const p = (options: string): number => certified(gameOf(`${options},${L}`), []).optimum
    expect(p('activation=linear,decay=half-squares,beta=1')).toBe(p('activation=linear,decay=l1,beta=1'))
    expect(p('activation=linear,decay=squares,beta=1')).toBe(p('activation=linear,decay=l1,beta=2'))
    expect(p('decay=cubes,beta=1')).toBeCloseTo(p(`decay=l1,beta=${2 ** (1 / 3) + 2 ** (-2 / 3)}`), 13)
  })
})

describe('the certificate', () => {
  it.each([
    `activation=linear,${L},beta=1,regulariser=weights`,
    `activation=linear,${L},beta=1`,
    'data=[[2,1],[1,2],[0,1]],latent=[[1,1],[1,-1]],normalise=sum,beta=1,regulariser=weights',
    `${L},beta=1`,
    'activation=polynomial[a=1,b=-0.7,c=0],data=[[2,1],[1,2],[0,1]],latent=[[1,0,2],[1,1,0],[1,3,1],[1,-1,1]],beta=0.4',
    `activation=linear,generator=relu[neurons=5],${L},beta=1`,
  ])('is never negative and 0 at the saddle alone: %s', async options => {
    const game = gameOf(`${options},neurons=5`)
    const saddle = await solution(game)
    const p = certified(game, pure(saddle)).optimum
    expect(Math.abs(certified(game, pure(saddle)).gap)).toBeLessThan(1e-9 * p)
    for (let seed = 0; seed < 150; seed++) {
      const size = 10 ** -(seed % 4)
      // Both players, or one alone.
      const still = (seed % 3) - 1
      const moved = saddle.map((x, i) => {
        if (i === still) return x
        const y = x.plus(x.with(key(seed).fold(i).normal(x.size, 0, size)))
        return game.players[i]!.set.kind === 'function' ? game.players[i]!.set.prox(y, 0) : y
      })
      const { gap, violation, value } = certified(game, pure(moved))
      expect(gap).toBeGreaterThan(1e-9 * p)
      expect(violation).toBeGreaterThanOrEqual(0)
      expect(Number.isFinite(value)).toBe(true)
    }
    expect(certified(game, []).gap).toBeNaN()
    expect(certified(game, pure(saddle.times(Infinity))).gap).toBeNaN()
  })

  it.each(['output', 'weights'])(
    'is of the pair, an arbitrary critic beside an optimal generator too: regulariser=%s',
    regulariser => {
      // C = 4, E zzᵀ = 1, β = 1: p* = 3, and 20 neurons of weight 50 are M = 1000, to which W with W² ≤ 6 pays 3000 − 6·999 at least.
      const game = gameOf(
        `data=[[2]],latent=[[1]],beta=1,normalise=sum,regulariser=${regulariser},v0=50,start=[[1.7320508075688772]]`,
      )
      const answer = pure(new Profile(game.players.map(player => player.start(key(0)))))
      const { gap, optimum } = certified(game, answer)
      expect([gap / 2997, optimum]).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)])
    },
  )

  it.each([
    `activation=linear,${L},beta=1,regulariser=weights`,
    `activation=linear,generator=relu[neurons=5],${L},beta=1,regulariser=weights`,
    `${L},beta=1`,
    `${L},beta=1,regulariser=weights`,
    'activation=polynomial,data=[[2,1],[1,2],[0,1]],latent=[[1,0,2],[1,1,0],[1,3,1],[1,-1,1]],beta=0.4',
  ])('stays where an atom is split in two, and moves with the critic: %s', options => {
    const game = gameOf(options)
    const [θ, ψ] = game.players.map(player => player.start(key(0)).times(2)) as [Point, Point]
    const at = (atoms: readonly Point[], critic = ψ) =>
      certified(game, [
        { atoms, weights: atoms.map(() => 1 / atoms.length) },
        { atoms: [critic], weights: [1] },
      ])
    const [one, two] = [at([θ]), at([θ, θ])]
    for (const name of Object.keys(one) as (keyof Certified)[]) expect(two[name]! / one[name]!).toBeCloseTo(1, 12)
    expect(Math.abs(at([θ], ψ.times(0)).gap - one.gap)).toBeGreaterThan(1e-3)
  })

  it('of a pure generator under weight decay is at least what mixed ones pay less; its suboptimality is 0 at the closed form', async () => {
    // C = diag(4, 3), β = 1, D² = (2, 1): pure 3/2 + 2/1 = 3.5, mixed (3 + 2)/2 = 2.5. The critic diag(½, ½) proves 2.5, no one more.
    const game = gameOf('data=[[2,0],[0,1.7320508075688772]],latent=[[1.4142135623730951,0],[0,1]],normalise=sum,beta=1,regulariser=weights,neurons=2') // prettier-ignore
    const [θ] = pure(await solution(game))
    const best = game.players[1]!.start(key(0)).with(Float64Array.of(1, 0, 0, 1, 0.5, 0.5))
    const { gap, suboptimality } = certified(game, [θ!, { atoms: [best], weights: [1] }])
    expect([gap, suboptimality]).toEqual([expect.closeTo(1, 12), expect.closeTo(0, 12)])
    for (let seed = 0; seed < 60; seed++) {
      const moved = game.players.map((player, i) =>
        player.start(key(seed)).with(
          key(seed)
            .fold(i)
            .normal(i === 0 ? 4 : 6),
        ),
      )
      const found = certified(game, pure(new Profile(moved)))
      expect(found.gap).toBeGreaterThanOrEqual(1)
      expect(found.suboptimality).toBeGreaterThan(0)
    }
    expect(game.oracles!.more).toEqual(['suboptimality'])
  })

  it('knows that mixed generators may pay less under weight decay, Σ(λᵢ − β)₊/D₁², and pure ones not', async () => {
    // C = diag(4, 3), β = 1, D² = (2, 1): pure 3/2 + 2/1, mixed (3 + 2)/2 by two rank-one generators along the first latent.
    const game = gameOf('data=[[2,0],[0,1.7320508075688772]],latent=[[1.4142135623730951,0],[0,1]],normalise=sum,beta=1,regulariser=weights,neurons=2') // prettier-ignore
    expect(certified(game, pure(await solution(game))).optimum).toBeCloseTo(3.5, 12)
    const start = game.players[0]!.start(key(0))
    const atoms = [[Math.sqrt(3), 0, 0, 0], [0, Math.sqrt(2), 0, 0]].map(w => start.with(Float64Array.from(w))) // prettier-ignore
    const D = game.players[1]!.start(key(0)).with(Float64Array.of(1, 0, 0, 1, 0.5, 0.5))
    const { gap, violation, value } = certified(game, [
      { atoms, weights: [0.5, 0.5] },
      { atoms: [D], weights: [1] },
    ])
    expect([gap, violation, value]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12), expect.closeTo(2.5, 12)])
  })
})

describe('neurons', () => {
  it('hold M, w and the mass of the dual matrix, inside the unit ball, as many as its rank', () => {
    for (let seed = 0; seed < 40; seed++) {
      const [d, r] = [2 + (seed % 3), 1 + (seed % 3)]
      const P = Matrix.from1DArray(d + 1, r, Array.from(key(seed).normal((d + 1) * r)))
      const A = P.mmul(P.transpose())
      A.set(d, d, A.get(d, d))
      const room = A.subMatrix(0, d - 1, 0, d - 1).trace() / A.get(d, d)
      const scale = Matrix.diag([...Array<number>(d).fill(Math.sqrt(1 / (1.1 * room))), 1])
      const Y = scale.mmul(A).mmul(scale) // tr Y₁₁ < Y_{d+1,d+1}
      const found = neuronsOf(Matrix.add(Y, Y.transpose()).mul(0.5), 1e-10 * Y.trace())
      expect(found.length).toBe(r)
      const back = new Matrix(d + 1, d + 1)
      for (const { u, v } of found) {
        expect(Math.hypot(...u)).toBeLessThanOrEqual(1)
        const p = Matrix.columnVector([...u, 1])
        back.add(Matrix.mul(p.mmul(p.transpose()), v))
      }
      expect(Matrix.sub(back, Y).norm()).toBeLessThan(1e-10 * Y.trace())
    }
  })
})

describe('the weights of a ReLU generator', () => {
  const { reluWeights } = read('two_layer_wgan') as { reluWeights: { Z: Rows; g: number[]; least: number }[] }
  const values = (Z: Rows, neurons: readonly { w: ArrayLike<number>; sign: number }[]): number[] =>
    Z.map(z => neurons.reduce((s, { w, sign }) => s + sign * Math.max(0, z.reduce((t, x, k) => t + x * w[k]!, 0)), 0)) // prettier-ignore

  it.each(
    share(
      reluWeights.map((p, i) => [i, p] as const),
      4,
    ),
  )('are the least of CVXPY, with one output: %i', async (_, { Z, g, least }) => {
    const neurons = await leastNeurons(Z.map(z => Float64Array.from(z)), g, 'Z') // prettier-ignore
    const paid = neurons.reduce((s, { w }) => s + Math.hypot(...w), 0)
    expect(Math.abs(paid / least - 1)).toBeLessThan(1e-7)
    values(Z, neurons).forEach((x, i) => expect(Math.abs(x - g[i]!)).toBeLessThan(1e-9 * Math.hypot(...g)))
  })

  it('make the same optimum with less weight than sampled features, and need enough neurons', async () => {
    const options = (weights: string, h: number): string =>
      `activation=linear,generator=relu[neurons=${h},weights=${weights}],data=[[2,1],[1,2],[0,1]],latent=[[1,0.2],[-0.4,1],[0.9,-1],[-1,0.5]],beta=0.2`
    const paid = async (weights: string): Promise<number> => {
      const game = gameOf(options(weights, 20))
      const z = await solution(game)
      const { gap, violation } = certified(game, pure(z))
      expect(Math.abs(gap)).toBeLessThan(1e-7)
      expect(violation).toBeLessThan(1e-7)
      return z.at(0).host.reduce((s, w) => s + w * w, 0) / 2
    }
    expect(await paid('least')).toBeLessThan(0.99 * (await paid('any')))
    await expect((async () => solution(gameOf(options('any', 1))))()).rejects.toThrow(
      /neurons of the generator of at least \d, got 1/,
    )
    await expect(solution(gameOf(options('least', 1)))).rejects.toThrow(/neurons of the generator of at least \d, got 1/)
  })
})
