import { beforeAll, describe, expect, it } from 'vitest'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { startOf, type Engine, type StateData } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { bits } from '../conformance/subject.ts'

const lab = createLab(builtin)
const small = 'batch=4,latent=2,neurons=[2,3],ranks=[2,3]'
const two = `progressive-wgan[sizes=[2,4],${small}]`
const inner = 'gda[stepSize=0.05,moves=["critic","generator"],direction=adam[beta1=0,beta2=0.99]]'
const engines: Engine[] = []
async function engine(game: string, optimizer: string, seed = 0): Promise<Engine> {
  const made = await engineOf(lab.assemble({ game, optimizer, seed }), { execution: 'compiled', precision: 'float64' })
  engines.push(made.engine)
  return made.engine
}
const after = async (e: Engine, n: number): Promise<StateData> => (await e.advance(await e.init(), 0, n)).state
/** Blocks of the answer by name. */
async function blocks(e: Engine, state: StateData): Promise<Readonly<Record<string, readonly number[]>>> {
  const all = (await e.answer(state)).flatMap(m => {
    const x = m.atoms[0]!
    return x.hostBlocks().map((part, i) => [x.layout[i]!.name, [...part]] as const)
  })
  return Object.fromEntries(all)
}

beforeAll(() => {
  installSafeGradients()
  return () => engines.forEach(e => e.dispose())
})

describe('progressive training', () => {
  it('freezes the blocks of earlier stages to the last bit, and answers with those of the stages begun', async () => {
    const e = await engine(two, `progressive[steps=5,of=${inner}]`)
    const [first, more, second, last] = [await after(e, 4), await after(e, 5), await after(e, 6), await after(e, 13)]
    const [a, b, c, d] = [await blocks(e, first), await blocks(e, more), await blocks(e, second), await blocks(e, last)]
    expect(Object.keys(b)).toEqual(['W2', 'U2', 'v2'])
    expect(Object.keys(c)).toEqual(['W2', 'W4', 'U2', 'v2', 'U4', 'v4'])
    for (const name of ['W2', 'U2', 'v2']) {
      expect(a[name]).not.toEqual(b[name])
      expect(c[name]).toEqual(b[name])
      expect(d[name]).toEqual(b[name])
    }
    for (const name of ['W4', 'U4', 'v4']) expect(c[name]).not.toEqual(d[name])
  })

  it('begins each stage with a fresh optimizer: its first Adam step moves every entry by the step size', async () => {
    const e = await engine(two, 'progressive[steps=3,of=gda[stepSize=0.05,direction=adam[beta1=0,beta2=0.99]]]')
    const start = lab.assemble({ game: two, optimizer: 'gda', seed: 0 })
    const z = startOf(start)
    const made = await blocks(e, await after(e, 4))
    for (const [name, i, k] of [
      ['W4', 0, 1],
      ['U4', 1, 2],
    ] as const) {
      const from = z.at(i).hostBlocks()[k]!
      made[name]!.forEach((x, j) => expect(Math.abs(Math.abs(x - from[j]!) - 0.05)).toBeLessThan(1e-5))
    }
  })

  it('is the inner optimizer, bit for bit, on a game of one stage', async () => {
    const one = `progressive-wgan[sizes=[4],batch=4,latent=2,neurons=[3],ranks=[2]]`
    for (const of of [
      inner,
      'extragradient[stepSize=0.01]',
      'gradient-regularized[stepSize=0.01]',
      'average[of=gda[stepSize=0.01]]',
    ]) {
      const [plain, wrapped] = [await engine(one, of), await engine(one, `progressive[steps=2,of=${of}]`)]
      const [a, b] = [await blocks(plain, await after(plain, 5)), await blocks(wrapped, await after(wrapped, 5))]
      expect(b).toEqual(a)
    }
  })

  it('stopped anywhere and resumed equals never stopped', async () => {
    const e = await engine(two, `progressive[steps=3,of=average[of=${inner},kind=ema[decay=0.9]]]`)
    const whole = bits(await after(e, 8))
    for (const at of [1, 3, 4, 6]) {
      const { state } = await e.advance(await after(e, at), at, 8 - at)
      expect(bits(state).equals(whole)).toBe(true)
    }
  })

  it('pays for the blocks of a stage alone', async () => {
    const e = await engine(two, `progressive[steps=3,of=${inner}]`)
    const all = await engine(two, inner)
    const from = async (e: Engine, k: number): Promise<number> => (await e.advance(await after(e, k), k, 1)).flops!
    const [first, second, both] = [await from(e, 1), await from(e, 4), await from(all, 1)]
    expect(first + second).toBeLessThan(1.1 * both)
    expect(first).toBeLessThan(0.35 * both)
  })

  it('refuses a game without stages', () => {
    expect(() => lab.assemble({ game: 'dirac-gan', optimizer: 'progressive', seed: 0 })).toThrow(
      "game 'dirac-gan' is not learned in stages; progressive-wgan is",
    )
  })

  it.each([
    [`progressive[of=progressive[of=${inner}]]`, /progressive: the optimizer in `of` has one stage to train/],
    [`progressive[of=average[of=progressive[of=${inner}]]]`, /progressive: the optimizer in `of` has one stage to train/],
    [`average[of=progressive[of=${inner}]]`, /put the average inside it: progressive\[of=average\[…\]\]/],
  ])('refuses to be inside itself, and an average over stages: %s', async (optimizer, sentence) => {
    const e = await engine(two, optimizer)
    await expect(e.init()).rejects.toThrow(sentence)
  })
})
