import { describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { dirac } from '../../core/mixture.ts'
import { builtin } from '../../plugins/builtin.ts'
import { apart, differenceError, evaluator, fixture, slopes } from './field.ts'

const { small, digits } = fixture('lifted_wgan') as {
  small: { X: number[][]; k: number; beta: number; p: number; S: number[]; M: number[] }
  digits: { beta: number; p: number }
}
const lab = createLab(builtin)
const gameOf = (text: string) => lab.assemble({ game: text, optimizer: 'gda', seed: 0 }).game
const game = gameOf(`lifted-wgan[data=${JSON.stringify(small.X)},rank=${small.k}]`)
const saddle = game.claims.equilibrium!()
const certify = game.oracles!.certify!
const diagonal = gameOf('lifted-wgan[data=[[2,0],[0,1]],normalise=sum,beta=2]')
const square = (...entries: number[]) => dirac(diagonal.players[0]!.start(key(0)).with(Float64Array.from(entries)))

describe('lifted-wgan', () => {
  it('F(S, M) = (I − M, S − C), by hand', async () => {
    const { F, losses } = evaluator(diagonal)
    const z = [
      [1, 0.5, 0.5, 2],
      [0.3, 0.1, 0.1, -0.2],
    ]
    // C = diag(4, 1).
    expect(
      apart(await F(z), [
        [0.7, -0.1, -0.1, 1.2],
        [-3, 0.5, 0.5, 1],
      ]),
    ).toBeLessThan(1e-15)
    // tr S + ⟨M, C − S⟩ = 3 + 0.3·3 − 2·0.1·0.5 − 0.2·(−1)
    const [f, g] = await losses(z)
    expect(f).toBeCloseTo(4, 14)
    expect(g).toBe(-f!)
    expect(await differenceError(diagonal, z)).toBeLessThan(1e-8)
  })

  it('has the saddle of the closed form, whose certified gap is zero', async () => {
    expect(
      apart(
        saddle.map(m => Array.from(m.atoms[0]!.host)),
        [small.S, small.M],
      ),
    ).toBeLessThan(1e-12)
    const { gap, violation, value, optimum } = certify(saddle)
    expect(Math.abs(optimum - small.p)).toBeLessThan(1e-12)
    expect(Math.abs(gap)).toBeLessThan(1e-12)
    expect(violation).toBeLessThan(1e-13)
    expect(Math.abs(value - small.p)).toBeLessThan(1e-12)
    expect((await slopes(game, 20)).lipschitz).toBeLessThanOrEqual(1 + 1e-12)
    expect(gameOf('lifted-wgan').oracles!.certify!([]).optimum).toBeCloseTo(digits.p, 12)
  })

  it('certifies by hand, mixtures too', () => {
    // β = 2, k = 1, p* = 2, B = 2, T = 4; ‖C − S‖ = 4 and λ_max(M) = 3: 0 + 2·(4 − 2) − [3·4 − 2·3 − 4·(3 − 1)] = 6
    expect(diagonal.oracles!.certify!([square(0, 0, 0, 0), square(3, 0, 0, 0)])).toEqual({
      gap: 6,
      violation: 2,
      value: 6,
      optimum: 2,
    })
    expect(diagonal.oracles!.certify!([square(2, 0, 0, 0), square(1, 0, 0, 0)]).gap).toBe(0)
    const [zero, four, one] = [square(0, 0, 0, 0), square(4, 0, 0, 0), square(1, 0, 0, 0)].map(m => m.atoms[0]!)
    const half = { atoms: [zero!, four!], weights: [0.5, 0.5] }
    expect(diagonal.oracles!.certify!([half, { atoms: [one!], weights: [1] }]).gap).toBe(0)
    expect(diagonal.oracles!.certify!([]).gap).toBeNaN()
    expect(diagonal.oracles!.certify!([square(NaN, 0, 0, 0), square(1, 0, 0, 0)]).gap).toBeNaN()
  })

  it('offers the same game as a saddle: ⟨KS, M⟩ is the coupling, and its maps are steps along the rest', () => {
    const view = diagonal.views!.saddle!()
    const [S, M] = [square(1, 0.5, 0.5, 2), square(0.3, 0.1, 0.1, -0.2)].map(m => m.atoms[0]!)
    expect(view.K(S!).dot(M!)).toBeCloseTo(-(0.3 + 0.1 - 0.4), 15)
    expect(view.Kt(M!).dot(S!)).toBeCloseTo(-(0.3 + 0.1 - 0.4), 15)
    // diag(1, 0.1) − 0.5·I, positive part; diag(0.3, −2) + 0.5·diag(4, 1), eigenvalues 2.3 and −1.5 moved by 0.5·2.
    expect(apart([view.proxF(square(1, 0, 0, 0.1).atoms[0]!, 0.5).host], [[0.5, 0, 0, 0]])).toBeLessThan(1e-15)
    expect(apart([view.proxG(square(0.3, 0, 0, -2).atoms[0]!, 0.5).host], [[1.3, 0, 0, -0.5]])).toBeLessThan(1e-15)
  })

  it.each([
    ['lifted-wgan[rank=3,beta=1]', /give rank \(k\) or beta \(β\), not both/],
    ['lifted-wgan[data=[[1,0],[0,1]],rank=3]', /rank \(k\) must be at most the data's 2 columns, got 3/],
    ['lifted-wgan[data=[[1,0],[0]]]', /rows of equal length/],
  ])('rejects %s', (text, sentence) => expect(() => gameOf(text)).toThrow(sentence))
})
