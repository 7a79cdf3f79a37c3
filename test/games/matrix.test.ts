import { describe, expect, it } from 'vitest'
import { apart, differenceError, equilibriumOf, evaluator, fixture, gameOf, slopes, startsOf } from './field.ts'

interface Known {
  readonly name: string
  readonly A: number[][]
  readonly points: readonly { readonly x: number[]; readonly y: number[]; readonly gap: number }[]
}
const { cases } = fixture('matrix_games') as { cases: Known[] }
const names = ['rock-paper-scissors', 'matching-pennies', 'portable']

/** Ay, and −Aᵀx, by loops. */
const byHand = (A: number[][], x: number[], y: number[]): number[][] => [
  A.map(row => row.reduce((s, a, j) => s + a * y[j]!, 0)),
  A[0]!.map((_, j) => -A.reduce((s, row, i) => s + row[j]! * x[i]!, 0)),
]

describe('matrix', () => {
  it.each(cases.map(c => [c.name, c] as const))(
    'F = (Ay, −Aᵀx), whose extremes make the gap of the independent script: %s',
    async (name, { A, points }) => {
      const game = gameOf(`matrix[payoff=${names.includes(name) ? name : JSON.stringify(A)}]`)
      expect(apart([game.oracles!.payoff!.values], [A.flat()])).toBeLessThan(1e-15)
      const { F, losses } = evaluator(game)
      for (const { x, y, gap } of points) {
        const field = await F([x, y])
        expect(apart(field, byHand(A, x, y))).toBeLessThan(1e-12)
        expect(Math.abs(Math.max(...field[1]!.map(v => -v)) - Math.min(...field[0]!) - gap)).toBeLessThan(1e-12)
        const [f, g] = await losses([x, y])
        expect(f! + g!).toBe(0)
      }
    },
  )

  it('keeps its Lipschitz claim, sharp within a factor, and is merely monotone', async () => {
    const game = gameOf('matrix[payoff=portable]')
    const { modulus, lipschitz } = await slopes(game, 30)
    expect(Math.abs(modulus)).toBeLessThan(1e-12)
    expect(lipschitz).toBeLessThanOrEqual(game.claims.lipschitz!)
    expect(lipschitz).toBeGreaterThan(0.4 * game.claims.lipschitz!)
    expect(await differenceError(game, startsOf(game))).toBeLessThan(1e-8)
  })

  it('has the uniform equilibrium of the two fair games', async () => {
    expect(equilibriumOf(gameOf('matrix[payoff=portable]'))).toBeNull()
    for (const name of ['rock-paper-scissors', 'matching-pennies']) {
      const game = gameOf(`matrix[payoff=${name}]`)
      const z = equilibriumOf(game)!
      const field = await evaluator(game).F(z)
      // All actions of a player cost the same: no best response gains.
      for (const row of field) expect(Math.max(...row) - Math.min(...row)).toBeLessThan(1e-15)
    }
  })

  it.each([
    ['matrix[payoff=rock]', {}, /rock-paper-scissors.*rock/],
    ['matrix[payoff=[[1,2],[3]]]', {}, /matrix|length/],
    ['matrix[start=[[1,0,0]]]', {}, /start.*2 rows, got 1/],
    ['matrix', { x: 'vector[start=[1,1,1]]' }, /must play on the simplex/],
  ] as const)('rejects %s', (selector, players, sentence) => {
    expect(() => gameOf(selector, players)).toThrow(sentence)
  })
})
