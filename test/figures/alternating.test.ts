import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import { engineOf } from '../../core/execute.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import { constant } from '../../core/scalar.ts'
import { free } from '../../core/set/free.ts'
import { apart, fixture, iterateOf, lab, play, squaredNorm, trajectoriesApart } from './play.ts'

type Pair = [number, number]
interface Best {
  readonly rates: number[]
  readonly count: number
}
const { bilinear, comparison } = fixture('alternating') as {
  bilinear: Record<string, { iterates: Pair[]; z200: Pair }>
  comparison: Record<'a' | 'b' | 'c' | 'x0' | 'y0', number[]> & { eps: number; best: Record<string, Best> }
}
const game = 'bilinear[start=[[1],[1]]]'
const asProfile = ([x, y]: Pair): number[][] => [[x], [y]]

describe('trajectories of the independent script on f = xy', () => {
  it.each(Object.entries(bilinear))('%s', async (optimizer, { iterates, z200 }) => {
    expect(trajectoriesApart(await play({ game, optimizer }, { steps: 30 }), iterates.map(asProfile))).toBeLessThan(1e-12)
    const [, last] = await play({ game, optimizer }, { steps: 200, every: 200 })
    expect(apart(last!, asProfile(z200))).toBeLessThan(1e-9)
  })

  it('alternating extragradient multiplies the determinant by (1 − a²)² a step', async () => {
    const optimizer = 'alternating-extragradient[stepSize=0.3]'
    const image = async (start: string): Promise<number[]> =>
      (await play({ game: `bilinear[start=${start}]`, optimizer }, { steps: 1 }))[1]!.flat()
    const [[a, c], [b, d]] = [await image('[[1],[0]]'), await image('[[0],[1]]')] as [Pair, Pair]
    expect(a * d - b * c).toBeCloseTo((1 - 0.09) ** 2, 14)
  })
})

/** ½Σ aᵢxᵢ² + Σ bᵢxᵢyᵢ − ½Σ cᵢyᵢ²: the quadratic game of the comparison in the bases that its matrices share. */
function quadratic({ a, b, c, x0, y0 }: typeof comparison): Game {
  const [A, B, C] = [a, b, c].map(v => constant(v)) as [() => tf.Tensor, () => tf.Tensor, () => tf.Tensor]
  const form = (u: tf.Tensor, D: tf.Tensor, v: tf.Tensor): tf.Scalar => tf.sum<tf.Scalar>(tf.mul(tf.mul(u, D), v))
  return {
    id: 'comparison',
    players: [x0, y0].map((start, i) => ({
      id: 'xy'[i]!,
      set: free,
      start: () => new Point(vectorLayout(start.length), Float64Array.from(start)),
    })),
    claims: { zeroSum: true },
    sample: () => ({}),
    loss: (i, z) => {
      const [x, y] = [z.at(0).tensor, z.at(1).tensor]
      const f = form(x, A(), x)
        .mul(0.5)
        .add(form(x, B(), y))
        .sub(form(y, C(), y).mul(0.5))
        .asScalar()
      return i === 0 ? f : f.neg()
    },
  }
}

describe('the comparison of arXiv:2402.10475 (first setting, seeds 0 and 0): steps to ‖z‖² < 1e-8 at the best rates of its grid', () => {
  const written: Record<string, (rates: number[]) => string> = {
    'alternating': ([α]) => `gda[stepSize=${α},moves=alternating]`,
    'alex-gda': ([α, γ, δ]) => `alex-gda[stepSize=${α},extrapolation=${γ},reply=${δ}]`,
    'extragradient': ([α, γ]) => `extragradient[stepSize=${γ},extrapolation=${α! / γ!}]`,
    'alternating-extragradient': ([α, γ]) => `alternating-extragradient[stepSize=${γ},extrapolation=${α! / γ!}]`,
    'optimistic': ([α, γ]) => `optimistic[stepSize=${α! - γ!},optimism=${γ},first=zero]`,
    'alternating-optimistic': ([α, γ]) => `optimistic[stepSize=${α! - γ!},optimism=${γ},first=zero,moves=alternating]`,
  }
  // The log has 97, 66, 2·65, 3·47, 123 and 86: stored distances, that is steps + 1, times the cost of a step.
  it.each([
    ['alternating', 97],
    ['alex-gda', 66],
    ['extragradient', 65],
    ['alternating-extragradient', 47],
    ['optimistic', 123],
    ['alternating-optimistic', 86],
  ])('%s: %d', async (name, count) => {
    const best = comparison.best[name]!
    expect(best.count).toBe(count)
    const assembled = lab.assemble({
      game: 'bilinear',
      optimizer: written[name]!(best.rates),
      seed: 0,
      override: { game: quadratic(comparison) },
    })
    const { engine } = await engineOf(assembled, { execution: 'compiled', precision: 'float64' })
    const before = (await engine.advance(await engine.init(), 0, count - 2)).state
    const after = (await engine.advance(before, count - 2, 1)).state
    expect(squaredNorm(iterateOf(before))).toBeGreaterThanOrEqual(comparison.eps)
    expect(squaredNorm(iterateOf(after))).toBeLessThan(comparison.eps)
  })
})
