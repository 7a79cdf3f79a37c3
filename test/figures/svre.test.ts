import { describe, expect, it } from 'vitest'
import { drawKey, phaseKey } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import type { HostTensor } from '../../core/host.ts'
import { key as keyOf } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { finiteSums } from '../conformance/claim-games.ts'
import { apart, iterateOf } from './play.ts'

const lab = createLab([...builtin, finiteSums])
const n = 5
type Pair = [number[], number[]]
const plus = (u: Pair, c: number, v: Pair): Pair => [0, 1].map(i => u[i]!.map((x, j) => x + c * v[i]![j]!)) as Pair

/** Terms xᵢyᵢ: the field of one has two entries, that of their mean all. */
const field = ([x, y]: Pair, term: number | 'all'): Pair => {
  const seen = (j: number): number => (term === 'all' ? 1 / n : j === term ? 1 : 0)
  return [y.map((v, j) => seen(j) * v), x.map((v, j) => -seen(j) * v)]
}

describe('variance-reduced extragradient on (1/5)Σ xᵢyᵢ', () => {
  it.each([0, 0.5])('is its formulas for the same draws, restart = %d', async restart => {
    const { game, key, ...rest } = lab.assemble({
      game: 'one-coordinate',
      optimizer: `svre[stepSize=0.4,restart=${restart}]`,
      seed: 3,
    })
    const { engine } = await engineOf({ game, key, ...rest }, { execution: 'compiled', precision: 'float64' })
    let state = await engine.init()
    let z = iterateOf(state) as Pair
    let [snapshot, μ, mean, count]: [Pair, Pair, Pair, number] = [z, z, z, 1]
    const seen = { epochs: 0, restarts: 0 }
    for (let k = 0; k < 80; k++) {
      const [epoch, back] = phaseKey(key, k).uniform(2) as unknown as [number, number]
      const begins = k === 0 || epoch < 1 / n
      if (begins && k > 0 && back < restart) {
        ;[z, count] = [mean, 1]
        seen.restarts++
      }
      if (begins) {
        ;[snapshot, μ] = [z, field(z, 'all')]
        seen.epochs++
      }
      const direction = (w: Pair, draw: number): Pair => {
        const { chosen } = game.sample(drawKey(key, k, draw)) as unknown as { chosen: HostTensor }
        const term = Array.from(chosen.values).indexOf(1)
        return plus(plus(field(w, term), -1, field(snapshot, term)), 1, μ)
      }
      const half = plus(z, -0.4, direction(z, 0))
      z = plus(z, -0.4, direction(half, 1))
      count++
      mean = plus(mean, 1 / count, plus(z, -1, mean))
      const { state: next, counts } = await engine.advance(state, k, 1)
      state = next
      expect(apart(iterateOf(state), z)).toBeLessThan(1e-12)
      // Four fields of two players, and the whole sum as five draws.
      expect(counts.gradients).toBe(8 + (begins ? 2 * n : 0))
    }
    expect(seen.epochs).toBeGreaterThan(8)
    expect(seen.restarts > 0).toBe(restart > 0)
  })

  it('begins an epoch with probability 1/n: lengths have the mean n and the variance n(n − 1)', () => {
    const { optimizer } = lab.assemble({ game: 'one-coordinate', optimizer: 'svre', seed: 0 })
    const key = keyOf(11)
    const begins = Array.from({ length: 20_000 }, (_, k) => k).filter(
      k => (optimizer.phase!(k, phaseKey(key, k)) as { begins: boolean }).begins,
    )
    const lengths = begins.slice(1).map((k, i) => k - begins[i]!)
    const mean = lengths.reduce((a, b) => a + b, 0) / lengths.length
    const variance = lengths.reduce((s, l) => s + (l - mean) ** 2, 0) / lengths.length
    // Four standard errors.
    expect(Math.abs(mean - n)).toBeLessThan(4 * Math.sqrt((n * (n - 1)) / lengths.length))
    expect(Math.abs(variance / (n * (n - 1)) - 1)).toBeLessThan(0.2)
  })

  it('is refused where the game is no finite sum', () => {
    expect(() => lab.assemble({ game: 'bilinear', optimizer: 'svre', seed: 0 })).toThrow("game 'bilinear' is not a finite sum")
  })
})
