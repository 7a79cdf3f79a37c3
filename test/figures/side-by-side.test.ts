import { lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { engineOf } from '../../core/execute.ts'
import { measure } from '../../core/measure.ts'
import { everySteps, run } from '../../core/run.ts'
import { answers, atomsOf, lab, norm, open, play } from './play.ts'

const inner = 'gda[stepSize=0.3,moves=alternating]'
const game = 'bilinear[start=[[1],[1]]]'
const sideBySide = (of: string, more = ''): string => `side-by-side[of=${of}${more}]`

/** The metric's numbers by step. */
async function measured(optimizer: string, steps: number, every: number) {
  const assembled = lab.assemble({ game, optimizer, metrics: ['averages'], seed: 0 })
  const { engine } = await engineOf(assembled, { precision: 'float64' })
  const ticks = run({ engine, key: assembled.key, budget: { steps }, measured: everySteps(every) })
  const all = await lastValueFrom(ticks.pipe(measure(assembled.metrics), toArray()))
  engine.dispose()
  return new Map(all.map(m => [m.step, m.metrics]))
}

describe('side-by-side', () => {
  it.each([inner, 'extragradient[stepSize=0.3,direction=adam[beta1=0.5]]'])('leaves %s as it is, bit for bit', async of => {
    const setting = { game: 'dirac-gan[loss=non-saturating,start=[1,-0.7]]' }
    const plain = await play({ ...setting, optimizer: of }, { steps: 40 })
    expect(await play({ ...setting, optimizer: sideBySide(of) }, { steps: 40 })).toEqual(plain)
    const shown = await answers({ ...setting, optimizer: sideBySide(of) }, { steps: 40 })
    expect(shown.map(atomsOf)).toEqual(plain)
  })

  it.each(['compiled', 'eager'] as const)('holds what average answers with, bit for bit, %s', async execution => {
    const { engine } = await open({ game, optimizer: sideBySide(inner, ',decay=0.9') }, { execution })
    const { state } = await engine.advance(await engine.init(), 0, 60)
    expect(engine.others).toEqual(['last', 'uniform', 'ema'])
    for (const [name, kind] of [
      ['uniform', 'uniform'],
      ['ema', 'ema[decay=0.9]'],
    ] as const) {
      const optimizer = `average[of=${inner},kind=${kind}]`
      const [, last] = await answers({ game, optimizer }, { steps: 60, every: 60, execution })
      expect(atomsOf(await engine.answer(state, name))).toEqual(atomsOf(last!))
    }
    expect(atomsOf(await engine.answer(state, 'last'))).toEqual(atomsOf(await engine.answer(state)))
    engine.dispose()
  })

  it('averages the points looked ahead to where that is said', async () => {
    const of = 'extragradient[stepSize=0.3]'
    const optimizer = `average[of=${of},point=extrapolated]`
    const [, last] = await answers({ game, optimizer }, { steps: 20, every: 20 })
    const { engine } = await open({ game, optimizer: sideBySide(of, ',point=extrapolated') })
    const { state } = await engine.advance(await engine.init(), 0, 20)
    expect(atomsOf(await engine.answer(state, 'uniform'))).toEqual(atomsOf(last!))
    engine.dispose()
    await expect(
      open({ game, optimizer: sideBySide(inner, ',point=extrapolated') }).then(({ engine: e }) =>
        e.init().then(s => e.advance(s, 0, 1)),
      ),
    ).rejects.toThrow(/needs an optimizer that extrapolates/)
  })
})

describe('the metric averages', () => {
  it('measures the averages of all steps, however seldom it looks: x_t + iy_t on its closed form', async () => {
    const optimizer = sideBySide(inner, ',decay=0.95')
    const [often, seldom] = [await measured(optimizer, 120, 1), await measured(optimizer, 120, 60)]
    for (const step of [0, 60, 120]) expect(seldom.get(step)).toEqual(often.get(step))
    let [x, y] = [1, 1]
    let [mean, moving] = [
      [0, 0],
      [1, 1],
    ] as [[number, number], [number, number]]
    for (let t = 1; t <= 120; t++) {
      x -= 0.3 * y
      y += 0.3 * x
      mean = [mean[0] + (x - mean[0]) / t, mean[1] + (y - mean[1]) / t]
      moving = [0.95 * moving[0] + 0.05 * x, 0.95 * moving[1] + 0.05 * y]
    }
    const found = often.get(120)!
    for (const [name, z] of Object.entries({ last: [x, y], uniform: mean, ema: moving })) {
      expect(found[`distance-${name}`]).toBeCloseTo(norm([z]), 11)
      // F = (y, −x): its norm is the distance.
      expect(found[`field-norm-${name}`]).toBeCloseTo(norm([z]), 10)
    }
    // The uniform average of y vanishes as (x₀ − x_t)/(ηt).
    expect(mean[1]).toBeCloseTo((1 - x) / (0.3 * 120) + (y - 1) / 120, 12)
  })
  it('is refused where there is one answer', () => {
    expect(() => lab.assemble({ game, optimizer: inner, metrics: ['averages'], seed: 0 })).toThrow(
      /metric 'averages' does not apply: the optimizer holds one answer only; .* side-by-side\[of=…\]/,
    )
  })
})
