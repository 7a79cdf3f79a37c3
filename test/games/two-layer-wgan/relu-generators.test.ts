import type { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { BiconvexView } from '../../../core/contract.ts'
import { key } from '../../../core/key.ts'
import { hostTensor } from '../../../core/host.ts'
import { pure } from '../../../core/mixture.ts'
import { hostPoint, type Point } from '../../../core/point.ts'
import { reluGenerator } from '../../../games/two-layer-wgan/generator/relu.ts'
import { alternation } from '../../../games/two-layer-wgan/relu/alternation.ts'
import { dealt } from '../../../games/two-layer-wgan/relu/dealt.ts'
import { spanned } from '../../../games/two-layer-wgan/relu/coordinates.ts'
import { bestResponse, zonotopeOf } from '../../../games/two-layer-wgan/relu/zonotopes.ts'
import { sideOf } from '../../../games/quadratic-wgan/moments.ts'
import { fixture, lab } from '../../figures/play.ts'
import { sweeps } from './sweeps.ts'

type Rows = readonly (readonly number[])[]
interface Free {
  readonly X: Rows
  readonly Z: Rows
  readonly W1: Rows
  readonly W2: Rows
  readonly beta: number
  /** Vertices of Zon(X) with their nearest points held, the least ‖G‖² and the G that attains it. */
  readonly p: Rows
  readonly a: Rows
  readonly value: number
  readonly W: Rows
}
/** A step over all generated rows by CVXPY with Clarabel, every 0/1 vector a vertex; the closed form of one column (test/fixtures/relu_wgan.py). */
const { generators, signs } = fixture('relu_wgan') as {
  readonly generators: readonly Free[]
  readonly signs: { readonly X: number[]; readonly n: number; readonly beta: number; readonly ends: number[] }
}
const json = JSON.stringify
const fixtureRows = (name: string, n: number): Float64Array[] =>
  Array.from({ length: n }, (_, i) => key(9).fold(name).fold(i).normal(2))
const tensor = (rows: Rows) => hostTensor(rows.flat(), [rows.length, rows[0]!.length])

/** A view of rows X and latents Z from given weights. */
function viewOf({ X, Z, W1, W2, beta: β }: Free): { readonly view: BiconvexView; readonly rows: (θ: Point) => Matrix } {
  const [d, h] = [X[0]!.length, 40]
  const generator = reluGenerator('test', tensor(Z), 'sum', h, d, 0.1, 'any')
  const wide = (W: Rows, columns: number): number[] => W.flatMap(row => [...row, ...Array<number>(columns - row.length).fill(0)])
  const { layout } = generator.player.start({ fold: () => ({ normal: (n: number) => new Float64Array(n) }) } as never)
  const θ = hostPoint(layout, [wide(W1, h), [...W2.flat(), ...Array<number>((h - W2.length) * d).fill(0)]])
  const view = alternation(
    {
      id: 'test',
      real: sideOf('X', tensor(X), 'sum'),
      features: generator.features,
      β,
      regulariser: 'output',
      generated: θ => generator.rows(θ),
      cost: θ => generator.seen(θ, 'output').cost,
      sampling: null,
    },
    spanned('test', generator, d),
    { generator: θ, critic: [{ name: 'U', shape: [60, d] }, { name: 'v', shape: [60] }], balanced: false }, // prettier-ignore
  )
  return { view, rows: θ => generator.rows(θ) }
}

describe('ReLU critic and ReLU generator', () => {
  it.each(generators.map((g, i) => [i, g] as const))('a step is that of CVXPY over all generated rows, %d', async (_, g) => {
    const { view, rows } = viewOf(g)
    const [nearest, start] = (await view.start()) as [Point, Point]
    const { vertices } = zonotopeOf(g.X.map(x => Float64Array.from(x)), 2, 'X', null) // prettier-ignore
    const apart = (x: ArrayLike<number>, y: ArrayLike<number>): number => Math.hypot(...Array.from(x, (xi, i) => xi - y[i]!))
    const held = vertices.flatMap(vertex => g.a[g.p.findIndex(p => apart(p, vertex) < 1e-9)]!)
    const points = await view.minimise(1, [hostPoint(nearest.layout, [held]), start])
    const G = rows(view.profile(points).at(0)).to1DArray()
    expect(Math.abs(G.reduce((s, x) => s + x * x, 0) / g.value - 1)).toBeLessThan(1e-7)
    g.W.flat().forEach((x, i) => expect(Math.abs(G[i]! - x)).toBeLessThan(2e-4 * (1 + Math.sqrt(g.value))))
  })

  it.each(generators.slice(0, 6).map((g, i) => [i, g] as const))(
    'the alternation never goes up and stays feasible, %d',
    async (_, g) => {
      const { view, rows } = viewOf(g)
      const found = (await sweeps(view, 8)).map(z => rows(z.at(0)))
      const values = found.map(G => G.to1DArray().reduce((s, x) => s + x * x, 0))
      values.slice(1).forEach((value, k) => expect(value).toBeLessThanOrEqual(values[k]! * (1 + 1e-9)))
      expect(values.at(-1)).toBeLessThan(0.99 * values[0]!)
      const zonotope = (A: Rows) => zonotopeOf(A.map(x => Float64Array.from(x)), 2, 'rows', null) // prettier-ignore
      for (const G of found)
        expect(bestResponse(zonotope(g.X), zonotope(G.to2DArray())).distance).toBeLessThan(g.beta * (1 + 1e-7))
    },
  )

  const line = (h: number, more = ''): string =>
    `two-layer-wgan[activation=relu,generator=relu[neurons=${h}${more}],data=${json(signs.X.map(x => [x]))},latent=[[-1,1],[0.5,1],[2,1],[-0.7,1]],beta=${signs.beta},normalise=sum,start=1]`
  it.each(['', ',weights=least'])('one column ends at a closed form, and six starts find all three%s', async more => {
    const found: number[] = []
    for (let seed = 0; seed < 6; seed++) {
      const { game } = lab.assemble({ game: line(20, more), optimizer: 'alternating-socp', seed })
      const last = (await sweeps(game.views!.biconvex!(), 6)).at(-1)!
      const { cost, violation, value } = game.oracles!.certify!(pure(last))
      expect(Math.min(...signs.ends.map(end => Math.abs(end - cost!)))).toBeLessThan(1e-8)
      expect(violation).toBeLessThan(1e-8)
      expect(value).toBeCloseTo(cost!, 7)
      found.push(cost!)
    }
    for (const end of signs.ends) expect(Math.min(...found.map(cost => Math.abs(cost - end)))).toBeLessThan(1e-8)
  })

  it('latents that are multiples of one another leave two numbers: what it can make is the span of its features', async () => {
    const game = lab.assemble({
      game: 'two-layer-wgan[activation=relu,generator=relu,data=[[-2],[-1],[1],[3]],latent=[[-1],[2],[1],[-3]],beta=0.5,normalise=sum,start=1]',
      optimizer: 'alternating-socp',
      seed: 0,
    }).game
    const last = (await sweeps(game.views!.biconvex!(), 6)).at(-1)!
    // a(z)₊ + b(−z)₊: the positive half is 3a or 4a, the other −4b or −3b. (3.5/3)²·5 + (2.5/4)²·10 where a > 0 > b, (3.5/4)²·10 + (2.5/3)²·5 else.
    const ends = [(3.5 / 3) ** 2 * 5 + (2.5 / 4) ** 2 * 10, (3.5 / 4) ** 2 * 10 + (2.5 / 3) ** 2 * 5]
    const { cost } = game.oracles!.certify!(pure(last))
    expect(Math.min(...ends.map(end => Math.abs(end - cost!)))).toBeLessThan(1e-9)
  })

  it('thirty generated rows begin with the real ones dealt to them, and end where the payoff is R_g', async () => {
    const { game } = lab.assemble({
      game: 'two-layer-wgan[activation=relu,generator=relu[neurons=40],data=[[2,1],[1,2],[-1,0.5],[0,-1]],latent=normal[rows=30,dimension=2],beta=0.15]',
      optimizer: 'alternating-socp',
      seed: 0,
    })
    const found = await sweeps(game.views!.biconvex!(), 30)
    const all = found.map(z => game.oracles!.certify!(pure(z)))
    for (const { violation } of all) expect(violation).toBeLessThan(1e-9)
    // Thirty rows of which k make the zonotope of one real row x cost ‖x‖²/k of 30/4² each, in the units of means.
    expect(all[0]!.cost!).toBeGreaterThan(all.at(-1)!.cost! * 1.5)
    expect(all.at(-1)!.value).toBeCloseTo(all.at(-1)!.cost!, 7)
  })

  it('rows dealt to more rows have the same zonotope', () => {
    const [X, like] = [fixtureRows('X', 3), fixtureRows('like', 7)]
    const rows = dealt(X, like)!
    const zonotope = (A: readonly Float64Array[]) => zonotopeOf(A, 2, 'rows', null)
    expect(bestResponse(zonotope(X), zonotope(rows)).distance).toBeLessThan(1e-14)
    expect(rows.length).toBe(7)
    expect(dealt(like, X)).toBeNull()
  })

  it('is refused where it has too few neurons, and where its weights are paid for', async () => {
    const viewed = (game: string) => lab.assemble({ game, optimizer: 'alternating-socp', seed: 0 }).game.views!.biconvex!()
    const zeros = 'two-layer-wgan[activation=relu,generator=relu,data=[[2,1],[1,2]],latent=[[0,0],[0,0]],beta=0.15]'
    expect(() => viewed(zeros)).toThrow(/latent \(Z\) must have a row that is not 0: all that is generated is 0/)
    const large =
      'two-layer-wgan[activation=relu,data=[[2,1],[1,2],[-1,0.5],[0,-1]],latent=normal[rows=400,dimension=6],beta=0.15]'
    await expect((async () => viewed(large).start())()).rejects.toThrow(/has \d{4} variables, and at most 1000 are solved/)
    const rows = 'two-layer-wgan[activation=relu,generator=relu,data=digits,latent=normal[rows=4,dimension=2],beta=1]'
    // No sampled directions are recommended, which this solver could not use.
    expect(() => viewed(rows)).toThrow(/at most 20000 are enumerated; fewer rows or columns are valid$/)
    await expect((async () => viewed(line(2)).start())()).rejects.toThrow(/neurons of the generator of at least \d, got 2/)
    expect(() => viewed(line(20).replace('normalise=sum', 'normalise=sum,regulariser=weights'))).toThrow(
      /the least weight decay is a norm of the generated rows .*; regulariser=output is valid/,
    )
  })
})
