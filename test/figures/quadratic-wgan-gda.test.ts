import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Mixture } from '../../core/mixture.ts'
import { everySteps, run } from '../../core/run.ts'
import { digitsMatrix } from '../../games/data/digits.ts'
import { digits, seeds } from './quadratic-wgan.ts'

type Vector = Float64Array
const d = 64
const [k, β, optimum] = [10, 0.127918697, 2.185515243]
const dot = (x: Vector, y: Vector): number => x.reduce((s, v, i) => s + v * y[i]!, 0)
const rowsOf = (x: Vector): Vector[] => Array.from({ length: x.length / d }, (_, i) => x.subarray(i * d, (i + 1) * d))
/** Σᵢ cᵢ·rowᵢ. */
const combined = (rows: readonly Vector[], c: Vector): Vector => {
  const sum = new Float64Array(d)
  rows.forEach((row, i) => row.forEach((v, j) => (sum[j]! += c[i]! * v)))
  return sum
}
const { n, rows: pixels } = digitsMatrix()
const C: Vector[] = Array.from({ length: d }, () => new Float64Array(d))
for (const row of rowsOf(pixels)) row.forEach((a, i) => row.forEach((b, j) => (C[i]![j]! += (a * b) / n)))

/**
 * A lower bound of the certified gap relative to p*, at a hundredth of its cost: every norm is bounded below, ‖C − S‖₂ by Rayleigh
 * quotients at a few unit vectors, ‖M‖_* by |tr M|, λ_max(M) by Rayleigh quotients. `guess` is improved from call to call.
 */
function lowerBound(answer: readonly Mixture[], guess: Vector): number {
  const [W, [U, v]] = [rowsOf(answer[0]!.atoms[0]!.host), answer[1]!.atoms[0]!.hostBlocks() as [Vector, Vector]]
  const u = rowsOf(U)
  const ofC = (x: Vector): Vector => Float64Array.from(C, row => dot(row, x))
  const discrepancy = (x: Vector): Vector => {
    const Sx = combined(
      W,
      Float64Array.from(W, w => dot(w, x)),
    )
    return ofC(x).map((c, i) => c - Sx[i]!)
  }
  for (let i = 0; i < 2; i++) {
    const next = discrepancy(guess)
    const length = Math.sqrt(dot(next, next))
    guess.set(next.map(x => x / length))
  }
  const norm = Math.max(...[guess, ...u].map(x => Math.abs(dot(x, discrepancy(x)))))
  const λ = Math.max(...u.map(x => u.reduce((s, y, j) => s + v[j]! * dot(x, y) ** 2, 0)))
  const trace = W.reduce((s, w) => s + dot(w, w), 0)
  const MC = u.reduce((s, x, j) => s + v[j]! * dot(x, ofC(x)), 0)
  const upper = trace + 2 * k * Math.max(0, norm - β)
  const lower = MC - β * Math.abs(v.reduce((s, x) => s + x, 0)) - 2 * optimum * Math.max(0, λ - 1)
  return (upper - lower) / optimum
}

describe('quadratic-wgan on the digits, descent-ascent', () => {
  it.each(seeds)(
    'with η = 0.05, seed %d: the certified gap is above 3·p* at every one of 4,000 steps',
    async seed => {
      const { engine, gap } = await digits('gda[stepSize=0.05]', seed)
      let state = await engine.init()
      let least = await gap(state)
      const guess = new Float64Array(d).fill(1 / 8)
      for (let step = 1; step <= 4_000; step++) {
        ;({ state } = await engine.advance(state, step - 1, 1))
        const bound = lowerBound(await engine.answer(state), guess)
        const exact = bound < 3 || step % 500 === 0 ? await gap(state) : null
        if (exact !== null) expect(bound).toBeLessThanOrEqual(exact + 1e-8)
        least = Math.min(least, exact ?? bound)
      }
      engine.dispose()
      expect(least).toBeGreaterThanOrEqual(3)
      expect(least).toBeLessThan(20)
      if (process.env.SHOW_FIGURES) process.stdout.write(`seed ${seed} least ${least}\n`)
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
