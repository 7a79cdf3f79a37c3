import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { key } from '../../../core/key.ts'
import { excess } from '../../../games/two-layer-wgan/dual/mean-and-covariance.ts'
import type { MeanCovariance, Moments } from '../../../games/two-layer-wgan/dual/matching.ts'
import { steepest } from '../../../games/two-layer-wgan/dual/relu-mean-matching.ts'

const table = (rows: number, columns: number, seed: string, sd = 1): Matrix =>
  Matrix.from1DArray(
    rows,
    columns,
    Array.from(
      key(0)
        .fold(seed)
        .normal(rows * columns, 0, sd),
    ),
  )
const gram = (A: Matrix): Matrix => A.transpose().mmul(A)
const middle = (A: Matrix, B: Matrix): Matrix => Matrix.add(A, B).mul(0.5)

describe('what docs/convex-duality.md says is convex, and what is not', () => {
  it('(★) of a polynomial critic is convex in (S, g): the middle of two feasible moments is feasible, and is not in G', () => {
    const X = table(5, 3, 'X')
    const problem: MeanCovariance = { C: gram(X).div(5), m: X.mean('column'), q: 1, a: 1, b: -0.7, κ: 0, β: 0.5 }
    const of = (G: Matrix): Moments => ({ second: gram(G).div(5), first: G.mean('column') })
    let [pairs, apart] = [0, 0]
    for (let i = 0; pairs < 60; i++) {
      // Rows of −X and of X less twice its mean have second moments and means near those of X.
      const flipped = Matrix.sub(Matrix.mul(X, -1), Matrix.mul(Matrix.ones(5, 1).mmul(Matrix.rowVector(problem.m)), -2))
      const [G, H] = [Matrix.add(X, table(5, 3, `G${i}`, 0.05)), Matrix.add(flipped, table(5, 3, `H${i}`, 0.05))]
      const [one, other] = [of(G), of(H)]
      const wide = { ...problem, β: Math.max(excess({ ...problem, β: 0 }, one), excess({ ...problem, β: 0 }, other)) }
      pairs += 1
      const first = one.first.map((x, j) => (x + other.first[j]!) / 2)
      expect(excess(wide, { second: middle(one.second, other.second), first })).toBeLessThan(1e-12)
      if (excess(wide, of(middle(G, H))) > 1e-6) apart += 1
    }
    expect(apart).toBe(60)
  })

  it('‖W‖² of given second moments is no convex function of them: 1/2 and 1/2, and 3/4 in the middle, for E zzᵀ = diag(2, 1)', () => {
    // WᵀΣW = S leaves W = Σ^{−1/2}OS^{1/2} for orthogonal O; the least over the angles of O, with reflections.
    const least = (s: readonly [number, number]): number => {
      let best = Infinity
      for (let k = 0; k < 3600; k++)
        for (const sign of [1, -1]) {
          const [c, t] = [Math.cos((k * Math.PI) / 1800), Math.sin((k * Math.PI) / 1800)]
          const O = new Matrix([[c, -sign * t], [t, sign * c]]) // prettier-ignore
          const W = Matrix.diag([Math.SQRT1_2, 1])
            .mmul(O)
            .mmul(Matrix.diag(s.map(Math.sqrt)))
          best = Math.min(best, W.norm() ** 2)
        }
      return best
    }
    expect(least([1, 0])).toBeCloseTo(0.5, 12)
    expect(least([0, 1])).toBeCloseTo(0.5, 12)
    expect(least([0.5, 0.5])).toBeCloseTo(0.75, 12)
  })

  it('E(wᵀz)₊ is convex in w, so that h* is at a vertex of the zonotope and no convex problem: two local maxima', () => {
    const Z = [[1, 0], [0.2, 1], [-1, 0.3]].map(z => Float64Array.from(z)) // prettier-ignore
    const at = (w: readonly number[]): number => Z.reduce((s, z) => s + Math.max(0, z[0]! * w[0]! + z[1]! * w[1]!), 0)
    const n = 36000
    const around = Array.from({ length: n }, (_, k) => at([Math.cos((2 * Math.PI * k) / n), Math.sin((2 * Math.PI * k) / n)]))
    const tops = around.filter((x, k) => x > around[(k + 1) % n]! && x >= around[(k + n - 1) % n]!)
    expect(tops.length).toBeGreaterThan(1)
    expect(steepest(Z, 2, 'Z').h).toBeCloseTo(Math.max(...tops), 7)
    for (let i = 0; i < 200; i++) {
      const [a, b, c, d] = Array.from(key(i).normal(4)) as [number, number, number, number]
      expect(at([(a + c) / 2, (b + d) / 2])).toBeLessThanOrEqual((at([a, b]) + at([c, d])) / 2 + 1e-12)
    }
  })

  it('cubes bound no critic of degree 1: a neuron of any difference gains, and a bounded amount; plain squares bound one at 2β', () => {
    // u = te, v = t: t²δ − 2βt³ for cubes has its largest value δ³/(27β²) at t = δ/(3β), however small δ; t²(δ − 2β) for squares.
    const most = (f: (t: number) => number): number => Math.max(...Array.from({ length: 20001 }, (_, i) => f(i / 1000)))
    const β = 0.7
    for (const δ of [0.1, 1, 3]) expect(most(t => t * t * δ - 2 * β * t ** 3) / (δ ** 3 / (27 * β ** 2))).toBeCloseTo(1, 3)
    expect(most(t => t * t * (1.39 - 2 * β))).toBeCloseTo(0, 15)
    expect(most(t => t * t * (1.41 - 2 * β))).toBeGreaterThan(1)
  })
})
