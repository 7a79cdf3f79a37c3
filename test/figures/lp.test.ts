import { describe, expect, it } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { key as keyOf } from '../../core/key.ts'
import { hostPoint, vectorLayout } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import type { Game } from '../../core/contract.ts'
import { actionValues } from '../../core/solvers/action-values.ts'
import { matrixGap } from '../../metrics/duality-gap.ts'
import { atomsOf, fixture, lab, open } from './play.ts'

const { cases } = fixture('matrix_games') as { cases: { name: string; A: number[][]; value: number }[] }
type Rows = readonly (readonly number[])[]
const written = (A: Rows): string => `matrix[payoff=${JSON.stringify(A)}]`

/** Both strategies, what they are worth and their gap. */
async function solved(A: Rows, game = written(A)): Promise<{ x: number[]; y: number[]; value: number; gap: number }> {
  const { engine } = await open({ game, optimizer: 'lp' })
  const { state } = await engine.advance(await engine.init(), 0, 1)
  expect(engine.done(state)).toBe(true)
  const [x, y] = atomsOf(await engine.answer(state)) as [number[], number[]]
  const payoff = hostTensor(A.flat(), [A.length, A[0]!.length])
  const { Ay } = actionValues(payoff, x, y)
  return { x, y, value: x.reduce((s, p, i) => s + p * Ay[i]!, 0), gap: matrixGap(payoff, x, y) }
}
const near = (got: readonly number[], want: readonly number[]): void =>
  want.forEach((w, i) => expect(Math.abs(got[i]! - w)).toBeLessThan(1e-14))

describe('lp: exact equilibria', () => {
  it.each(cases.map(c => [c.name, c] as const))('%s: the value of scipy, and no gap', async (name, { A, value }) => {
    const found = await solved(A, `matrix[payoff=${name}]`)
    expect(Math.abs(found.value - value)).toBeLessThan(1e-12)
    expect(Math.abs(found.gap)).toBeLessThan(1e-14)
    if (name !== 'portable')
      near(
        [...found.x, ...found.y],
        [...A, ...A[0]!].map(() => 1 / A.length),
      )
  })

  it('a game of two by two without a saddle point: x = (d − c, a − b)/D, y = (d − b, a − c)/D, value (ad − bc)/D, D = a + d − b − c', async () => {
    for (const [a, b, c, d] of [
      [3, -1, -2, 4],
      [1, 0.25, 0, 7],
      [-5, 2, 3, -1],
      [1e9, 2e9, 3e9, 0.5e9],
      [1e-9, 2e-9, 3e-9, 0.5e-9],
    ] as const) {
      const D = a + d - b - c
      const { x, y, value } = await solved([
        [a, b],
        [c, d],
      ])
      near([...x, ...y], [(d - c) / D, (a - b) / D, (d - b) / D, (a - c) / D])
      expect(Math.abs(value / ((a * d - b * c) / D) - 1)).toBeLessThan(1e-14)
    }
  })

  it('weighted rock–paper–scissors: an action is played in proportion to what the other two play for against each other', async () => {
    // Paper covers rock for p, scissors cut paper for s, rock blunts scissors for r: (s, r, p)/(p + s + r), value 0.
    for (const [p, s, r] of [
      [1, 1, 1],
      [2, 1, 1],
      [1, 5, 0.5],
    ] as const) {
      const A = [
        [0, p, -r],
        [-p, 0, s],
        [r, -s, 0],
      ]
      const { x, y, value } = await solved(A)
      const q = [s, r, p].map(v => v / (p + s + r))
      near([...x, ...y, value], [...q, ...q, 0])
    }
  })

  it('a saddle point, dominated actions, one action, no payoff at all', async () => {
    // 5 is the largest of its row and the least of its column.
    const saddle = await solved([
      [4, 3, 5],
      [6, 2, 9],
      [7, 1, 8],
    ])
    expect(saddle).toEqual({ x: [1, 0, 0], y: [0, 0, 1], value: 5, gap: 0 })
    expect(await solved([[2, -1, 7]])).toEqual({ x: [1], y: [0, 0, 1], value: 7, gap: 0 })
    expect(await solved([[2], [-1]])).toEqual({ x: [0, 1], y: [1], value: -1, gap: 0 })
    expect(await solved([[0]])).toEqual({ x: [1], y: [1], value: 0, gap: 0 })
    expect((await solved([[0, 0], [0, 0]])).gap).toBe(0) // prettier-ignore
  })

  it('random games up to 40 × 60: gap within 1e-12 of the payoffs, strategies that sum to 1 to the last bit', async () => {
    for (const [m, n, scale] of [
      [5, 5, 1],
      [30, 7, 1e3],
      [40, 60, 1e-4],
    ] as const) {
      const entries = Array.from(keyOf(m).normal(m * n), v => scale * v)
      const { x, y, gap } = await solved(Array.from({ length: m }, (_, i) => entries.slice(i * n, (i + 1) * n)))
      expect(gap / scale).toBeLessThan(1e-12)
      for (const p of [x, y]) {
        expect(Math.min(...p)).toBeGreaterThanOrEqual(0)
        expect(p.filter(v => v > 0).length).toBeLessThanOrEqual(Math.min(m, n))
        expect(p.reduce((s, v) => s + v, 0)).toBe(1)
      }
    }
  })

  it('entries of very different sizes: [[a, 0], [0, b]] has x = y = (b, a)/(a + b) and the value ab/(a + b), or is refused', async () => {
    for (const [a, b] of [
      [1e15, 1],
      [1, 1e15],
      [1e7, 1e-8],
    ] as const) {
      const { x, y, value, gap } = await solved([[a, 0], [0, b]]) // prettier-ignore
      const v = 1 / (1 / a + 1 / b)
      expect(Math.abs(value / v - 1)).toBeLessThan(1e-12)
      expect(gap / v).toBeLessThan(1e-12)
      for (const p of [x, y]) expect(Math.abs(p[0]! / (b / (a + b)) - 1)).toBeLessThan(1e-9)
    }
    await expect(solved([[1e20, 0], [0, 1]])).rejects.toThrow(/^lp: the solver's tolerances leave a gap of 1\.0e\+0 .* differ by too many orders/) // prettier-ignore
  })

  it('is refused where there is no payoff matrix, or no finite one', async () => {
    await expect(open({ game: 'bilinear', optimizer: 'lp' })).rejects.toThrow(
      /optimizer 'lp' cannot run here: game 'bilinear' does not offer a finite view.*it has: field/,
    )
    const plain = lab.assemble({ game: 'matrix', optimizer: 'lp', seed: 0 })
    const payoff = hostTensor([1, NaN, 2, 3], [2, 2])
    const profile = (x: Float64Array, y: Float64Array): Profile => new Profile([x, y].map(p => hostPoint(vectorLayout(2), [p])))
    const game: Game = { ...plain.game, views: { finite: () => ({ payoff, profile }) } }
    await expect(Promise.resolve(plain.optimizer.step(game.views!.finite!() as never, { solved: null }, null))).rejects.toThrow(
      /^a payoff matrix must have finite entries only$/,
    )
  })
})
