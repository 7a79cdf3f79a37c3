import { describe, expect, it } from 'vitest'
import { apart, differenceError, equilibriumOf, evaluator, fixture, gameOf, startsOf } from './field.ts'

interface Case {
  readonly target: string
  readonly rows: number
  readonly penalty: number
  readonly ridge: number
  readonly columns: number
  readonly rank: number
  readonly unique: boolean
  readonly w: number[]
  /** The first 20 entries. */
  readonly y: number[]
  readonly value: number
  readonly lipschitz: number
  readonly modulus: number
  /** F at w = cos k, y = n^−½ sin i: 20 entries a player. */
  readonly probe: { readonly F: number[]; readonly f: number }
}
const cases = fixture('robust_regression') as Case[]
const selector = ({ target, rows, penalty, ridge }: Case): string =>
  `robust-regression[target=${target},rows=${rows},penalty=${penalty},ridge=${ridge}]`

describe.each(cases)('robust-regression of $rows digits by $target, λ = $penalty, μ = $ridge', known => {
  const { rows, columns, w, y } = known
  const game = gameOf(selector(known))

  it('has the losses and the field of the independent script', async () => {
    const z = [
      Array.from({ length: columns }, (_, k) => Math.cos(k)),
      Array.from({ length: rows }, (_, i) => Math.sin(i) / Math.sqrt(rows)),
    ]
    const [f, g] = await evaluator(game).F(z)
    expect(apart([[...f!.slice(0, 20), ...g!.slice(0, 20)]], [known.probe.F])).toBeLessThan(1e-12)
    expect(apart([await evaluator(game).losses(z)], [[known.probe.f, -known.probe.f]])).toBeLessThan(1e-12)
  })

  it('claims its constants, and the saddle point where it is unique', async () => {
    expect(Math.abs(game.claims.lipschitz! - known.lipschitz)).toBeLessThan(1e-12)
    expect(game.claims.monotone).toBe(known.unique ? 'strongly' : 'merely')
    const z = equilibriumOf(game)
    if (!known.unique) {
      expect(z).toBeNull()
      return
    }
    const size = Math.max(...w.map(Math.abs))
    expect(apart([z![0]!], [w])).toBeLessThan(1e-8 * size)
    expect(apart([z![1]!.slice(0, 20)], [y])).toBeLessThan(1e-9)
    const [f, g] = await evaluator(game).losses(z!)
    expect(apart([[f!, g!]], [[known.value, -known.value]])).toBeLessThan(1e-12)
  })
})

it('robust-regression starts at zero and has the gradients of its losses', async () => {
  const game = gameOf('robust-regression[rows=5,ridge=0.2]')
  expect(
    startsOf(game)
      .flat()
      .every(v => v === 0),
  ).toBe(true)
  const z = game.players.map((p, i) =>
    Array.from({ length: startsOf(game)[i]!.length }, (_, k) => Math.sin(3 * k + i + p.id.length)),
  )
  expect(await differenceError(game, z)).toBeLessThan(1e-8)
})

it.each([
  ['robust-regression[rows=1798]', /rows \(n\) must be at most 1797.*got 1798/],
  ['robust-regression[rows=1]', /rows \(n\)/],
  ['robust-regression[penalty=1]', /penalty \(λ\).*> 1/],
  ['robust-regression[ridge=-0.1]', /ridge \(μ\)/],
  ['robust-regression[target=colour]', /parity or digit/],
])('rejects %s', (text, sentence) => {
  expect(() => gameOf(text)).toThrow(sentence)
})
