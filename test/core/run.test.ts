import { lastValueFrom, take, tap, toArray, type Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { encodeCheckpoint, type Checkpoint } from '../../core/checkpoint.ts'
import type { Engine } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import type { Optimizer } from '../../core/contract.ts'
import { createLab } from '../../core/lab.ts'
import type { Profile } from '../../core/profile.ts'
import { measure, record, thin, until, type Measured } from '../../core/measure.ts'
import { everySteps, growingSteps, run, type RunOptions, type Schedule, type Tick } from '../../core/run.ts'
import { builtin } from '../../plugins/builtin.ts'

const lab = createLab(builtin)
const assembled = lab.assemble({
  game: 'bilinear[start=[[1],[1]]]',
  optimizer: 'extragradient[stepSize=0.3]',
  metrics: ['distance'],
  seed: 0,
})
const opened = async (optimizer = 'extragradient[stepSize=0.3]'): Promise<Engine> => {
  const request = { game: 'bilinear[start=[[1],[1]]]', optimizer, seed: 0 }
  return (await engineOf(lab.assemble(request), { precision: 'float64' })).engine
}
const all = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()))
const options = (engine: Engine, more: Partial<RunOptions> = {}): RunOptions => ({
  engine,
  key: assembled.key,
  budget: { steps: 40 },
  measured: everySteps(10),
  ...more,
})
/** The same engine, with the steps of every call written down. */
const watched = (engine: Engine): { engine: Engine; calls: [k: number, n: number][] } => {
  const calls: [number, number][] = []
  return {
    calls,
    engine: {
      ...engine,
      advance: (state, k, n) => {
        calls.push([k, n])
        return engine.advance(state, k, n)
      },
    },
  }
}
/** Makes at most m steps a call, whatever the loop asks for, by being slow to count. */
const inPieces = (engine: Engine, m: number, ms: number): Engine => ({
  ...engine,
  advance: async (state, k, n) => {
    await new Promise(resolve => setTimeout(resolve, Math.min(n, m) * ms))
    return engine.advance(state, k, n)
  },
})

describe('measured steps', () => {
  it('are those of a fixed sequence, from wherever it is asked', () => {
    const grown: number[] = []
    for (let k = 0; k < 60; k = growingSteps(1.5)(k)) grown.push(k)
    expect(grown).toEqual([0, 1, 2, 3, 4, 6, 9, 13, 19, 28, 42])
    for (const schedule of [growingSteps(1.5), growingSteps(1.15), everySteps(7)]) {
      for (let k = 0; k < 200; k++) {
        const next = schedule(k)
        expect(next).toBeGreaterThan(k)
        for (let between = k; between < next; between++) expect(schedule(between)).toBe(next)
      }
    }
  })
  it('do not depend on how many steps a call makes', async () => {
    const engine = await opened()
    const steps = async (e: Engine): Promise<number[]> =>
      (await all(run(options(e, { measured: growingSteps(1.5) })))).map(t => t.step)
    // 50 ms a step: four steps a call where the loop looks up every 0.2 s.
    expect(await steps(inPieces(engine, Infinity, 50))).toEqual(await steps(engine))
  })
  it('change no bit: every step or every hundredth, and left and taken up again', async () => {
    const engine = await opened()
    const last = async (measured: Schedule, resume?: Checkpoint): Promise<Buffer> => {
      let saved: Checkpoint | null = null
      const save = (c: Checkpoint): void => {
        saved = c
      }
      await all(run(options(engine, { budget: { steps: 300 }, measured, save, ...(resume ? { resume } : {}) })))
      return encodeCheckpoint(saved!, 'this one')
    }
    const whole = await last(everySteps(1))
    expect((await last(everySteps(100))).equals(whole)).toBe(true)

    let half: Checkpoint | null = null
    const leave = new AbortController()
    await all(
      run(
        options(engine, {
          budget: { steps: 300 },
          measured: everySteps(7),
          signal: leave.signal,
          save: c => {
            half = c
            if (c.step >= 150) leave.abort()
          },
        }),
      ),
    )
    expect(half!.step).toBe(154)
    expect((await last(everySteps(7), half!)).equals(whole)).toBe(true)
  })
})

describe('the loop', () => {
  it('is cold: nothing happens before a subscription, and every subscription runs', async () => {
    const { engine, calls } = watched(await opened())
    const cold = run(options(engine))
    await new Promise(setImmediate)
    expect(calls).toEqual([])
    expect((await all(cold)).map(t => t.step)).toEqual([0, 10, 20, 30, 40])
    const once = calls.length
    await all(cold)
    expect(calls.filter(([k]) => k === 0).length).toBe(2)
    expect(calls.length).toBeGreaterThan(once)
  })
  it('makes no step after the one under way when it is unsubscribed from', async () => {
    const { engine, calls } = watched(await opened())
    const ticks = await all(run(options(engine, { budget: {}, measured: everySteps(1) })).pipe(take(3)))
    expect(ticks.map(t => t.step)).toEqual([0, 1, 2])
    const made = calls.length
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(calls.length - made).toBeLessThanOrEqual(1)
  })
  it('waits for what is measured, and does not count that time', async () => {
    const engine = await opened()
    const order: string[] = []
    const slow = (tick: Tick): void => {
      tick.wait(new Promise(resolve => setTimeout(resolve, 100)).then(() => order.push(`measured ${tick.step}`)))
    }
    const { engine: seen } = watched({
      ...engine,
      advance: (state, k, n) => {
        order.push(`stepped from ${k}`)
        return engine.advance(state, k, n)
      },
    })
    const begun = performance.now()
    const ticks = await all(run(options(seen, { budget: { steps: 2 }, measured: everySteps(1) })).pipe(tap(slow)))
    const seconds = (performance.now() - begun) / 1000
    expect(order).toEqual(['measured 0', 'stepped from 0', 'measured 1', 'stepped from 1', 'measured 2'])
    // Three times 100 ms, less what a timer may be early.
    expect(seconds - ticks.at(-1)!.meter.seconds).toBeGreaterThan(0.295)
  })
  it.each([
    [{ steps: 25 }, 25],
    [{ gradients: 101 }, 26],
    [{ gradients: 100 }, 25],
    [{ steps: 30, gradients: 40 }, 10],
    [{ flops: 1 }, 1],
  ])('ends when the budget %j is used up, after %d steps', async (budget, steps) => {
    const last = (await all(run(options(await opened(), { budget, measured: everySteps(1000) })))).at(-1)!
    expect(last.step).toBe(steps)
    expect(last.outcome).toMatchObject({ kind: 'completed', step: steps })
  })
  it('ends at the same step however often it measures, where steps become dearer', async () => {
    // A queue that fills: step k costs 2(k + 1) gradients, 420 after 20 of them.
    const engine = await opened('chekhov[stepSize=0.01,queue=30]')
    const ended = async (every: number): Promise<[number, number]> => {
      const last = (await all(run(options(engine, { budget: { gradients: 400 }, measured: everySteps(every) })))).at(-1)!
      expect(last.outcome).toMatchObject({ kind: 'completed', step: last.step })
      return [last.step, last.meter.gradients]
    }
    for (const every of [1, 7, 1000, 1000]) expect(await ended(every)).toEqual([20, 420])
  })
  it('ends at the step at which a solver on the host ends, however often it measures', async () => {
    const game =
      'two-layer-wgan[activation=relu,data=[[-1],[1]],latent=[[-1],[1]],start=[[1.3]],beta=0.3,normalise=sum,regulariser=weights]'
    const { engine } = await engineOf(lab.assemble({ game, optimizer: 'alternating-socp', seed: 0 }))
    for (const every of [1, 2, 7, 40]) {
      const last = (await all(run(options(engine, { measured: everySteps(every) })))).at(-1)!
      expect(last.outcome).toMatchObject({ kind: 'converged', step: last.step })
      expect([every, last.step, last.meter.solves]).toEqual([every, 3, 3])
    }
  })
  it.each(['compiled', 'eager'] as const)('counts what an optimizer asks for before its first step, %s', async execution => {
    const { optimizer, ...rest } = assembled
    const field = optimizer as Optimizer<{ z: Profile }, 'field'>
    const looking: Optimizer<{ z: Profile; g: Profile }, 'field'> = {
      ...field,
      init: v => ({ ...field.init(v), g: v.F(v.start(), v.sample()) }),
      step: (v, s, phase) => ({ ...field.step(v, s, phase), g: s.g }),
    }
    const { engine } = await engineOf({ ...rest, optimizer: looking }, { execution, backend: 'cpu' })
    const meters = (await all(run(options(engine, { budget: { steps: 1 }, measured: everySteps(1) })))).map(t => t.meter)
    expect(meters.map(m => [m.gradients, m.samples])).toEqual([
      [2, 1],
      [6, 3],
    ])
    // F of two numbers: two products and a sign.
    expect(meters[0]!.flops).toBeGreaterThan(0)
    expect(meters[1]!.flops).toBeGreaterThan(meters[0]!.flops!)
  })
  it('refuses a budget of FLOPs where they are not known', async () => {
    const engine = await opened()
    const unknown: Engine = { ...engine, advance: async (s, k, n) => ({ ...(await engine.advance(s, k, n)), flops: null }) }
    await expect(all(run(options(unknown, { budget: { flops: 1e6 } })))).rejects.toThrow('FLOPs are not known')
    expect((await all(run(options(unknown)))).at(-1)!.step).toBe(40)
  })
  it('ends with the outcome diverged, at the last state within bounds', async () => {
    const engine = await opened('gda[stepSize=3]')
    const ticks = await all(run(options(engine, { budget: { steps: 1000 }, measured: everySteps(400), limit: 1e6 })))
    const { step, outcome, answer } = ticks.at(-1)!
    // ‖z‖² grows by 1 + 9 a step from 2: entries pass 1e6 after step 12.
    expect(outcome!.kind).toBe('diverged')
    expect(step).toBe(outcome!.step)
    expect(step).toBeGreaterThanOrEqual(11)
    expect(step).toBeLessThanOrEqual(12)
    expect(Math.max(...answer.map(m => Math.abs(m.atoms[0]!.host[0]!)))).toBeLessThanOrEqual(1e6)
  })
  it('leaves its bounds at the same step however many steps a call makes, where the largest entry falls on the way', async () => {
    // z turns by atan 0.3 and grows by √1.09 a step: after its entries have passed 1e12 both may be below again.
    const largest = (k: number): number => {
      const angle = Math.PI / 4 + k * Math.atan(0.3)
      return Math.SQRT2 * 1.09 ** (k / 2) * Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)))
    }
    const last = Array.from({ length: 700 }, (_, k) => k).find(k => largest(k + 1) > 1e12)!
    expect([1, 2, 3, 4, 5].some(k => largest(last + 1 + k) <= 1e12)).toBe(true)
    const engine = await opened('gda[stepSize=0.3]')
    for (let n = last - 3; n < last + 8; n++) {
      const ticks = await all(run(options(engine, { budget: { steps: 1000 }, measured: everySteps(n) })))
      expect([n, ticks.at(-1)!.step, ticks.at(-1)!.outcome?.kind]).toEqual([n, last, 'diverged'])
      expect(ticks.at(-1)!.meter.gradients).toBe(2 * last)
    }
  })

  it('passes on the error of a step', async () => {
    const engine: Engine = { ...(await opened()), advance: () => Promise.reject(new Error('it broke')) }
    await expect(all(run(options(engine)))).rejects.toThrow('it broke')
  })
})

describe('operators', () => {
  const measured = async (pipe: (ticks: Observable<Measured>) => Observable<Measured>): Promise<readonly Measured[]> => {
    const { engine } = await engineOf(assembled, { precision: 'float64' })
    return all(pipe(run(options(engine)).pipe(measure(assembled.metrics))))
  }
  it('measure turns ticks into numbers', async () => {
    const found = await measured(x => x)
    found.forEach(({ step, metrics }) => expect(metrics.distance).toBeCloseTo(Math.SQRT2 * 0.9181 ** (step / 2), 12))
  })
  it('thin lets every n-th step through, the first and the last always', async () => {
    expect((await measured(x => x.pipe(thin(30)))).map(m => m.step)).toEqual([0, 30, 40])
  })
  it('until ends with the first that satisfies it', async () => {
    expect((await measured(x => x.pipe(until(m => m.metrics.distance! < 1)))).map(m => m.step)).toEqual([0, 10])
  })
  it('record hands on what it writes', async () => {
    const written: number[] = []
    const found = await measured(x => x.pipe(record(m => written.push(m.step))))
    expect(written).toEqual(found.map(m => m.step))
  })
})
