import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import type { Game, StrategySet } from '../../core/contract.ts'
import { drawKey } from '../../core/engine.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { dirac, type Mixture } from '../../core/mixture.ts'
import { fieldNorm } from '../../metrics/field-norm.ts'
import { losses } from '../../metrics/losses.ts'
import { outcomes } from '../../metrics/outcomes.ts'
import { free, gameOf, player, rows, seenOf, vector } from './seen.ts'

/** f(x, y) = x²/2 + 2xy − 3y: F = (x + 2y, 3 − 2x). */
const quadratic = (set: StrategySet): Game =>
  gameOf({
    players: [player('x', 1, set), player('y', 1)],
    loss: (i, z) => {
      const [x, y] = [z.at(0).tensor, z.at(1).tensor]
      const f = x.square().mul(0.5).add(x.mul(y).mul(2)).sub(y.mul(3)).sum()
      return (i === 0 ? f : f.neg()).asScalar()
    },
  })
const interval: StrategySet = {
  ...free,
  name: 'interval',
  prox: x =>
    x.map(
      t => tf.clipByValue(t, -1, 1),
      v => Math.min(1, Math.max(-1, v)),
    ),
}
/** g(x) = 2|x|, on the host only. */
const absolute: StrategySet = {
  ...free,
  name: 'absolute',
  kind: 'function',
  prox: (x, η) =>
    x.map(
      t => t,
      v => Math.sign(v) * Math.max(0, Math.abs(v) - 2 * (η as number)),
    ),
}
const norm = async (game: Game, answer: readonly Mixture[], stepSize = 1e-3): Promise<number> =>
  (await fieldNorm.create({ stepSize, draws: 4 }, game).measure(seenOf(game, answer)))['field-norm']!
const at = (x: number, y: number): Mixture[] => [dirac(vector(x)), dirac(vector(y))]

test('without constraints the residual is ‖F‖, whatever η', async () => {
  const game = quadratic(free)
  for (const η of [1e-3, 0.5, 4]) expect(await norm(game, at(2, 1), η)).toBeCloseTo(Math.sqrt(17), 10)
  expect(await norm(game, at(1.5, -0.75))).toBeLessThan(1e-12)
})

test('op by op, in float32, the figures are the same up to rounding', async () => {
  const game = quadratic(free)
  const seen = seenOf(game, at(2, 1), 'eager')
  const residual = await fieldNorm.create({ stepSize: 1e-3, draws: 4 }, game).measure(seen)
  expect(residual['field-norm']).toBeCloseTo(Math.sqrt(17), 6)
  // 2 + 4 − 3.
  expect(await losses.create({ draws: 4, profiles: 8 }, game).measure(seen)).toEqual({ 'loss-x': 3, 'loss-y': -3 })
})

test('on the boundary an outward pull counts for nothing, an inward one in full', async () => {
  const game = quadratic(interval)
  // F(1, −2) = (−3, 1): x is held at 1. F(1, 2) = (5, 1): x is free to go.
  expect(await norm(game, at(1, -2))).toBeCloseTo(1, 10)
  expect(await norm(game, at(1, 2))).toBeCloseTo(Math.sqrt(26), 10)
  // F = (−3, 3 − 2x) with x a third of a step from the boundary: 0.001/0.001.
  expect(await norm(game, at(0.999, -1.9995))).toBeCloseTo(Math.hypot(1, 1.002), 10)
})

test('a function is met by its prox with the same η', async () => {
  const game = quadratic(absolute)
  // At x = 0 the pull 2y below the weight 2 is held, above it the rest counts; y contributes 3.
  for (const η of [1e-3, 0.5]) {
    expect(await norm(game, at(0, 0.75), η)).toBeCloseTo(3, 10)
    expect(await norm(game, at(0, -3), η)).toBeCloseTo(5, 10)
  }
})

test('each atom of a mixture meets the mean of the others; in a finite game a mixture is its mean', async () => {
  const x: Mixture = { atoms: [vector(1), vector(3)], weights: [0.5, 0.5] }
  // x + 2·1 = 3 and 5, each half; y meets 3 − 2·2 = −1.
  expect(await norm(quadratic(free), [x, dirac(vector(1))])).toBeCloseTo(Math.sqrt((9 + 25) / 2 + 1), 10)
  // On [−1, 1], y at 1/4 and −7/4 with weights ¾ and ¼, E y = −¼: x = 1 is pulled inward by ½, x = −1 by −1½, and y meets 3 − 2·0.
  const ends: Mixture = { atoms: [vector(1), vector(-1)], weights: [0.5, 0.5] }
  const y: Mixture = { atoms: [vector(0.25), vector(-1.75)], weights: [0.75, 0.25] }
  expect(await norm(quadratic(interval), [ends, y])).toBeCloseTo(Math.sqrt((0.5 ** 2 + 1.5 ** 2) / 2 + 9), 10)
  // An outward pull counts for nothing: against y = −2 the atom 1 meets −3, the atom −1 meets −5.
  expect(await norm(quadratic(interval), [ends, dirac(vector(-2))])).toBeCloseTo(Math.sqrt(5 ** 2 / 2 + 9), 10)
  const finite: Game = { ...quadratic(free), oracles: { payoff: rows([[1]]) } }
  expect(await norm(finite, [x, dirac(vector(1))])).toBeCloseTo(Math.sqrt(17), 10)
})

/** ℓ_x = ξx², ℓ_y = (ξ + y)x. */
const noisy = gameOf({
  sample: k => hostTensor(k.normal(1), [1]),
  loss: (i, z, ξ) => {
    const [x, y, noise] = [z.at(0).tensor, z.at(1).tensor, ξ as tf.Tensor]
    return (i === 0 ? noise.mul(x.square()) : noise.add(y).mul(x)).sum().asScalar()
  },
})
const noise = (draws: number): number =>
  Array.from({ length: draws }, (_, d) => drawKey(key(7), 'evaluation', d).normal(1)[0]!).reduce((a, b) => a + b) / draws

test('losses and field are means over the evaluation draws', async () => {
  for (const draws of [1, 3]) {
    const ν = noise(draws)
    const measured = await losses.create({ draws, profiles: 8 }, noisy).measure(seenOf(noisy, at(2, 5)))
    expect(Object.keys(measured)).toEqual(['loss-x', 'loss-y'])
    expect(measured['loss-x']).toBeCloseTo(4 * ν, 12)
    expect(measured['loss-y']).toBeCloseTo(2 * (ν + 5), 12)
    const F = await fieldNorm.create({ stepSize: 1, draws }, noisy).measure(seenOf(noisy, at(2, 5)))
    // ∂ℓ_x/∂x = 2ξx, ∂ℓ_y/∂y = x.
    expect(F['field-norm']).toBeCloseTo(Math.hypot(4 * ν, 2), 12)
  }
})

test('losses of mixtures are expectations, not losses of the mean', async () => {
  const game = quadratic(free)
  const answer: Mixture[] = [
    { atoms: [vector(1), vector(-3)], weights: [0.25, 0.75] },
    { atoms: [vector(2), vector(4), vector(9)], weights: [0.5, 0.5, 0] },
  ]
  const measured = await losses.create({ draws: 4, profiles: 8 }, game).measure(seenOf(game, answer))
  // E x² = 7, E x = −2, E y = 3: 3.5 + 2·(−2)·3 − 9.
  expect(measured['loss-x']).toBeCloseTo(-17.5, 12)
  expect(measured['loss-y']).toBeCloseTo(17.5, 12)
})

test('above the limit profiles are drawn by weight, the players independently', () => {
  const range = (n: number): Mixture => ({
    atoms: Array.from({ length: n }, (_, i) => vector(i)),
    weights: Array.from({ length: n }, (_, i) => (i + 1) / ((n * (n + 1)) / 2)),
  })
  const n = 400
  const drawn = outcomes([range(40), range(40)], n, key(5))
  expect(drawn).toHaveLength(n)
  expect(drawn.every(({ weight }) => weight === 1 / n)).toBe(true)
  // The mean of i under weights (i + 1)/820 is 26; cumulative counts are within 1 of their due, so the sum is within 39.
  const means = [0, 1].map(i => drawn.reduce((s, { z }) => s + z.at(i).host[0]! / n, 0))
  means.forEach(m => expect(Math.abs(m - 26)).toBeLessThanOrEqual(39 / n))
  const covariance = drawn.reduce((s, { z }) => s + (z.at(0).host[0]! - 26) * (z.at(1).host[0]! - 26), 0) / n
  // Each has variance 91: standard error of the covariance 91/√n = 4.55.
  expect(Math.abs(covariance)).toBeLessThan(4 * 4.55)
  const all = outcomes([range(4), range(5)], 20, key(5))
  expect(all).toHaveLength(20)
  expect(all.reduce((s, { weight }) => s + weight, 0)).toBeCloseTo(1, 14)
})
