import { readFileSync } from 'node:fs'
import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { Certified, Game } from '../../../core/contract.ts'
import { key } from '../../../core/key.ts'
import { createLab } from '../../../core/lab.ts'
import { pure, type Mixture } from '../../../core/mixture.ts'
import type { Profile } from '../../../core/profile.ts'
import { excess, solveMeanCovariance } from '../../../games/two-layer-wgan/dual/mean-and-covariance.ts'
import { steepest } from '../../../games/two-layer-wgan/dual/relu-mean-matching.ts'
import { builtin } from '../../../plugins/builtin.ts'

type Rows = number[][]
interface Problem {
  X: Rows
  Z: Rows
  normalise: 'mean' | 'sum'
  beta: number
  p: number
}
interface Fixture {
  relu: (Problem & { h: number })[]
  polynomial: (Problem & { a: number; b: number })[]
  gap: { mixed: number; pure: number }
}
const { relu, polynomial, gap } = JSON.parse(
  readFileSync(new URL('../../fixtures/two_layer_weights.json', import.meta.url), 'utf8'),
) as Fixture

const lab = createLab(builtin)
const gameOf = (options: string): Game =>
  lab.assemble({ game: `two-layer-wgan[regulariser=weights,${options}]`, optimizer: 'gda', seed: 0 }).game
const rest = ({ X, Z, normalise, beta }: Problem): string =>
  `data=${JSON.stringify(X)},latent=${JSON.stringify(Z)},beta=${beta},normalise=${normalise}`
const solution = async (game: Game): Promise<Profile> => game.views!.staged!().solve(0, [])
const certified = (game: Game, answer: readonly Mixture[]): Certified => game.oracles!.certify!(answer)
/** Gap, violation and value − p* at the solution, and the least gap of profiles around it, in units of p*. */
async function around(game: Game): Promise<{ at: number[]; least: number; optimum: number }> {
  const saddle = await solution(game)
  const { gap, violation, value, optimum } = certified(game, pure(saddle))
  const gaps = Array.from({ length: 60 }, (_, seed) => {
    const moved = saddle.map((x, i) => {
      const y = x.plus(
        x.with(
          key(seed)
            .fold(i)
            .normal(x.size, 0, 10 ** -(seed % 4)),
        ),
      )
      return game.players[i]!.set.kind === 'function' ? game.players[i]!.set.prox(y, 0) : y
    })
    return certified(game, pure(moved)).gap
  })
  return { at: [gap, violation, value - optimum].map(x => Math.abs(x) / optimum), least: Math.min(...gaps) / optimum, optimum }
}

describe('a linear critic and a ReLU generator that pays its weights', () => {
  it('have p* = (‖m‖ − β)₊/h*, what a convex relaxation and SLSQP enclose on 20 problems; h* is the largest of 1ᵀ(Zw)₊ on the ball', async () => {
    for (const problem of relu) {
      const game = gameOf(`activation=linear,generator=relu[neurons=2],${rest(problem)},neurons=2`)
      const { at, least, optimum } = await around(game)
      expect(Math.abs(optimum / problem.p - 1)).toBeLessThan(1e-8)
      at.forEach(x => expect(x).toBeLessThan(1e-12))
      expect(least).toBeGreaterThan(1e-9)
      const { Z, normalise, h } = problem
      const rows = Z.map(z => Float64Array.from(z, x => (normalise === 'mean' ? x / Z.length : x)))
      expect(Math.abs(steepest(rows, Z[0]!.length, 'Z').h / h - 1)).toBeLessThan(1e-9)
    }
  })

  it('have no cheaper generator that is near enough: among 2,000 random ones', () => {
    const problem = relu[2]!
    const game = gameOf(`activation=linear,generator=relu[neurons=3],${rest(problem)},neurons=2`)
    const [player, critic] = game.players.map(({ start }) => start(key(0)))
    let feasible = 0
    for (let seed = 0; seed < 2000; seed++) {
      const θ = player!.with(key(seed).normal(player!.size, 0, 1 + (seed % 3)))
      const { violation, value, optimum } = certified(game, [θ, critic!.times(0)].map(x => ({ atoms: [x], weights: [1] }))) // prettier-ignore
      if (violation > 0) continue
      feasible += 1
      expect(value).toBeGreaterThanOrEqual(optimum)
    }
    expect(feasible).toBeGreaterThan(10)
  })

  it('have no optimum where all latents are 0, and cost nothing where β is at least ‖m‖', async () => {
    await expect(async () => solution(gameOf('activation=linear,generator=relu,data=[[2]],latent=[[0]],beta=1'))).rejects.toThrow(
      /latent \(Z\) must have a row that is not 0/,
    )
    const game = gameOf('activation=linear,generator=relu,data=[[2]],latent=[[1]],beta=2')
    const { gap, violation, value, optimum } = certified(game, pure(await solution(game)))
    expect([gap, violation, value, optimum]).toEqual([0, 0, 0, 0])
  })

  it('are refused for critics that see second moments', () => {
    for (const σ of ['quadratic', 'polynomial'])
      expect(() => gameOf(`activation=${σ},generator=relu,data=[[2],[1]],latent=[[1],[-1]],beta=1`).views!.staged!()).toThrow(
        /a convex program for activation=linear, which sees means alone, or with regulariser=output/,
      )
  })
})

describe('a polynomial critic and a linear generator that pays its weights', () => {
  it('have the program of outputs, divided by s, where E zzᵀ = s·I: what Shor’s relaxation and SLSQP enclose', async () => {
    for (const problem of polynomial) {
      const { a, b } = problem
      const { at, least, optimum } = await around(gameOf(`activation=polynomial[a=${a},b=${b}],${rest(problem)},neurons=8`))
      expect(Math.abs(optimum / problem.p - 1)).toBeLessThan(1e-8)
      at.forEach(x => expect(x).toBeLessThan(1e-9))
      expect(least).toBeGreaterThan(1e-9)
    }
  })

  const C = [[2, 0], [0, Math.sqrt(3)]] // prettier-ignore
  const Z = [[Math.SQRT2, 0], [0, 1]] // prettier-ignore

  it('are refused elsewhere, with the reason', () => {
    const options = `activation=polynomial[a=1,b=0.1],${rest({ X: C, Z, normalise: 'sum', beta: 1, p: 0 })}`
    expect(() => gameOf(options).views!.staged!()).toThrow(
      /only where E zzᵀ .* is a multiple of the identity.* a generator may pay more than any critic proves/,
    )
  })

  it('have no saddle point there: mixed generators that no critic exceeds pay less than every pure one', () => {
    // C = diag(4, 3), E zzᵀ = diag(2, 1), β = 1, σ = t² + t/10. (★) at u and −u bounds uᵀ(C − S)u by β, so that by Weyl
    // pure generators pay at least (4 − 1)/2 + (3 − 1)/1 = 3.5. ±W₁ and ±W₂ along the first latent, with means 0, pay tr S/2.
    const problem = { C: Matrix.diag([4, 3]), m: [2, Math.sqrt(3)], q: 1, a: 1, b: 0.1, κ: 0, β: 1 }
    const S = Matrix.diag([4 - 0.73, 3 - 0.73])
    expect(excess(problem, { second: S, first: [0, 0] })).toBe(0)
    const paid = S.trace() / 2
    expect(paid).toBeLessThan(2.8)
    expect(gap.mixed).toBeLessThan(paid)
    expect(gap.pure).toBeGreaterThan(3.5)
  })
})

describe('the semidefinite program of means and second moments', () => {
  it('in 20 columns is what Clarabel finds, between bounds that are 1e-10 apart', () => {
    const d = 20
    const i = Array.from({ length: d }, (_, k) => k)
    const A = new Matrix(i.map(r => i.map(k => Math.cos((Math.PI * (r + 1) * (k + 0.5)) / d) / (1 + r))))
    const m = i.map(k => Math.cos(k) / 4)
    const C = Matrix.add(A.transpose().mmul(A), Matrix.columnVector(m).mmul(Matrix.rowVector(m)))
    const { upper, lower } = solveMeanCovariance({ C, m, q: 1, a: 1, b: -0.7, κ: 0, β: 2 })
    const { 20: p } = JSON.parse(readFileSync(new URL('../../fixtures/moment_programs.json', import.meta.url), 'utf8')) as { 20: number } // prettier-ignore
    expect(upper).toBeGreaterThanOrEqual(lower)
    expect((upper - lower) / upper).toBeLessThan(1e-10)
    expect(Math.abs(upper / p - 1)).toBeLessThan(1e-7)
  })

  it('is refused beyond 40 columns', () => {
    const X = JSON.stringify([Array.from({ length: 41 }, (_, k) => k + 1)])
    expect(() =>
      lab.assemble({ game: `two-layer-wgan[activation=polynomial,data=${X},latent=2,beta=1]`, optimizer: 'gda', seed: 0 }).game
        .views!.staged!(),
    ).toThrow(/solved for data of at most 40 columns, got 41/)
  })
})
