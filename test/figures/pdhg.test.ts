import { describe, expect, it } from 'vitest'
import { Refusal } from '../../core/refusal.ts'
import { Profile } from '../../core/profile.ts'
import { matrixGap } from '../../metrics/duality-gap.ts'
import { answers, apart, atomsOf, fixture, lab, open, play } from './play.ts'

interface Program {
  readonly name: string
  readonly c: number[]
  readonly A: number[][]
  readonly b: number[]
  readonly x: number[]
  readonly y: number[]
  readonly value: number
}
interface Trajectory {
  readonly game: string
  readonly tau: number
  readonly sigma: number
  readonly theta: number
  readonly points: readonly { readonly x: number[]; readonly y: number[] }[]
}
const { programs, trajectories } = fixture('linear_program') as { programs: Program[]; trajectories: Trajectory[] }
const ones = (n: number): number[] => Array<number>(n).fill(1)
const written = ({ c, A, b }: Program, start = ''): string =>
  `linear-program[c=${JSON.stringify(c)},A=${JSON.stringify(A)},b=${JSON.stringify(b)}${start}]`
const lp = programs[1]!
const games: Readonly<Record<string, string>> = {
  'matrix': 'matrix[payoff=portable]',
  'linear-program': written(lp, `,start=${JSON.stringify([ones(4), ones(6)])}`),
}

describe('pdhg', () => {
  it.each(trajectories.map(t => [t.game, t.theta, t] as const))(
    'step for step as the independent script: %s, θ = %s',
    async (game, _, { tau, sigma, theta, points }) => {
      const optimizer = `pdhg[tau=${tau},sigma=${sigma},extrapolation=${theta}]`
      const seen = await play({ game: games[game]!, optimizer }, { steps: points.length })
      points.forEach(({ x, y }, k) => expect(apart(seen[k + 1]!, [x, y])).toBeLessThan(1e-13))
    },
  )

  it.each(programs.map(p => [p.name, p] as const))('solves linear programs as HiGHS does: %s', async (_, program) => {
    const [, last] = await answers({ game: written(program), optimizer: 'pdhg' }, { steps: 8000, every: 8000 })
    expect(apart(atomsOf(last!), [program.x, program.y])).toBeLessThan(1e-9)
    const { oracles } = lab.assemble({ game: written(program), optimizer: 'pdhg', seed: 0 }).game
    const { values } = oracles!.optimality!(new Profile(last!.map(m => m.atoms[0]!)))
    for (const value of values) expect(Math.abs(value - program.value)).toBeLessThan(1e-8)
  })

  it('keeps the bound of Theorem 1 on the gap of the mean, and solves a matrix game', async () => {
    const { assembled, engine } = await open({ game: 'matrix[payoff=portable]', optimizer: 'pdhg' })
    const { game } = assembled
    const A = game.oracles!.payoff!
    const step = 0.9 / game.claims.lipschitz!
    // Largest squared distances from the uniform strategies to a vertex.
    const bound = (1 - 1 / 8 + 1 - 1 / 6) / (2 * step)
    let state = await engine.init()
    for (let n = 1; n <= 64; n *= 2) {
      state = (await engine.advance(state, n === 1 ? 0 : n / 2, n === 1 ? 1 : n / 2)).state
      const [x, y] = (await engine.answer(state, 'average')).map(({ atoms }) => atoms[0]!.host) as [Float64Array, Float64Array]
      expect(matrixGap(A, x, y)).toBeLessThanOrEqual(bound / n)
      if (n > 1) expect(matrixGap(A, x, y)).toBeGreaterThan(bound / n / 100)
    }
    const mean = await open({ game: 'matrix[payoff=portable]', optimizer: 'pdhg[answer=average]' })
    expect(await mean.engine.answer(state)).toEqual(await engine.answer(state, 'average'))
    const { state: end, counts } = await engine.advance(state, 64, 1000)
    expect(counts).toMatchObject({ gradients: 2000, prox: 2000, solves: 0 })
    const [x, y] = (await engine.answer(end)).map(({ atoms }) => atoms[0]!.host) as [Float64Array, Float64Array]
    expect(matrixGap(A, x, y)).toBeLessThan(1e-14)
  })

  it('without extrapolation it is the method of Arrow and Hurwicz, which circles on a bilinear game', async () => {
    const game = 'bilinear[start=[[1],[0.5]]]'
    const seen = async (θ: number): Promise<number[][][]> =>
      play({ game, optimizer: `pdhg[tau=0.9,sigma=0.9,extrapolation=${θ}]` }, { steps: 200 })
    expect(Math.hypot(...(await seen(0)).at(-1)!.flat())).toBeGreaterThan(0.5)
    expect(Math.hypot(...(await seen(1)).at(-1)!.flat())).toBeLessThan(1e-30)
  })

  it('refuses steps that are too long, and games without the view', async () => {
    const { engine } = await open({ game: 'bilinear[singular=[2]]', optimizer: 'pdhg[tau=1,sigma=0.3]' })
    await expect(engine.init()).rejects.toThrow(/tau.*at most 1\/‖K‖² = 0.25, got 1 times 0.3/)
    await expect(engine.init()).rejects.toBeInstanceOf(Refusal)
    const other = (): unknown => lab.assemble({ game: 'quadratic', optimizer: 'pdhg', seed: 0 })
    expect(other).toThrow(/optimizer 'pdhg' cannot run here: game 'quadratic' does not offer a saddle view/)
  })
})
