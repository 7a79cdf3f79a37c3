import { expect, it } from 'vitest'
import { trainedUntilFlat, type Trained } from '../../core/double-oracle/until-flat.ts'
import { hostPoint, vectorLayout, type Point } from '../../core/point.ts'

const at = (x: number): Point => hostPoint(vectorLayout(1), [[x]])
/** Copies that are their own number of steps; each is worth what its curve says there, over four draws around it. */
async function trained(curves: readonly ((steps: number) => number)[], steps: number, most: number, noise = 0): Promise<Trained> {
  return trainedUntilFlat(
    curves.map(() => at(0)),
    { steps, most },
    (points, n) => Promise.resolve(points.map(x => at(x.host[0]! + n))),
    points => Promise.resolve(points.map((x, k) => [-1, -1, 1, 1].map(s => curves[k]!(x.host[0]!) + s * noise))),
  )
}
const rest = ({ points, ...others }: Trained) => ({ ...others, at: points.map(x => x.host[0]!) })

it('training doubles its steps while the best payoff grows, and ends after the first doubling that gains nothing', async () => {
  const grows = (steps: number): number => Math.min(steps, 35)
  expect(rest(await trained([grows], 10, 1000))).toEqual({ stretches: [10, 10, 20, 40], flat: true, at: [40] })
  // 1/41 − 1/81 is more than a hundredth of the 80/81 that were gained, 1/81 − 1/161 is less.
  expect(rest(await trained([t => 1 - 1 / (1 + t)], 10, 1000))).toEqual({
    stretches: [10, 10, 20, 40, 80],
    flat: true,
    at: [160],
  })
})

it('it ends at the most steps, the last stretch being cut, and says that it still gains', async () => {
  expect(rest(await trained([t => t], 10, 50))).toEqual({ stretches: [10, 10, 20, 10], flat: false, at: [50] })
})

it('a gain below the standard error is none', async () => {
  // 1/√3 is the standard error of four draws at distance 1 from their mean.
  const curve = (size: number) => (t: number) => (t < 15 ? 0 : size) + (t < 5 ? -10 : 0)
  expect((await trained([curve(0.57)], 10, 1000, 1)).stretches).toEqual([10, 10])
  expect((await trained([curve(0.59)], 10, 1000, 1)).stretches).toEqual([10, 10, 20])
})

it('it goes on for the best fresh copy too, while the first stands still; what has become worse or NaN is not kept', async () => {
  const found = await trained([() => 5, t => Math.min(t, 40) / 10, t => (t > 10 ? NaN : 0)], 10, 1000)
  expect(rest(found)).toEqual({ stretches: [10, 10, 20, 40], flat: true, at: [0, 40, 0] })
  expect(rest(await trained([t => (t === 10 ? 1 : 0)], 10, 1000)).at).toEqual([10])
})
