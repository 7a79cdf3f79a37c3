import { describe, expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import { drawKey } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { hostPoint, vectorLayout } from '../../core/point.ts'
import { free } from '../../core/set/sets.ts'
import { scalar } from '../../core/scalar.ts'
import { iterateOf, lab } from './play.ts'

type Draw = Readonly<Record<'ξ', HostTensor>>
/** ℓ_x = ½x² + ξxy, ℓ_y = ½y² + ξxy, so that F = (x + ξy, y + ξx); ξ ~ N(0, 1) anew in every draw. */
const noisy: Game<Draw> = {
  id: 'noisy',
  players: [1, -0.5].map((start, i) => ({
    id: 'xy'[i]!,
    set: free,
    start: () => hostPoint(vectorLayout(1), [[start]]),
  })),
  claims: {},
  sample: key => ({ ξ: hostTensor(key.normal(1), [1]) }),
  loss: (i, z, { ξ }) => {
    const [x, y] = [z.at(0).tensor, z.at(1).tensor]
    const own = z.at(i).tensor
    return own.square().mul(scalar(0.5)).add(x.mul(y).mul(ξ)).sum()
  },
}
type Pair = readonly [x: number, y: number]
const η = 0.1
const F = ([x, y]: Pair, ξ: number): Pair => [x + ξ * y, y + ξ * x]
const minus = (z: Pair, g: Pair): Pair => [z[0] - η * g[0], z[1] - η * g[1]]

/** Ten float64 steps of an optimizer, and the same by hand; `step` draws ξ as often as it calls. */
async function expectPlayed(optimizer: string, samples: number, step: (z: Pair, draw: () => number) => Pair): Promise<void> {
  const assembled = lab.assemble({ game: 'bilinear', optimizer, seed: 3, override: { game: noisy as unknown as Game } })
  const { engine } = await engineOf(assembled, { execution: 'compiled', precision: 'float64' })
  let state = await engine.init()
  let z: Pair = [1, -0.5]
  for (let k = 0; k < 10; k++) {
    const made = await engine.advance(state, k, 1)
    state = made.state
    expect(made.counts.samples).toBe(samples)
    let d = 0
    z = step(z, () => noisy.sample(drawKey(assembled.key, k, d++)).ξ.values[0]!)
    expect(d).toBe(samples)
    const found = iterateOf(state).flat()
    found.forEach((x, i) => expect(x).toBeCloseTo(z[i]!, 13))
  }
}

describe('minibatches are those that the algorithm draws', () => {
  it('gda, simultaneous: one for both players', () => expectPlayed('gda[stepSize=0.1]', 1, (z, draw) => minus(z, F(z, draw()))))
  it('gda, in an order of moves: a fresh one a move', () =>
    expectPlayed('gda[stepSize=0.1,moves=["y","y","x"]]', 3, ([x, y], draw) => {
      const first = y - η * F([x, y], draw())[1]
      const second = first - η * F([x, first], draw())[1]
      return [x - η * F([x, second], draw())[0], second]
    }))
  it('extragradient: a fresh one for the second evaluation', () =>
    expectPlayed('extragradient[stepSize=0.1]', 2, (z, draw) => minus(z, F(minus(z, F(z, draw())), draw()))))
  it('extragradient with sample=same: one for both', () =>
    expectPlayed('extragradient[stepSize=0.1,sample=same]', 1, (z, draw) => {
      const ξ = draw()
      return minus(z, F(minus(z, F(z, ξ)), ξ))
    }))
  it.each([
    ['same', 1],
    ['independent', 2],
  ] as const)('gradient-regularized with sample=%s: %d', (sample, samples) =>
    expectPlayed(`gradient-regularized[stepSize=0.1,weight=0.3,sample=${sample}]`, samples, (z, draw) => {
      const ξ = draw()
      const [gx, gy] = F(z, ξ)
      // ∂F_y/∂x = ξ′
      const penalty = (sample === 'same' ? ξ : draw()) * gy
      return minus(z, [gx + 2 * 0.3 * penalty, gy])
    }),
  )
  it('chekhov: one for all opponents', () =>
    expectPlayed('chekhov[stepSize=0.1,queue=1,weight=0]', 1, (z, draw) => minus(z, F(z, draw()))))
})
