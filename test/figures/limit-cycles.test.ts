import { describe, expect, it } from 'vitest'
import { apart, fixture, norm, play } from './play.ts'

interface Run {
  readonly stepSize: number
  readonly steps: number
  readonly last: number
  /** Least and greatest distance from the stationary point over the last steps: about one turn. */
  readonly radius: readonly [number, number]
  readonly end: readonly [number, number]
}
interface Cycle {
  readonly period: number
  readonly radius: readonly [number, number]
}
interface Cycles {
  readonly stable: Cycle
  readonly methods: Readonly<Record<'gda' | 'extragradient', readonly Run[]>>
}
const { forsaken, almostBilinear } = fixture('limit_cycles') as {
  forsaken: Cycles & { stationary: [number, number]; unstable: Cycle; inside: Run }
  almostBilinear: Cycles
}

describe.each([
  ['forsaken', forsaken, forsaken.stationary],
  ['almost-bilinear', almostBilinear, [0, 0]],
] as const)('%s: methods with small steps end on the cycle of the flow', (game, { stable, methods }, star) => {
  describe.each(['gda', 'extragradient'] as const)('%s', name => {
    it('goes round where the independent script does, twice as near the flow for half the step', async () => {
      const errors: number[] = []
      for (const { stepSize, steps, last, radius, end } of methods[name]) {
        const z = await play({ game, optimizer: `${name}[stepSize=${stepSize}]` }, { steps, after: steps - last + 1 })
        expect(z).toHaveLength(last)
        const distances = z.map(p => norm(p.map(([v], i) => [v! - star[i]!])))
        const found = [Math.min(...distances), Math.max(...distances)] as const
        expect(apart([[...found]], [[...radius]])).toBeLessThan(1e-9)
        expect(apart(z.at(-1)!, [[end[0]], [end[1]]])).toBeLessThan(1e-7)
        errors.push(Math.max(...found.map((r, i) => Math.abs(r - stable.radius[i]!))))
      }
      expect(errors[1]).toBeLessThan(0.67 * errors[0]!)
      expect(errors[1]).toBeLessThan(0.1 * stable.radius[1])
    })
  })
})

it('forsaken: extragradient from inside the unstable cycle ends at the stationary point', async () => {
  const [x, y] = forsaken.stationary
  const { stepSize, steps } = forsaken.inside
  const found = await play(
    { game: `forsaken[start=[${x + 0.1},${y}]]`, optimizer: `extragradient[stepSize=${stepSize}]` },
    { steps, after: steps - 1 },
  )
  expect(0.1).toBeLessThan(forsaken.unstable.radius[0])
  expect(apart(found.at(-1)!, [[x], [y]])).toBeLessThan(1e-10)
})
