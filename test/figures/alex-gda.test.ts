import { describe, expect, it } from 'vitest'
import { fixture, play, squaredNorm } from './play.ts'

interface Count {
  readonly setting: number
  readonly init: number
  readonly function: number
  readonly AltGDA: number
  readonly EG: number
}
const { settings, counts } = fixture('alex_gda') as { settings: { epsilon: number; coupling: number }[]; counts: Count[] }
const published = (s: number, i: number, f: number): Count =>
  counts.find(c => c.setting === s && c.init === i && c.function === f)!

/** The published count of alternating steps: stored distances, the first one too, for the best of fifteen step sizes. */
async function alternating(s: number, i: number, f: number): Promise<number> {
  const { epsilon, coupling } = settings[s]!
  const most = published(s, i, f).AltGDA
  const found = await Promise.all(
    Array.from({ length: 15 }, async (_, k) => {
      const η = (Math.round(k + 1) / 10) * Math.min(1, 1 / coupling)
      const z = await play(
        { game: `spectral-quadratic[row=${10 * s + f},start=${i}]`, optimizer: `gda[stepSize=${η},moves=alternating]` },
        { steps: most - 1, after: most - 3 },
      )
      const below = z.findIndex(p => squaredNorm(p) < epsilon)
      return below < 0 ? Infinity : most - 2 + below
    }),
  )
  return Math.min(...found)
}

describe('the published counts of alternating descent-ascent on the games of Alex-GDA', () => {
  it('begin with 97 113 106 104 106 103 113 96 107 116', () => {
    expect(Array.from({ length: 10 }, (_, f) => published(0, 0, f).AltGDA)).toEqual([
      97, 113, 106, 104, 106, 103, 113, 96, 107, 116,
    ])
  })
  it.each([
    [0, 0, 0],
    [0, 0, 7],
    [0, 2, 5],
    [1, 1, 3],
  ])('setting %i, initial seed %i, function seed %i', async (s, i, f) => {
    expect(await alternating(s, i, f)).toBe(published(s, i, f).AltGDA)
  })
})
