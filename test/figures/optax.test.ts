import { describe, expect, it } from 'vitest'
import { fixture, norm, play, trajectoriesApart } from './play.ts'

type Pair = [number, number]
const { adam, optimistic } = fixture('optax_adam') as {
  adam: Record<'nesterov' | 'plain', Pair[]>
  optimistic: { optimism: number; nesterov: boolean; first: 'current' | 'zero'; first16: Pair[]; distances: number[] }[]
}
const game = 'bilinear[start=[[1],[2]]]'
const asProfile = ([x, y]: Pair): number[][] => [[x], [y]]

describe('Adam as optax has it', () => {
  it.each(['nesterov', 'plain'] as const)('%s', async form => {
    const direction = `adam[beta1=0.7,beta2=0.9,epsilon=0.001,nesterov=${form === 'nesterov'}]`
    const found = await play({ game, optimizer: `gda[stepSize=0.05,direction=${direction}]` }, { steps: 30 })
    expect(trajectoriesApart(found, adam[form].map(asProfile))).toBeLessThan(1e-13)
  })
})

describe('optimistic Adam as optax has it', () => {
  it.each(optimistic)(
    'optimism $optimism, nesterov $nesterov, first $first',
    async ({ optimism, nesterov, first, ...figures }) => {
      const optimizer = `optimistic[stepSize=0.01,optimism=${optimism},first=${first},direction=adam[nesterov=${nesterov}]]`
      const found = await play({ game, optimizer }, { steps: 16 })
      expect(trajectoriesApart(found, figures.first16.map(asProfile))).toBeLessThan(1e-12)
      const later = await play({ game, optimizer }, { steps: 256, every: 64 })
      expect(Math.abs(norm(later[1]!) - figures.distances[3]!)).toBeLessThan(1e-10)
      // From here on, with optimism 1, a difference in the last bit is one in the first digits by step 1,024.
      expect(Math.abs(norm(later[4]!) - figures.distances[4]!)).toBeLessThan(1e-6)
    },
  )
})
