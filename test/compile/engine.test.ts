import { beforeAll, describe, expect, it } from 'vitest'
import type { FieldView } from '../../core/contract.ts'
import type { Profile } from '../../core/profile.ts'
import type { Engine, StateData } from '../../core/engine.ts'
import { engineOf, optimizers } from './handmade.ts'
import { useTestedBackend } from '../tested-backend.ts'

const names = Object.keys(optimizers)
const along = async (e: Engine, parts: readonly number[]): Promise<StateData> => {
  let [s, k] = [await e.init(), 0]
  for (const n of parts) {
    s = (await e.advance(s, k, n)).state
    k += n
  }
  return s
}
const bits = (s: StateData): Buffer[] => s.leaves.map(l => Buffer.from(l.buffer, l.byteOffset, l.byteLength))

beforeAll(useTestedBackend)

describe.each(names)('%s', name => {
  it.each(['float32', 'float64', 'eager'] as const)(
    'in %s: 100 steps are 37 and 63, and 100 times one, bit for bit',
    async kind => {
      const e = engineOf(name, kind)
      const whole = await along(e, [100])
      expect(bits(await along(e, [37, 63]))).toEqual(bits(whole))
      expect(bits(await along(e, Array<number>(100).fill(1)))).toEqual(bits(whole))
      expect(bits(whole)).not.toEqual(bits(await along(e, [99])))
    },
  )
  it('eager, float32 and float64 agree by the law after one step, with the same ledger and FLOPs', async () => {
    const [eager, single, double] = await Promise.all(
      (['eager', 'float32', 'float64'] as const).map(async kind => {
        const e = engineOf(name, kind)
        return e.advance(await e.init(), 0, 1)
      }),
    )
    double!.state.leaves.forEach((want, l) => {
      const most = Math.max(...Array.from(want, Math.abs))
      const error = (s: StateData): number => Math.max(...Array.from(want, (w, j) => Math.abs(s.leaves[l]![j]! - w))) / most
      const e = error(eager!.state)
      expect(e).toBeLessThanOrEqual(1e-4)
      expect(error(single!.state)).toBeLessThanOrEqual(Math.max(1e-5, 10 * e))
    })
    expect(single!.counts).toEqual(eager!.counts)
    expect(double!.counts).toEqual(eager!.counts)
    expect(eager!.flops).toBe(double!.flops)
    expect(single!.flops).toBeGreaterThan(0)
    expect(single!.flops).toBe(double!.flops)
  })
})

it('answers with the iterate and evaluates probes with draws, eager as compiled', async () => {
  const probe = {
    run: (v: FieldView, z: Profile) => [v.loss(0, z, v.sample()), v.start().at(0).tensor],
  }
  const { startOf } = await import('../../core/engine.ts')
  const { curved } = await import('./handmade.ts')
  const { key } = await import('../../core/key.ts')
  const z = startOf({ game: curved, key: key(7) })
  const values = await Promise.all(
    (['eager', 'float64'] as const).map(async kind => {
      const e = engineOf('descent', kind)
      expect([...(await e.answer(await e.init()))[0]!.atoms[0]!.host].map(Math.fround)).toEqual([0.7, -0.4].map(Math.fround))
      return (await e.evaluate(probe, z, [])).map(t => [...t.values])
    }),
  )
  values[1]!.flat().forEach((x, j) => expect(Math.abs(x - values[0]!.flat()[j]!)).toBeLessThanOrEqual(1e-6))
  expect(values[1]![1]).toEqual([0.7, -0.4])
})
