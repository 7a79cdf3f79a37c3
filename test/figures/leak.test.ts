import * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import { whole } from '../whole.ts'
import { iterateOf, open, type Selectors } from './play.ts'

const runs: Selectors[] = [
  { game: 'bilinear[start=[[1],[1]]]', optimizer: 'extragradient[stepSize=0.3]' },
  {
    game: 'gan[batch=2,latent=2,penalty=r1]',
    players: { generator: 'mlp[hidden=[3]]', critic: 'mlp[hidden=[3]]' },
    optimizer: 'gda[stepSize=0.001,direction=adam[beta1=0.5]]',
  },
]

/** In `npm test` fewer: one tensor that is left over in all of them is found. */
const steps = whole ? 10_000 : 2_000
it.each(runs)(
  'thousands of eager steps leave no tensor over: $optimizer on $game',
  async selectors => {
    const { engine } = await open(selectors, { execution: 'eager' })
    const before = tf.memory().numTensors
    const { state } = await engine.advance(await engine.init(), 0, steps)
    expect(iterateOf(state).flat().every(Number.isFinite)).toBe(true)
    engine.dispose()
    expect(tf.memory().numTensors).toBe(before)
  },
  120_000,
)

it('holds as many tensors after 2 steps as after 100, the game’s constants', async () => {
  for (const selectors of runs) {
    const { engine } = await open(selectors, { execution: 'eager' })
    const counts: number[] = []
    let state = await engine.init()
    for (const [k, n] of [
      [0, 2],
      [2, 98],
    ] as const) {
      ;({ state } = await engine.advance(state, k, n))
      counts.push(tf.memory().numTensors)
    }
    engine.dispose()
    expect(counts[1]).toBe(counts[0])
  }
})
