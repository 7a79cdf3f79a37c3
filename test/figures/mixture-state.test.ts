import { describe, expect, it } from 'vitest'
import { watch } from '../../bench/memory.ts'
import { encodeCheckpoint } from '../../core/checkpoint.ts'
import type { StateData } from '../../core/engine.ts'
import { open } from './play.ts'

const players = { generator: 'mlp[hidden=[8]]', critic: 'mlp[hidden=[6]]' }
const game = 'gan[batch=2,latent=2]'
/** Weights and biases. */
const [Pg, Pc] = [2 * 8 + 8 + 8 * 2 + 2, 2 * 6 + 6 + 6 + 1]

/** The state after so many steps. */
async function after(optimizer: string, steps: number): Promise<StateData> {
  const { engine } = await open({ game, optimizer, players }, { precision: 'float32' })
  const { state } = await engine.advance(await engine.init(), 0, steps)
  engine.dispose()
  return state
}
const entries = ({ leaves }: StateData): number => leaves.reduce((n, leaf) => n + leaf.length, 0)
/** Bytes after the line of JSON and before the checksum. */
const body = (state: StateData): number => {
  const bytes = encodeCheckpoint({ step: 0, state, meter: {} as never, initial: 1 }, 'run')
  return bytes.length - bytes.indexOf(10) - 1 - 32
}

describe('the state of a queue of K', () => {
  it.each([2, 5])('is the iterate and K flat vectors a player: K = %d', async K => {
    const state = await after(`chekhov[queue=${K}]`, 7)
    expect(state.leaves.map(l => l.length).sort((a, b) => a - b)).toEqual([
      ...Array<number>(K + 1).fill(Pc),
      ...Array<number>(K + 1).fill(Pg),
    ])
    expect(body(state)).toBe(4 * (K + 1) * (Pg + Pc))
  })
  it('fills up: a step adds a vector a player until there are K', async () => {
    const sizes = await Promise.all([0, 1, 2, 4].map(async n => entries(await after('chekhov[queue=3]', n)) / (Pg + Pc)))
    expect(sizes).toEqual([1, 2, 3, 4])
  })
  it('of chekhov-ftl is a table of T rows a player, full or not', async () => {
    const optimizer = 'chekhov-ftl[horizon=20]'
    for (const steps of [0, 7]) {
      const { engine } = await open({ game: 'semi-shallow-gan[grid=11]', optimizer })
      const state = steps === 0 ? await engine.init() : (await engine.advance(await engine.init(), 0, steps)).state
      const { assembled } = await open({ game: 'semi-shallow-gan[grid=11]', optimizer })
      const [u, v] = assembled.game.players.map(p => p.start(assembled.key).size) as [number, number]
      // z, the tables, the sum of gradients and t.
      expect(entries(state)).toBe((20 + 1) * (u + v) + v + 1)
    }
  })
})

it('snapshots through a queue of 5 leave nothing behind', async () => {
  const seen = await watch({ game: 'bilinear[dimension=128]', optimizer: 'chekhov[stepSize=0.001,queue=5]', execution: 'compiled', steps: 20000, every: 10 }) // prettier-ignore
  expect(seen.late.tensors).toBe(seen.early.tensors)
  // A snapshot of both players has 1,024 bytes: kept, they were 16 MB. The heap's own unrest, up to 0.7 MB, is 40 bytes a step.
  expect((seen.late.heap - seen.early.heap) / seen.steps).toBeLessThan(256)
}, 60_000)
