import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { pure } from '../../../core/mixture.ts'
import { hostPoint } from '../../../core/point.ts'
import { coneProgramming } from '../../../core/solvers/socp.ts'
import { solveHeld } from '../../../games/two-layer-wgan/relu/program.ts'
import { bestResponse, zonotopeOf, type Zonotope } from '../../../games/two-layer-wgan/relu/zonotopes.ts'
import { key } from '../../../core/key.ts'
import { fixture, lab } from '../../figures/play.ts'
import { sweeps } from './sweeps.ts'

type Rows = readonly (readonly number[])[]
interface Held {
  readonly X: Rows
  readonly Z: Rows
  readonly beta: number
  readonly regulariser: 'weights' | 'output'
  readonly p: Rows
  readonly a: Rows
  readonly value: number
  readonly W: Rows
}
interface Line {
  readonly X: number[]
  readonly Z: number[]
  readonly beta: number
  readonly positive: number | null
  readonly negative: number | null
}
/** Programs by CVXPY with Clarabel, and closed forms of one dimension (test/fixtures/relu_wgan.py). */
const { onesided, steps, R2, R1, lines } = fixture('relu_wgan') as {
  readonly onesided: readonly Held[]
  readonly steps: readonly Held[]
  readonly R2: { readonly values: number[]; readonly W: Rows; readonly sides: [number, number] }
  readonly R1: Line
  readonly lines: readonly Line[]
}
const json = JSON.stringify
const vectors = (rows: Rows): Float64Array[] => rows.map(row => Float64Array.from(row))
const gameOf = (X: Rows, Z: Rows, β: number, start: Rows | number, more = 'normalise=sum,regulariser=weights') =>
  lab.assemble({
    game: `two-layer-wgan[activation=relu,data=${json(X)},latent=${json(Z)},beta=${β},start=${json(start)},${more}]`,
    optimizer: 'alternating-socp',
    seed: 0,
  }).game
const squares = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, w) => sum + w * w, 0)

const product = (A: Rows, B: Rows): number[][] => A.map(row => B[0]!.map((_, k) => row.reduce((s, x, i) => s + x * B[i]![k]!, 0)))
const zonotope = (rows: Rows): Zonotope => zonotopeOf(vectors(rows), rows[0]!.length, 'rows', null)

describe('the program with nearest points held', () => {
  it.each([...onesided, ...steps].map((h, i) => [i, h] as const))('agrees with Clarabel, case %d', async (_, h) => {
    const p = h.Z[0]!.length
    const gram = product(h.Z[0]!.map((_, i) => h.Z.map(z => z[i]!)), h.Z) // prettier-ignore
    const found = solveHeld(
      {
        d: 2,
        Q: h.regulariser === 'output' ? new Matrix(gram) : Matrix.eye(p),
        inside: () => zonotope(h.Z).vertices,
        X: vectors(h.X),
        held: h.p.map((vertex, k) => ({
          p: Float64Array.from(vertex),
          c: Float64Array.from({ length: p }, (_, i) => h.Z.reduce((s, z, r) => s + z[i]! * h.a[k]![r]!, 0)),
        })),
        β: h.beta,
      },
      await coneProgramming(),
      Float64Array.from(h.W.flat(), x => x / 2),
    )
    expect(Math.abs(found.value - h.value)).toBeLessThan(1e-7 * (1 + h.value))
    // R_g of `weights` is strictly convex: W is unique.
    if (h.regulariser === 'weights') h.W.flat().forEach((w, i) => expect(found.W[i]).toBeCloseTo(w, 5))
  })
})

describe('the alternation', () => {
  const Z = [[0, 0.3], [-0.3, -0.9], [-0.5, -1], [0.1, 1.4], [-0.5, -0.6]] // prettier-ignore
  const W0 = [[1.5, 0.4], [-0.3, 0.8]] // prettier-ignore
  const X = product(Z, W0)

  it('R2: from 3.14 by 2.04829 and 1.99531 to 1.90952, never up, with both sides at β', async () => {
    const game = gameOf(X, Z, 0.3, W0)
    const found = await sweeps(game.views!.biconvex!(), 12)
    const values = found.map(z => squares(z.at(0).host))
    expect(values[0]).toBeCloseTo(3.14, 12)
    // As printed, which may be cut off rather than rounded.
    expect(Math.abs(values[1]! - 2.04829)).toBeLessThan(1e-5)
    expect(Math.abs(values[2]! - 1.99531)).toBeLessThan(1e-5)
    values.forEach((value, k) => expect(Math.abs(value - R2.values[k]!)).toBeLessThan(1e-6))
    values.slice(1).forEach((value, k) => expect(value).toBeLessThanOrEqual(values[k]!))
    expect(values.at(-1)).toBeCloseTo(R2.values.at(-1)!, 9)
    const last = found.at(-1)!
    const W = [0, 1].map(i => [0, 1].map(k => last.at(0).host[2 * i + k]!))
    const { real, generated } = bestResponse(zonotope(X), zonotope(product(Z, W)))
    expect(real).toBeCloseTo(0.3, 11)
    expect(generated).toBeCloseTo(0.3, 11)
    // At the end the payoff against the critic of the multipliers is R_g: every neuron sees β.
    const { violation, value, cost } = game.oracles!.certify!(pure(last))
    expect(violation).toBeLessThan(1e-11)
    expect(value).toBeCloseTo(values.at(-1)!, 11)
    expect(cost).toBeCloseTo(values.at(-1)!, 14)
    expect(Math.max(...last.at(1).hostBlocks()[1]!)).toBeGreaterThan(0.1)
    expect(Math.min(...last.at(1).hostBlocks()[1]!)).toBeLessThan(-0.1)
  })

  it('the other generator penalty, and means in place of sums, are the same program in other units', async () => {
    const n = Z.length
    const end = async (β: number, more: string): Promise<Float64Array> =>
      (await sweeps(gameOf(X, Z, β, W0, more).views!.biconvex!(), 4)).at(-1)!.at(0).host
    const sums = await end(0.3, 'normalise=sum,regulariser=weights')
    const means = await end(0.3 / n, 'normalise=mean,regulariser=weights')
    means.forEach((w, i) => expect(w).toBeCloseTo(sums[i]!, 8))
    const [output, outputs] = [
      await end(0.3 / n, 'normalise=mean,regulariser=output'),
      await end(0.3, 'normalise=sum,regulariser=output'),
    ]
    output.forEach((w, i) => expect(w).toBeCloseTo(outputs[i]!, 8))
    const norm = (w: Float64Array): number => squares(product(Z, [[w[0]!, w[1]!], [w[2]!, w[3]!]]).flat()) // prettier-ignore
    expect(norm(output)).toBeLessThan(norm(sums))
    expect(squares(sums)).toBeLessThan(squares(output))
  })

  it('X = Z = {−1, 1}: two minimisers ±(1 − β), found from either side; 0 is not feasible', async () => {
    const [line, β] = [[[-1], [1]], 0.3]
    for (const sign of [1, -1]) {
      const game = gameOf(line, line, β, [[sign * 1.1]])
      const last = (await sweeps(game.views!.biconvex!(), 3)).at(-1)!
      expect(last.at(0).host[0]).toBeCloseTo(sign * (1 - β), 11)
      const at = (w: number) => game.oracles!.certify!(pure(last.with(0, hostPoint(last.at(0).layout, [[w]])))).violation
      // (||w| − 1| − β)₊
      for (const w of [-1.5, -1.2, -0.5, 0, 0.1, 0.6, 0.8, 1.4]) {
        expect(at(w)).toBeCloseTo(Math.max(0, Math.abs(Math.abs(w) - 1) - β), 13)
      }
      expect(at(0)).toBeCloseTo(0.7, 13)
      // The multiplier: w² + v(1 − |w|) is stationary at v = 2w.
      const v = last.at(1).hostBlocks()[1]!
      expect(v.reduce((sum, x) => sum + x, 0)).toBeCloseTo(2 * (1 - β), 9)
    }
  })

  it('R1: the smallest |w| by the closed form, with the multiplier 2w/N_Z on the neuron u = −1', async () => {
    expect(R1.negative).toBeNull()
    expect(R1.positive).toBeCloseTo(2.5 / 1.7, 14)
    const game = gameOf(R1.X.map(x => [x]), R1.Z.map(z => [z]), R1.beta, [[1.6]]) // prettier-ignore
    const last = (await sweeps(game.views!.biconvex!(), 3)).at(-1)!
    expect(last.at(0).host[0]).toBeCloseTo(R1.positive!, 11)
    const [U, v] = last.at(1).hostBlocks() as [Float64Array, Float64Array]
    expect(v[0]).toBeCloseTo((2 * R1.positive!) / 1.7, 9)
    expect(U[0]).toBeCloseTo(-1, 11)
    expect(Array.from(v.slice(1)).every(x => x === 0)).toBe(true)
  })

  it.each(lines.map((l, i) => [i, l] as const))(
    'one dimension, case %d: the nearer end of an interval, or a refusal',
    async (_, l) => {
      const ends = [l.positive, l.negative === null ? null : -l.negative]
      const starts = ends.filter(end => end !== null).map(end => end + 0.001 * Math.sign(end))
      const view = (start: number) =>
      gameOf(l.X.map(x => [x]), l.Z.map(z => [z]), l.beta, [[start]]).views!.biconvex!() // prettier-ignore
      for (const start of starts) {
        const last = (await sweeps(view(start), 4)).at(-1)!
        const w = last.at(0).host[0]!
        expect(Math.min(...ends.map(end => (end === null ? Infinity : Math.abs(w - end))))).toBeLessThan(1e-8)
      }
      if (starts.length === 0) await expect((async () => view(1).start())()).rejects.toThrow(/no feasible start was found/)
    },
  )

  it('a start that is not feasible is mended by the least bound on both sides', async () => {
    const game = gameOf(X, Z, 0.3, [[1.1, 0.1], [-0.1, 0.5]]) // prettier-ignore
    const [first, ...later] = await sweeps(game.views!.biconvex!(), 3)
    expect(game.oracles!.certify!(pure(first!)).violation).toBeLessThan(1e-8)
    const values = [first!, ...later].map(z => squares(z.at(0).host))
    values.slice(1).forEach((value, k) => expect(value).toBeLessThanOrEqual(values[k]!))
    // Generated rows on one side of 0 reach no real ones on the other.
    const apart = gameOf([[-1], [1]], [[1], [2]], 0.1, [[1]]).views!.biconvex!()
    await expect((async () => apart.start())()).rejects.toThrow(/no feasible start was found: .* beta \(β_d\) is 0.1/)
  })

  it('a start whose mirror image is feasible begins with that', async () => {
    const game = gameOf(R1.X.map(x => [x]), R1.Z.map(z => [z]), R1.beta, [[-1.6]]) // prettier-ignore
    expect((await sweeps(game.views!.biconvex!(), 3)).at(-1)!.at(0).host[0]).toBeCloseTo(R1.positive!, 11)
  })

  it('says what its cone programs took since it was last asked', async () => {
    const view = gameOf(X, Z, 0.3, W0).views!.biconvex!()
    const start = await view.start()
    expect(view.spent!()).toBe(0) // W₀ is feasible
    const one = await view.minimise(1, start)
    const first = view.spent!()
    // A program of W [2, 2] and some b has 4 variables and as many rows at least; hundreds of iterations are usual.
    expect(first).toBeGreaterThan(1000)
    expect(view.spent!()).toBe(0)
    await view.minimise(0, one)
    expect(view.spent!()).toBe(0)
    await view.minimise(1, start)
    expect(view.spent!()).toBe(first)
  })

  it('is refused with a sentence where it does not apply', () => {
    const refusal = (more: string) => (): unknown =>
      lab.assemble({
        game: `two-layer-wgan[activation=relu${more},data=${json(X)},latent=${json(Z)},beta=0.3]`,
        optimizer: 'alternating-socp',
        seed: 0,
      }).game.views!.biconvex!()
    expect(refusal('[directions=10]')).toThrow(/needs all sign patterns \(directions=0\)/)
    const many = {
      game: 'two-layer-wgan[activation=relu,latent=normal[rows=5],beta=0.1]',
      optimizer: 'alternating-socp',
      seed: 0,
    }
    expect(() => lab.assemble(many).game.views!.biconvex!()).toThrow(/sign patterns, and at most 20000 are enumerated/)
    const white = { game: 'two-layer-wgan[activation=relu,latent=3,beta=0.1]', optimizer: 'gda[stepSize=0.1]', seed: 0 }
    expect(() => lab.assemble(white)).toThrow(/activation=relu needs latent rows/)
  })
})

describe('what is convex', () => {
  const normal = (name: string, n: number, d: number): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from(key(5).fold(name).fold(i).normal(d)))
  const [X, Z] = [normal('X', 5, 2), normal('Z', 4, 2)]
  const mix = (A: Rows, B: Rows, t: number): number[][] => A.map((row, i) => row.map((x, k) => (1 - t) * x + t * B[i]![k]!))
  const sides = (W: Rows): WorstSides => bestResponse(zonotope(X), zonotope(product(Z, W)))
  interface WorstSides {
    readonly real: number
    readonly generated: number
  }

  it('“generated inside real” is: the distance of its vertices is a convex function of W', () => {
    for (let trial = 0; trial < 30; trial++) {
      const [A, B] = [normal(`A${trial}`, 2, 2), normal(`B${trial}`, 2, 2)]
      for (const t of [0.25, 0.5, 0.75]) {
        const bound = (1 - t) * sides(A).generated + t * sides(B).generated
        expect(sides(mix(A, B, t)).generated).toBeLessThanOrEqual(bound + 1e-12)
      }
    }
  })

  it('“real inside generated” is not: a segment between feasible points leaves it', () => {
    // W and −W with Z and −Z alike: halfway there is nothing but the point 0.
    const both = [...Z, ...Z.map(z => z.map(x => -x))]
    const far = (W: Rows): number => bestResponse(zonotope(X), zonotope(product(both, W))).real
    const W = [[3, 0], [0, 3]] // prettier-ignore
    const minus = W.map(row => row.map(x => -x))
    expect(far(W)).toBeLessThan(1e-12)
    expect(far(minus)).toBeLessThan(1e-12)
    expect(far(mix(W, minus, 0.5))).toBeGreaterThan(1)
  })
})
