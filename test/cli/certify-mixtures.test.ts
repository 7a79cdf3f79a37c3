import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verify } from '../../cli/verify-certificate.js'
import type { Certificate } from '../../core/certificates/certificate.ts'
import { saddle } from './saddle.ts'

const folder = mkdtempSync(join(tmpdir(), 'certify-mixtures-'))
const at = (...names: string[]): string => join(folder, ...names)
const rows = 'data=[[2,1],[1,2],[0,1]],latent=[[1,0],[0,1],[1,1]]'
const two = (activation: string, more: string): string => `two-layer-wgan[activation=${activation},${rows},${more}]`

/** Queues of Chekhov GAN on every family that has certificates, and the optimum by which the metric's gap is divided. */
const runs: Record<string, readonly [game: string, optimizer: string, optimum?: number]> = {
  matrix: ['matrix[payoff=portable]', 'chekhov[stepSize=0.1,queue=3]'],
  quadratic: [`quadratic-wgan[${rows},beta=2,normalise=sum,neurons=2]`, 'chekhov[stepSize=0.01,queue=3]', 7.531128874149275],
  lifted: ['lifted-wgan[data=[[2,1],[1,2],[0,1]],beta=2,normalise=sum]', 'chekhov[stepSize=0.05,queue=3]', 7.531128874149275], // prettier-ignore
  linear: [two('linear', 'beta=1,normalise=sum,regulariser=weights'), 'chekhov[stepSize=0.01,queue=3]', 2],
  polynomial: [two('polynomial', 'beta=1'), 'chekhov[stepSize=0.01,queue=3]'],
  relu: [two('relu', 'beta=0.3,neurons=3'), 'chekhov[stepSize=0.05,queue=3]'],
}
/** Of these the mean says everything of a player, where the payoff is linear in what it plays. */
const written: Record<string, readonly number[]> = { quadratic: [3, 1], lifted: [1, 1], linear: [3, 1] }
const names = Object.keys(runs)
const said: Record<string, Awaited<ReturnType<typeof saddle>>> = {}
beforeAll(async () => {
  for (const [name, [game, optimizer]] of Object.entries(runs)) {
    const metric = name === 'matrix' ? 'duality-gap' : 'certified-gap'
    const words = ['--game', game, '--optimizer', optimizer, '--steps', '4', '--precision', 'float64', '--metric', metric]
    expect(await saddle('run', ...words, '--every', '4', '--out', at(name))).toMatchObject({ code: 0 })
    said[name] = await saddle('certify', at(name))
  }
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

const text = (name: string): string => readFileSync(at(name, 'certificate.json'), 'utf8')
type Loose = Omit<Certificate, 'strategies'> & {
  strategies: { weights: number[]; atoms: Record<string, unknown>[] }[]
}
const read = (name: string): Loose => JSON.parse(text(name)) as Loose
const lastMetrics = (name: string): Record<string, number> =>
  (JSON.parse(readFileSync(at(name, 'metrics.jsonl'), 'utf8').trim().split('\n').at(-1)!) as { metrics: Record<string, number> }).metrics // prettier-ignore

describe('certificates of mixtures', () => {
  it.each(names)('%s: three atoms a player, accepted, with the numbers that the metric has', name => {
    expect(said[name]).toMatchObject({ code: 0, err: '', out: expect.stringContaining('accepts it') as string })
    const { family, strategies, claims } = read(name)
    expect(family).toBe(name)
    const answer = JSON.parse(readFileSync(at(name, 'answer.json'), 'utf8')) as readonly { atoms: readonly unknown[] }[]
    expect(answer.map(s => s.atoms.length)).toEqual([3, 3])
    expect(strategies.map(s => s.atoms.length)).toEqual(written[name] ?? [3, 3])
    strategies.forEach(({ weights }) => weights.forEach(w => expect(w).toBeCloseTo(1 / weights.length, 14)))
    const { 'certified-gap': gap, 'duality-gap': conv, violation, value } = lastMetrics(name)
    if (name === 'matrix') {
      expect(claims.gap! - conv!).toBeCloseTo(0, 12)
      return
    }
    expect(claims.violation).toBeCloseTo(violation!, 10)
    expect((claims.least + claims.most) / 2).toBeCloseTo(value!, 10)
    const [, , optimum] = runs[name]!
    // Of strategies within the bounds of the metric's game; the certificate of others has wider ones.
    if (optimum) expect(claims.gap! - gap! * optimum).toBeLessThan(1e-9 * gap! * optimum)
  })

  it.each(names)('%s: refused with other weights of the first player, or without an atom', name => {
    const uneven = read(name)
    uneven.strategies[0]!.weights = name === 'lifted' ? [0.7] : [0.8, 0.1, 0.1]
    expect(() => verify(JSON.stringify(uneven))).toThrow()
    const fewer = read(name)
    fewer.strategies[0]!.atoms.pop()
    expect(() => verify(JSON.stringify(fewer))).toThrow()
    if (name === 'lifted') return
    const one = read(name)
    one.strategies[0]!.atoms = [one.strategies[0]!.atoms[0]!]
    one.strategies[0]!.weights = [1]
    expect(() => verify(JSON.stringify(one))).toThrow()
  })
})
