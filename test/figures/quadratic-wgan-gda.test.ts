import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { everySteps, run } from '../../core/run.ts'
import { digits, seeds } from './quadratic-wgan.ts'

describe('quadratic-wgan on the digits, descent-ascent', () => {
  // A certificate costs 6 ms: every step for three seeds, every 20th for the others.
  it.each(seeds.map((seed, i) => [seed, i < 3 ? 1 : 20]))(
    'with η = 0.05, seed %d: the certified gap stays above 3·p* over 4,000 steps, looked at every %d',
    async (seed, every) => {
      const { engine, gap } = await digits('gda[stepSize=0.05]', seed)
      let state = await engine.init()
      let least = await gap(state)
      for (let k = 0; k < 4_000; k += every) {
        ;({ state } = await engine.advance(state, k, every))
        least = Math.min(least, await gap(state))
      }
      engine.dispose()
      expect(least).toBeGreaterThanOrEqual(3)
      expect(least).toBeLessThan(Infinity)
      if (process.env.SHOW_FIGURES) process.stdout.write(`seed ${seed} least ${least}\n`)
    },
    120_000,
  )

  // Of seeds 0 to 59 a few leave the bounds later, up to step 495.
  it.each([2, 3, 4])('with η = 0.2, seed %d: diverges before step 200, and the run says so', async seed => {
    const { assembled, engine } = await digits('gda[stepSize=0.2]', seed)
    const last = await lastValueFrom(run({ engine, key: assembled.key, budget: { steps: 4_000 }, measured: everySteps(50) }))
    engine.dispose()
    expect(last.outcome).toMatchObject({ kind: 'diverged' })
    expect(last.outcome!.step).toBeLessThan(200)
    expect(last.step).toBe(last.outcome!.step)
    if (process.env.SHOW_FIGURES) process.stdout.write(`seed ${seed} ${JSON.stringify(last.outcome)}\n`)
  })
})
