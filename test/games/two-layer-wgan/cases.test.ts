import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { key } from '../../../core/key.ts'
import { pure } from '../../../core/mixture.ts'
import { hostPoint, type Point } from '../../../core/point.ts'
import type { Profile } from '../../../core/profile.ts'
import { zonotopeOf } from '../../../games/two-layer-wgan/relu/zonotopes.ts'
import { fixture, lab } from '../../figures/play.ts'

type Rows = readonly (readonly number[])[]
interface Found {
  readonly p: number
  readonly g?: readonly number[]
  readonly S?: Rows
}
interface Posed {
  readonly X: Rows
  readonly Z: Rows
  readonly normalise: 'mean' | 'sum'
  readonly beta: number
}
interface Problem extends Posed {
  /** White latents: their number, or rows. */
  readonly white: number | Rows
  readonly coefficients: readonly [a: number, b: number, c: number]
  readonly p: Readonly<Record<string, Found>>
}
interface Step extends Posed {
  readonly case: string
  readonly start?: Rows
  /** Nearest points of the vertices of Zon(X), by the pattern of each. */
  readonly a: Readonly<Record<string, readonly number[]>>
  readonly value: number
  readonly G: Rows
}
/** 20 problems a case by CVXPY with Clarabel, from the statement (★) (test/fixtures/two_layer_cases.py). */
const { problems, steps } = fixture('two_layer_cases') as {
  readonly problems: readonly Problem[]
  readonly steps: readonly Step[]
}
const json = JSON.stringify
const table = (rows: Rows): Matrix => new Matrix(rows.map(row => [...row]))
const gameOf = (options: string) => lab.assemble({ game: `two-layer-wgan[${options}]`, optimizer: 'gda', seed: 0 }).game

/** Latents of mean 0 and E zzᵀ = I: ±√d eᵢ, each as likely. */
const corners = (d: number): number[][] =>
  Array.from({ length: 2 * d }, (_, i) =>
    Array.from({ length: d }, (_, j) => (i >> 1 === j ? (1 - 2 * (i % 2)) * Math.sqrt(d) : 0)),
  )

/** Generated rows by their definition, from the generator's weights. */
function made(generator: string, θ: Point, Z: Rows): Matrix {
  const [first, second] = θ.hostBlocks()
  const times = (A: Matrix, W: Float64Array): Matrix => A.mmul(Matrix.from1DArray(A.columns, W.length / A.columns, Array.from(W)))
  const monomials = (z: readonly number[]): number[] => [1, ...z, ...z.flatMap((x, i) => z.slice(0, i + 1).map(y => x * y))]
  if (generator !== 'relu') return times(table(generator === 'linear' ? Z : Z.map(monomials)), first!)
  const hidden = times(table(Z), first!)
  return times(table(hidden.to2DArray().map(row => row.map(t => Math.max(0, t)))), second!)
}
const squares = (x: ArrayLike<number>): number => Array.from(x).reduce((s, t) => s + t * t, 0)
const moments = (A: Matrix, weight: number) => ({
  second: A.transpose().mmul(A).mul(weight),
  first: A.sum('column').map(x => x * weight),
})

/**
 * max over ‖u‖ ≤ 1 of uᵀEu + eᵀu, from below by ascent from 8 points, and from above by ρ + eᵀ(ρI − E)⁻¹e/4 for ρ ≥ E and ρ ≥ 0, which bounds it
 * by weak duality, at the least that a ternary search finds.
 */
function worst(E: Matrix, e: readonly number[]): { readonly below: number; readonly above: number } {
  const { realEigenvalues: λ, eigenvectorMatrix: V } = new EigenvalueDecomposition(E, { assumeSymmetric: true })
  const along = V.transpose().mmul(Matrix.columnVector([...e])).to1DArray() // prettier-ignore
  const bound = (ρ: number): number => along.reduce((s, x, i) => (x === 0 ? s : s + x ** 2 / (4 * (ρ - λ[i]!))), ρ)
  let [low, high] = [Math.max(0, ...λ), Math.max(0, ...λ) * (1 + 1e-12) + Math.hypot(...e)]
  let above = Infinity
  for (let k = 0; k < 120; k++) {
    const [one, two] = [low + (high - low) / 3, high - (high - low) / 3]
    const [left, right] = [bound(one), bound(two)]
    above = Math.min(above, left, right)
    if (left < right) high = two
    else low = one
  }
  const L = 2 * Math.max(...λ.map(Math.abs)) || Math.hypot(...e)
  const slope = (u: Float64Array): Float64Array => u.map((_, i) => u.reduce((s, x, j) => s + E.get(i, j) * x, 0))
  const value = (u: Float64Array): number => slope(u).reduce((s, x, i) => s + u[i]! * (x + e[i]!), 0)
  const climbed = Array.from({ length: 8 }, (_, seed) => {
    let u = key(seed).normal(e.length, 0, 0.5)
    for (let k = 0, before = -Infinity; k < 1000 && value(u) > before; k++) {
      before = value(u)
      const next = slope(u).map((x, i) => u[i]! + (2 * x + e[i]!) / L)
      const length = Math.max(1, Math.hypot(...next))
      u = next.map(x => x / length)
    }
    return value(u)
  })
  return { below: Math.max(...climbed), above }
}
const byNormalisation = (names: readonly string[]) =>
  [...new Set(names)].flatMap(name => (['mean', 'sum'] as const).map(normalise => [name, normalise] as const))

describe('the convex program has the p* and the moments of CVXPY on 20 problems, and its generator satisfies (★)', () => {
  it.each(byNormalisation(Object.keys(problems[0]!.p)))('%s, %s', async (name, normalise) => {
    const [activation, generator, regulariser] = name.split('/') as [string, string, string]
    const these = problems.filter(problem => problem.normalise === normalise)
    for (const { X, Z, white, beta, coefficients, p } of these) {
      const latent = activation === 'polynomial' && regulariser === 'weights' ? white : Z
      const [a, b, c] = activation === 'polynomial' ? coefficients : activation === 'linear' ? [0, 1, 0] : [1, 0, 0]
      const game = gameOf(
        [
          `activation=${activation}${activation === 'polynomial' ? `[a=${a},b=${b},c=${c}]` : ''},neurons=12,beta=${beta}`,
          `generator=${generator}${generator === 'relu' ? '[neurons=10]' : ''},regulariser=${regulariser},normalise=${normalise}`,
          `data=${json(X)},latent=${json(latent)}`,
        ].join(),
      )
      const z: Profile = await game.views!.staged!().solve(0, [])
      const { optimum } = game.oracles!.certify!(pure(z))
      // A number of white latents is a law of mass 1.
      const counted = typeof latent === 'number'
      const rows = counted ? corners(latent) : latent
      const real = moments(table(X), normalise === 'mean' ? 1 / X.length : 1)
      const seen = moments(made(generator, z.at(0), rows), counted || normalise === 'mean' ? 1 / rows.length : 1)
      const paid = regulariser === 'output' ? seen.second.trace() : squares(z.at(0).host) / (generator === 'relu' ? 2 : 1)
      const { p: expected, g = [], S = [] } = p[name]!
      expect(Math.abs(optimum / expected - 1)).toBeLessThan(1e-8)
      expect(Math.abs(paid / expected - 1)).toBeLessThan(1e-8)
      const κ = normalise === 'mean' ? 0 : c * (X.length - (counted ? 1 : rows.length))
      const [E, e] = [Matrix.sub(real.second, seen.second), real.first.map((x, j) => x - seen.first[j]!)]
      const signs = [1, -1].map(τ => ({
        ...worst(
          Matrix.mul(E, τ * a),
          e.map(x => τ * b * x),
        ),
        rest: τ * κ,
      }))
      const above = Math.max(...signs.map(side => side.above + side.rest))
      expect(above / beta).toBeLessThan(1 + 1e-10)
      expect(above / beta).toBeGreaterThan(1 - 1e-9)
      expect(Math.max(...signs.map(side => side.below + side.rest)) / beta).toBeGreaterThan(1 - 1e-3)
      const size = real.second.trace()
      g.forEach((x, j) => expect(Math.abs(x - seen.first[j]!)).toBeLessThan(1e-5 * Math.sqrt(size)))
      S.forEach((row, i) => row.forEach((x, j) => expect(Math.abs(x - seen.second.get(i, j))).toBeLessThan(1e-5 * size)))
    }
    expect(these.length).toBe(20)
  })
})

describe('a step of the alternation is the cone program of CVXPY on 20 problems, and satisfies (★)', () => {
  it.each(byNormalisation(steps.map(step => step.case)))('%s, %s', async (name, normalise) => {
    const [, generator, regulariser] = name.split('/') as [string, string, string]
    const these = steps.filter(step => step.case === name && step.normalise === normalise)
    for (const { X, Z, beta, start, a, value, G: expected } of these) {
      const view = gameOf(
        [
          `activation=relu,neurons=60,beta=${beta}${start ? `,start=${json(start)}` : ''}`,
          `generator=${generator}${generator === 'relu' ? '[neurons=20]' : ''},regulariser=${regulariser},normalise=${normalise}`,
          `data=${json(X)},latent=${json(Z)}`,
        ].join(),
      ).views!.biconvex!()
      const n = X.length
      const { patterns } = zonotopeOf(X.map(x => Float64Array.from(x)), 2, 'X', null) // prettier-ignore
      const nearest = hostPoint([{ name: 'a', shape: [patterns.length, n] }], [patterns.flatMap(D => [...a[D.join('')]!])])
      // A ReLU generator is played by its rows in a basis: from costly ones, which the step leaves whatever they are.
      const anywhere = hostPoint([{ name: 'B', shape: [n, 2] }], [Array<number>(2 * n).fill(100)])
      const from = start ? (await view.start())[1]! : anywhere
      const z = view.profile(await view.minimise(1, [nearest, from]))
      const G = made(generator, z.at(0), Z)
      const weight = normalise === 'mean' ? 1 / n : 1
      const paid = regulariser === 'output' ? squares(G.to1DArray()) * weight : squares(z.at(0).host)
      expect(Math.abs(paid / value - 1)).toBeLessThan(1e-8)
      const generated = G.to2DArray()
      const height = (rows: Rows, u: number, v: number): number =>
        rows.reduce((s, x) => s + weight * Math.max(0, x[0]! * u + x[1]! * v), 0)
      const apart = Array.from({ length: 2000 }, (_, k) => {
        const [u, v] = [Math.cos((k * Math.PI) / 1000), Math.sin((k * Math.PI) / 1000)]
        return Math.abs(height(X, u, v) - height(generated, u, v))
      })
      expect(Math.max(...apart) / beta).toBeLessThan(1 + 1e-10)
      const size = Math.sqrt(squares(X.flat()))
      expected.forEach((row, i) => row.forEach((x, j) => expect(Math.abs(x - G.get(i, j))).toBeLessThan(1e-5 * size)))
    }
    expect(these.length).toBe(20)
  })
})

describe('every other case', () => {
  const offered = new Set([...Object.keys(problems[0]!.p), ...steps.map(step => step.case)])
  const others = ['linear', 'quadratic', 'polynomial', 'relu'].flatMap(activation =>
    ['linear', 'polynomial', 'relu'].flatMap(generator =>
      ['output', 'weights'].map(regulariser => [activation, generator, regulariser].join('/')).filter(name => !offered.has(name)),
    ),
  )
  it.each(others.flatMap(name => ['mean', 'sum'].map(normalise => [name, normalise])))(
    'is refused: %s, %s',
    (name, normalise) => {
      const [activation, generator, regulariser] = name.split('/')
      const { X, Z } = problems[0]!
      const { views } = gameOf(
        `activation=${activation},generator=${generator},regulariser=${regulariser},normalise=${normalise},beta=1,data=${json(X)},latent=${json(Z)}`,
      )
      expect(() => (activation === 'relu' ? views!.biconvex!() : views!.staged!())).toThrow(/regulariser=output(?: is valid|$)/)
    },
  )

  it('is one of four', () => {
    expect(others).toEqual(['quadratic/relu/weights', 'polynomial/polynomial/weights', 'polynomial/relu/weights', 'relu/relu/weights']) // prettier-ignore
  })
})
