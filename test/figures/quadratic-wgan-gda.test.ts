import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Mixture } from '../../core/mixture.ts'
import { everySteps, run } from '../../core/run.ts'
import { digitsMatrix } from '../../games/data/digits.ts'
import { digits, seeds } from './quadratic-wgan.ts'

const [d, dz, m] = [64, 16, 20]
const [k, β, optimum] = [10, 0.127918697, 2.185515243]
const { n, rows: X } = digitsMatrix()
const C = new Float64Array(d * d)
for (let r = 0; r < n; r++) {
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) C[i * d + j]! += (X[r * d + i]! * X[r * d + j]!) / n
}

/** y = Ax for the rows of A [rows, columns], from entry `at` on. */
function times(A: Float64Array, x: Float64Array, y: Float64Array, rows: number, columns: number, at = 0): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += A[at + i * columns + j]! * x[j]!
    y[i] = sum
  }
}
const dot = (x: Float64Array, y: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!
  return sum
}

/**
 * Bounds the certified gap, relative to p*, from below, at a fiftieth of its cost: ‖C − S‖₂ by power iteration from the last step's
 * direction, ‖M‖_* by |tr M| and by λ_max(M), that by Rayleigh quotients at the neurons.
 */
function bounding(): (answer: readonly Mixture[]) => number {
  const guess = new Float64Array(d).fill(1 / 8)
  const [Ex, Wx, Cu, inner] = [new Float64Array(d), new Float64Array(dz), new Float64Array(d), new Float64Array(m)]
  return answer => {
    const W = answer[0]!.atoms[0]!.host
    const [U, v] = answer[1]!.atoms[0]!.hostBlocks() as [Float64Array, Float64Array]
    let norm = 0
    for (let pass = 0; pass < 6; pass++) {
      times(C, guess, Ex, d, d)
      times(W, guess, Wx, dz, d)
      for (let i = 0; i < dz; i++) for (let j = 0; j < d; j++) Ex[j]! -= Wx[i]! * W[i * d + j]!
      // ‖Ex‖ ≤ ‖E‖₂ for a unit x.
      norm = Math.sqrt(dot(Ex, Ex))
      for (let j = 0; j < d; j++) guess[j] = Ex[j]! / norm
    }
    let [MC, λ] = [0, 0]
    for (let j = 0; j < m; j++) {
      const u = U.subarray(j * d, (j + 1) * d)
      times(C, u, Cu, d, d)
      MC += v[j]! * dot(u, Cu)
      times(U, u, inner, m, d)
      let rayleigh = 0
      for (let l = 0; l < m; l++) rayleigh += v[l]! * inner[l]! ** 2
      λ = Math.max(λ, rayleigh)
    }
    const upper = dot(W, W) + 2 * k * Math.max(0, norm - β)
    const trace = v.reduce((s, x) => s + x, 0)
    return (upper - MC + β * Math.max(Math.abs(trace), λ) + 2 * optimum * Math.max(0, λ - 1)) / optimum
  }
}

describe('quadratic-wgan on the digits, descent-ascent', () => {
  it.each(seeds)(
    'with η = 0.05, seed %d: the certified gap is above 3·p* at every one of 4,000 steps',
    async seed => {
      const { engine, gap } = await digits('gda[stepSize=0.05]', seed)
      let state = await engine.init()
      let least = await gap(state)
      let certificates = 1
      const lowerBound = bounding()
      for (let step = 1; step <= 4_000; step++) {
        ;({ state } = await engine.advance(state, step - 1, 1))
        const bound = lowerBound(await engine.answer(state))
        const exact = bound < 3 || step % 500 === 0 ? await gap(state) : null
        if (exact !== null) certificates++
        if (exact !== null) expect(bound).toBeLessThanOrEqual(exact + 1e-8)
        least = Math.min(least, exact ?? bound)
      }
      engine.dispose()
      expect(least).toBeGreaterThanOrEqual(3)
      expect(least).toBeLessThan(20)
      if (process.env.SHOW_FIGURES) process.stdout.write(`seed ${seed} least ${least}, ${certificates} certificates\n`)
    },
    120_000,
  )

  /** 27 of the 30 seeds leave their bounds before step 200, the others a little later. */
  const late = new Map([
    [6, 257],
    [22, 297],
    [29, 307],
  ])
  it.each(seeds)('with η = 0.2, seed %d: diverges, before step 200 but for three seeds, and the run says so', async seed => {
    const { assembled, engine } = await digits('gda[stepSize=0.2]', seed)
    const last = await lastValueFrom(run({ engine, key: assembled.key, budget: { steps: 4_000 }, measured: everySteps(50) }))
    engine.dispose()
    expect(last.outcome).toMatchObject({ kind: 'diverged' })
    expect(last.outcome!.step).toBeLessThan(late.has(seed) ? late.get(seed)! + 1 : 200)
    expect(last.step).toBe(last.outcome!.step)
    if (process.env.SHOW_FIGURES) process.stdout.write(`seed ${seed} ${JSON.stringify(last.outcome)}\n`)
  })
})
