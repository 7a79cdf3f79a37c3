import { describe, expect, it } from 'vitest'
import { apart, differenceError, equilibriumOf, evaluator, fixture, gameOf, profiles, slopes } from './field.ts'

interface Trajectory {
  readonly x: number[][]
  readonly y: number[][]
}
const { threeDimensional: three } = fixture('bilinear') as {
  threeDimensional: { A: number[][]; x0: number[]; y0: number[]; stepSize: number; singularValues: number[]; sim: Trajectory }
}

describe('bilinear', () => {
  const selector = `bilinear[matrix=${JSON.stringify(three.A)}]`

  it('has the field that the independent script stepped with: F(zₖ) = (zₖ − zₖ₊₁)/η', async () => {
    const { F } = evaluator(gameOf(selector))
    const { x, y } = three.sim
    for (let k = 0; k < 10; k++) {
      const step = (path: number[][]): number[] => path[k]!.map((v, i) => (v - path[k + 1]![i]!) / three.stepSize)
      expect(apart(await F([x[k]!, y[k]!]), [step(x), step(y)])).toBeLessThan(1e-10)
    }
  })

  it('has linear terms: F = (Ay + a, −Aᵀx − b), and the equilibrium −(A⁻ᵀb, A⁻¹a)', async () => {
    const game = gameOf('bilinear[matrix=[[2,1],[0,4]],linear=[[1,-2],[3,0.5]]]')
    expect(
      apart(
        await evaluator(game).F([
          [1, 2],
          [-1, 3],
        ]),
        [
          [2, 10],
          [-5, -9.5],
        ],
      ),
    ).toBeLessThan(1e-14)
    expect(
      apart(equilibriumOf(game)!, [
        [-1.5, 0.25],
        [-0.75, 0.5],
      ]),
    ).toBeLessThan(1e-14)
    expect(
      await differenceError(game, [
        [1, 2],
        [-1, 3],
      ]),
    ).toBeLessThan(1e-8)
  })

  it('reads singular values, repeated up to the dimension', async () => {
    const { F } = evaluator(gameOf('bilinear[singular=[1,0.5],dimension=5]'))
    expect(
      await F([
        [1, 1, 1, 1, 1],
        [1, 2, 3, 4, 5],
      ]),
    ).toEqual([
      [1, 1, 3, 2, 5],
      [-1, -0.5, -1, -0.5, -1],
    ])
  })

  it('is zero-sum, merely monotone, with a sharp Lipschitz constant and F = 0 at its equilibrium', async () => {
    const game = gameOf(selector)
    expect(game.claims).toMatchObject({ zeroSum: true, monotone: 'merely' })
    expect(Math.abs(game.claims.lipschitz! - three.singularValues[0]!)).toBeLessThan(1e-10)
    const evaluate = evaluator(game)
    for (const z of profiles(game, 5)) {
      const [a, b] = await evaluate.losses(z)
      expect(a! + b!).toBe(0)
    }
    const { modulus, lipschitz } = await slopes(game, 20)
    expect(Math.abs(modulus)).toBeLessThan(1e-12)
    expect(lipschitz).toBeLessThanOrEqual(game.claims.lipschitz! * (1 + 1e-12))
    expect(lipschitz).toBeGreaterThan(0.6 * game.claims.lipschitz!)
    expect(
      apart(await evaluate.F(equilibriumOf(game)!), [
        [0, 0, 0],
        [0, 0, 0],
      ]),
    ).toBeLessThan(1e-15)
  })

  it('claims no equilibrium where A is singular, rectangular, or where a player cannot play it', () => {
    expect(equilibriumOf(gameOf('bilinear[singular=[1,0]]'))).toBeNull()
    expect(equilibriumOf(gameOf('bilinear[matrix=[[1,2]]]'))).toBeNull()
    const shifted = 'bilinear[linear=[[2],[0]]]'
    expect(equilibriumOf(gameOf(shifted))).not.toBeNull()
    expect(equilibriumOf(gameOf(shifted, { y: 'vector[set=box[limit=1]]' }))).toBeNull()
  })

  it.each([
    ['bilinear[matrix=[[1,2],[3]]]', /matrix/],
    ['bilinear[singular=[-1]]', /singular.*-1/],
    ['bilinear[dimension=0]', /dimension.*0/],
    ['bilinear[start=[[1],[1,2]]]', /start.*1 and 1 entries.*1 and 2/],
    ['bilinear[linear=[[1]]]', /linear.*got 1/],
    ['bilinear[sigma=[1]]', /sigma/],
  ])('rejects %s', (selector, sentence) => {
    expect(() => gameOf(selector)).toThrow(sentence)
  })
})
