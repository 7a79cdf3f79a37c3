import { describe, expect, it } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { pure, type Mixture } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { Profile as ProfileOf } from '../../core/profile.ts'
import { constant } from '../../core/scalar.ts'
import { fixture, lab, open } from '../figures/play.ts'

const X = [[2, 1], [1, 2], [0, 1], [-1, 0.5]] // prettier-ignore
const Z = [[1, 0.5, 0.2], [1, -1, 0.3], [1, 0.7, -0.9]] // prettier-ignore
const rows = `data=${JSON.stringify(X)},latent=${JSON.stringify(Z)}`
const small = 'data=[[2,0.5,0],[-1,1,0.3],[0,-1.5,0.5],[-1,0,-0.8]],rank=1,neurons=3,latent=2'

/** The answer after so many steps, and the game. */
async function played(game: string, optimizer: string, steps: number, seed = 0) {
  const { assembled, engine } = await open({ game, optimizer }, { seed })
  const { state } = await engine.advance(await engine.init(), 0, steps)
  const answer: readonly Mixture[] = await engine.answer(state)
  return { game: assembled.game, answer, certified: () => assembled.game.oracles!.certify!(answer) }
}
const bytes = (answer: readonly Mixture[]): number[] => answer.flatMap(m => m.atoms.flatMap(a => Array.from(a.host)))

describe('quadratic-wgan', () => {
  it.each(['', ',batch=2', ',normalise=sum'])('is a preset, to the last bit%s', async more => {
    for (const optimizer of ['extragradient[stepSize=0.05]', 'gradient-regularized[stepSize=0.05]']) {
      const preset = await played(`quadratic-wgan[${small}${more}]`, optimizer, 30, 3)
      const family = await played(`two-layer-wgan[activation=quadratic,${small}${more}]`, optimizer, 30, 3)
      expect(bytes(family.answer)).toEqual(bytes(preset.answer))
      expect(family.certified()).toEqual(preset.certified())
    }
  })
})

/** The payoff by loops over rows, apart from the library. */
function payoff(
  σ: (t: number) => number,
  G: (z: number[]) => number[],
  cost: number | null,
  U: number[][],
  v: number[],
  mean: boolean,
): number {
  // prettier-ignore
  const D = (x: number[]): number => U.reduce((s, u, j) => s + v[j]! * σ(u.reduce((t, a, i) => t + a * x[i]!, 0)), 0)
  const total = (xs: number[][], f: (x: number[]) => number): number => xs.reduce((s, x) => s + f(x), 0) / (mean ? xs.length : 1)
  const output = total(Z, z => G(z).reduce((s, x) => s + x * x, 0))
  return total(X, D) - total(Z, z => D(G(z))) + (cost ?? output)
}
const cut = (flat: readonly number[], width: number): number[][] =>
  Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width))
const times = (z: number[], W: number[][]): number[] => W[0]!.map((_, j) => z.reduce((s, x, i) => s + x * W[i]![j]!, 0))
const monomials = (z: number[]): number[] => [1, ...z, ...z.flatMap((x, i) => z.slice(0, i + 1).map(y => x * y))]

describe('losses', () => {
  const σs: Record<string, (t: number) => number> = {
    'linear': t => t,
    'quadratic': t => t * t,
    'polynomial[a=0.5,b=-2,c=3]': t => 0.5 * t * t - 2 * t + 3,
  }
  const decays: Record<string, (u: number, v: number) => number> = {
    'l1': () => 0,
    'half-squares': (u, v) => 0.35 * (u * u + v * v),
    'squares': (u, v) => 0.7 * (u * u + v * v),
    'cubes': (u, v) => 0.7 * (u ** 3 + Math.abs(v) ** 3),
  }
  const cases = Object.keys(σs).flatMap((σ, i) =>
    ['linear', 'polynomial', 'relu[neurons=4]'].flatMap((generator, j) =>
      ['output', 'weights'].map((regulariser, k): [string, string, string, string, string] => {
        const decay = Object.keys(decays)[(i + j + 2 * k) % 4]!
        return [σ, generator, regulariser, decay, (i + j + k) % 2 === 0 ? 'mean' : 'sum']
      }),
    ),
  )
  it.each(cases)('are the payoff over rows: %s, %s, %s, %s, %s', async (σ, generator, regulariser, decay, normalise) => {
    const options = `activation=${σ},generator=${generator},regulariser=${regulariser},decay=${decay},normalise=${normalise},beta=0.7,${rows},neurons=3`
    const batches = ['', ',batch=5']
    for (const batch of batches) {
      const { assembled, engine } = await open({ game: `two-layer-wgan[${options}${batch}]`, optimizer: 'gda[stepSize=0.1]' })
      const { game } = assembled
      const z = new ProfileOf(game.players.map((p, i) => p.start(key(0)).map(x => x, x => x).with(key(4 + i).normal(p.start(key(0)).size)))) // prettier-ignore
      const whole = [X, Z].map(A => constant(hostTensor(A.flat(), [A.length, A[0]!.length])))
      const seen = await engine.evaluate(
        {
          run: (view, at: Profile) => {
            const ξ = batch === '' ? view.sample() : { ξ: { real: whole[0]!(), latent: whole[1]!() } }
            return [0, 1].map(i => view.loss(i, at, ξ))
          },
        },
        z,
        [],
      )
      const [θ, ψ] = z.points.map(p => p.hostBlocks().map(b => Array.from(b)))
      const [U, v] = [cut(ψ![0]!, 2), ψ![1]!]
      const h = generator.startsWith('relu') ? 4 : 2
      const G = (latent: number[]): number[] => {
        if (generator === 'linear') return times(latent, cut(θ![0]!, 2))
        if (generator === 'polynomial') return times(monomials(latent), cut(θ![0]!, 2))
        return times(times(latent, cut(θ![0]!, h)).map(t => Math.max(t, 0)), cut(θ![1]!, 2)) // prettier-ignore
      }
      const squares = θ!.flat().reduce((s, w) => s + w * w, 0)
      const cost = regulariser === 'output' ? null : squares / (generator.startsWith('relu') ? 2 : 1)
      const paid = U.reduce((s, u, j) => s + decays[decay]!(Math.hypot(...u), v[j]!), 0)
      const expected = payoff(σs[σ]!, G, cost, U, v, normalise === 'mean') - paid
      expect(seen[0]!.values[0]! / expected).toBeCloseTo(1, 11)
      expect(seen[1]!.values[0]).toBe(-seen[0]!.values[0]!)
      engine.dispose()
    }
  })
})

describe('smooth decay on free neurons', () => {
  const L = 'data=[[2,1],[1,2],[0,1]],latent=[[1,0],[0,1],[1,1]],normalise=sum'
  it.each([
    [`activation=linear,decay=half-squares,regulariser=weights,beta=1,${L},neurons=3`, 0.05, 2000],
    [`activation=linear,decay=squares,regulariser=weights,beta=0.5,${L},neurons=3`, 0.05, 2000],
    [`activation=quadratic,decay=cubes,beta=0.3,${L.replace('sum', 'mean')},neurons=4,start=1`, 0.03, 3000],
  ])('has the optimum of the ℓ1 form: %s', async (options, η, steps) => {
    const { certified } = await played(`two-layer-wgan[${options}]`, `extragradient[stepSize=${η}]`, steps)
    const { gap, violation, value, optimum } = certified()
    expect(optimum).toBeGreaterThan(0.5)
    expect(Math.abs(gap) / optimum).toBeLessThan(1e-7)
    expect(violation / optimum).toBeLessThan(1e-7)
    expect(value / optimum).toBeCloseTo(1, 6)
  })

  it('of plain squares bounds no quadratic critic: the payoff grows without end along one neuron unless second moments match', () => {
    // Along u = t·e, v = t: t³(C − S)₁₁ − 2βt²; the critic pays (‖u‖²|v|)^{2/3} at best.
    const { game } = lab.assemble({ game: `two-layer-wgan[decay=squares,beta=50,${L}]`, optimizer: 'gda', seed: 0 })
    expect(game.oracles!.certify).toBeUndefined()
    expect(game.oracles!.uncertified).toMatch(/no gap is certified: .*concave/)
    expect(() => game.views!.staged!()).toThrow(/decay=squares of a quadratic critic is a power 2\/3, concave/)
    return (async () => {
      const { assembled, engine } = await open({ game: `two-layer-wgan[decay=squares,beta=50,${L},neurons=1]`, optimizer: 'gda[stepSize=0.1]' }) // prettier-ignore
      const at = async (t: number): Promise<number> => {
        const [W, ψ] = assembled.game.players.map(p => p.start(key(0)))
        const z = new ProfileOf([W!.zeros(), ψ!.with(Float64Array.of(t, 0, t))])
        const [V] = await engine.evaluate({ run: (view, w) => [view.loss(0, w, view.sample())] }, z, [])
        return V!.values[0]!
      }
      const values = await Promise.all([1, 10, 100, 1000].map(at))
      expect(values[0]).toBeLessThan(0)
      expect(values[3]! / 1e9).toBeCloseTo(5, 0) // (C − S)₁₁ = 5 at W = 0
      expect(values[2]).toBeGreaterThan(1e6)
    })()
  })
})

describe('neurons (m) against kept directions (k = 3)', () => {
  const { neural } = fixture('quadratic_wgan') as { neural: { C: number[][]; sigmaZ: number[][] } }
  /** Rows whose sums of squares are A: its Cholesky factor. */
  const rowsOf = (A: number[][]): number[][] => {
    const R = A.map(row => row.map(() => 0))
    A.forEach((_, i) => {
      for (let j = i; j < A.length; j++) {
        const rest = A[i]![j]! - R.slice(0, i).reduce((s, row) => s + row[i]! * row[j]!, 0)
        R[i]![j] = j === i ? Math.sqrt(rest) : rest / R[i]![i]!
      }
    })
    return R
  }
  const game = (m: number): string =>
    `two-layer-wgan[data=${JSON.stringify(rowsOf(neural.C))},latent=${JSON.stringify(rowsOf(neural.sigmaZ))},beta=1,normalise=sum,start=0.3,neurons=${m}]`

  it.each([0, 1])('extragradient reaches p* with m = 2k, and no m < k can: seed %i', async seed => {
    const enough = (await played(game(6), 'extragradient[stepSize=0.05]', 3000, seed)).certified()
    expect(enough.gap / enough.optimum).toBeLessThan(1e-6)
    const few = (await played(game(2), 'extragradient[stepSize=0.05]', 3000, seed)).certified()
    expect(few.gap / few.optimum).toBeGreaterThan(0.05)
    expect(few.violation).toBeGreaterThan(0.1)
  })
})

describe('the generator', () => {
  it.each(['linear', 'polynomial', 'relu[neurons=6]'])('shows what the convex program found: %s', async generator => {
    const { assembled, engine } = await open({ game: `two-layer-wgan[generator=${generator},beta=0.2,${rows}]`, optimizer: 'gda[stepSize=0.1]' }) // prettier-ignore
    const { game } = assembled
    const z = await game.views!.staged!().solve(0, [])
    const [G] = await engine.evaluate(
      { run: (_, at) => [game.gan!.generate(at.at(0), constant(hostTensor(Z.flat(), [3, 3]))())] },
      z,
      [],
    )
    const seen = [0, 1].map(i => [0, 1].map(j => [0, 1, 2].reduce((s, r) => s + (G!.values[2 * r + i]! * G!.values[2 * r + j]!) / 3, 0))) // prettier-ignore
    const { value, violation } = game.oracles!.certify!(pure(z))
    expect(seen[0]![0]! + seen[1]![1]!).toBeCloseTo(value, 10)
    expect(violation).toBeLessThan(1e-10)
  })
})
