import { expect, it } from 'vitest'
import { apart, fixture, norm, play } from './play.ts'

interface Case {
  readonly rows: number
  readonly penalty: number
  readonly unique: boolean
  readonly w: number[]
  readonly y: number[]
}
const short = (fixture('robust_regression') as Case[]).find(c => !c.unique)!

it('with fewer rows than pixels, extragradient ends from zero at the weights of least norm', async () => {
  const game = `robust-regression[rows=${short.rows},penalty=${short.penalty}]`
  const z = await play({ game, optimizer: 'extragradient[stepSize=0.5]' }, { steps: 4000, after: 3999 })
  const [w, y] = z.at(-1) as [number[], number[]]
  expect(apart([w], [short.w])).toBeLessThan(1e-9)
  expect(apart([y], [short.y.slice(0, short.rows)])).toBeLessThan(1e-9)
  // Elsewhere it ends at other solutions, which are longer.
  const other = await play(
    { game, optimizer: 'extragradient[stepSize=0.5]', players: { w: 'vector[start=[1]]' } },
    { steps: 4000, after: 3999 },
  )
  const [w1, y1] = other.at(-1) as [number[], number[]]
  expect(apart([y1], [y])).toBeLessThan(1e-9)
  expect(norm([w1])).toBeGreaterThan(1.5 * norm([w]))
})
