import { describe, expect, it } from 'vitest'
import { builtin } from '../../plugins/builtin.ts'
import { Profile } from '../../core/profile.ts'
import { createLab } from '../../core/lab.ts'
import { apart, differenceError, equilibriumOf, evaluator, gameOf, slopes } from './field.ts'

const wyndor = gameOf('linear-program')

describe('linear-program', () => {
  it('F = (c + Aᵀy, b − Ax), by hand', async () => {
    const { F, losses } = evaluator(wyndor)
    const z = [
      [1, 2],
      [0.5, 0.25, 2],
    ]
    expect(
      apart(await F(z), [
        [-3 + 0.5 + 6, -5 + 0.5 + 4],
        [4 - 1, 12 - 4, 18 - 7],
      ]),
    ).toBeLessThan(1e-14)
    // cᵀx + yᵀ(Ax − b) = −13 + 0.5·(−3) + 0.25·(−8) + 2·(−11)
    const [f, g] = await losses(z)
    expect([f, g]).toEqual([-38.5, 38.5])
    expect(await differenceError(wyndor, z)).toBeLessThan(1e-8)
  })

  it('is merely monotone with the norm of A, and its solution leaves no residual', async () => {
    const { modulus, lipschitz } = await slopes(wyndor, 30)
    expect(Math.abs(modulus)).toBeLessThan(1e-12)
    expect(lipschitz).toBeLessThanOrEqual(wyndor.claims.lipschitz!)
    expect(equilibriumOf(wyndor)).toEqual([
      [2, 6],
      [0, 1.5, 1],
    ])
    const atSolution = wyndor.claims.equilibrium!().map(m => m.atoms[0]!)
    const at = (z: typeof atSolution) => wyndor.oracles!.optimality!(new Profile(z))
    expect(at(atSolution)).toEqual({ primal: 0, dual: 0, values: [-36, -36], sizes: [18, 5] })
    const [x, y] = atSolution as [(typeof atSolution)[0], (typeof atSolution)[0]]
    // x₁ a half more breaks the third row by 1.5; y₁ = 1 is feasible too, at the price of 4; a price of −1 is not.
    expect(at([x.with(Float64Array.of(2.5, 6)), y])).toMatchObject({ primal: 1.5, dual: 0, values: [-37.5, -36] })
    expect(at([x, y.with(Float64Array.of(1, 1.5, 1))])).toMatchObject({ primal: 0, dual: 0, values: [-36, -40] })
    expect(at([x, y.with(Float64Array.of(-1, 1.5, 1))])).toMatchObject({ dual: 1 })
  })

  it.each([
    ['linear-program[c=[1]]', {}, /A must have a row an entry of b and a column an entry of c/],
    ['linear-program[start=[[1,1]]]', {}, /start.*2 rows, got 1/],
    ['linear-program', { x: 'vector' }, /must play in the orthant/],
  ] as const)('rejects %s', (game, players, sentence) => {
    expect(() => createLab(builtin).assemble({ game, players, optimizer: 'gda', seed: 0 })).toThrow(sentence)
  })
})
