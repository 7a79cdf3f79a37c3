import { expect, it } from 'vitest'
import { digits, seeds } from './quadratic-wgan.ts'

/**
 * Of seeds 0 to 59 all but one do this. Seed 1 is at 4.5e-7 after 16,000 steps, here and in an independent NumPy run: it lands near a
 * solution with a slow mode, and goes on from there at its own linear rate.
 */
it.each(seeds)(
  'quadratic-wgan on the digits, extragradient with η = 0.3, seed %d: gap 1e-4 at 4,000 steps, 1e-8 at 16,000',
  async seed => {
    const { engine, gap } = await digits('extragradient[stepSize=0.3]', seed)
    const start = await engine.init()
    const early = (await engine.advance(start, 0, 4_000)).state
    const late = (await engine.advance(early, 4_000, 12_000)).state
    const gaps = await Promise.all([start, early, late].map(gap))
    engine.dispose()
    expect(gaps[0]).toBeGreaterThan(1)
    expect(gaps[1]).toBeLessThanOrEqual(1e-4)
    expect(gaps[2]).toBeLessThanOrEqual(1e-8)
    // A certified gap is below zero by rounding only.
    expect(Math.min(...gaps)).toBeGreaterThan(-1e-11)
    if (process.env.SHOW_FIGURES) process.stdout.write(`seed ${seed} ${gaps.join(' ')}\n`)
  },
)
