import { describe, expect, it } from 'vitest'
import { ranges } from '../../core/spectrum/ranges.ts'
import { cycle, past, rows } from './rows.ts'
import { analysed } from './spectrum.ts'

const game = 'bilinear[start=[[1],[1]]]'
describe('moduli of step maps on f = xy', () => {
  it.each(
    rows.flatMap(([name, optimizer, modulus]) =>
      [0.1, 0.2, 0.5, 0.9].map(η => ({ name, η, optimizer: optimizer(η), is: modulus(η) })),
    ),
  )('$name, η = $η: $is', async ({ optimizer, is }) => {
    const { spectrum, verdict, ones } = await analysed({ game, optimizer })
    // At η = ½ the two eigenvalues of methods with one past field coincide, and rounding splits them by its root.
    expect(Math.abs(spectrum[0]!.modulus - is)).toBeLessThan(is === past(0.5) ? 1e-7 : 1e-9)
    expect(ones.count).toBe(0)
    expect(verdict.kind).toBe(Math.abs(is - 1) < 1e-9 ? 'circles' : is > 1 ? 'diverges' : 'converges')
  })
  it('a cycle that is too long diverges', async () => {
    const { verdict, period } = await analysed({ game, optimizer: 'lookahead[of=gda[stepSize=0.1],every=1000,weight=0.5]' })
    expect(period).toBe(1000)
    expect(verdict.kind).toBe('diverges')
    expect((verdict as { rate: number }).rate).toBeCloseTo(cycle(0.1, 1000, 0.5) ** (1 / 1000), 8)
  })
  it('turns as far as the closed forms say', async () => {
    const angle = async (optimizer: string): Promise<number> => (await analysed({ game, optimizer })).spectrum[0]!.angle
    expect(await angle('gda[stepSize=0.3]')).toBeCloseTo(Math.atan(0.3), 10)
    // cos φ = 1 − η²/2
    expect(await angle('gda[stepSize=0.3,moves=alternating]')).toBeCloseTo(Math.acos(1 - 0.045), 10)
    expect(await angle('extragradient[stepSize=0.3]')).toBeCloseTo(Math.atan2(0.3, 1 - 0.09), 10)
  })
  it('the gradient-regularized game: |λ|² = 1 − 2hρ + h²', async () => {
    const { verdict } = await analysed({ game, optimizer: 'gradient-regularized[stepSize=0.1,weight=0.3]' })
    expect(verdict).toMatchObject({ kind: 'converges' })
    expect((verdict as { rate: number }).rate).toBeCloseTo(Math.sqrt(1 - 0.06 + 0.01), 9)
  })
  it('the slowest of several singular values decides', async () => {
    const { verdict } = await analysed({ game: 'bilinear[singular=[1,0.4,0.2]]', optimizer: 'extragradient[stepSize=0.3]' })
    const a = 0.06
    expect((verdict as { rate: number }).rate).toBeCloseTo(Math.sqrt(1 - a * a + a ** 4), 10)
  })
})

describe('limits of stability on f = xy', () => {
  const limits = async (optimizer: (x: number) => string, from: number, to: number): Promise<number[]> => {
    const stable = async (x: number): Promise<boolean> =>
      (await analysed({ game, optimizer: optimizer(x) })).verdict.kind !== 'diverges'
    const found = await ranges(stable, from, to, 12)
    return found.flatMap(({ low, high, lowFound, highFound }) => [...(lowFound ? [low] : []), ...(highFound ? [high] : [])])
  }
  it.each([
    ['extragradient', (η: number) => `extragradient[stepSize=${η}]`, 0.1, 3, [1]],
    ['extrapolation from the past', (η: number) => `past-extragradient[stepSize=${η}]`, 0.1, 3, [1 / Math.sqrt(3)]],
    ['optimistic', (η: number) => `optimistic[stepSize=${η}]`, 0.1, 3, [1 / Math.sqrt(3)]],
    ['alternating, bounded', (η: number) => `gda[stepSize=${η},moves=alternating]`, 0.1, 5, [2]],
    ['simultaneous: none', (η: number) => `gda[stepSize=${η}]`, 0.01, 5, []],
    ['consensus, γ = 2: η(1 + γ²) < 2γ', (η: number) => `consensus[stepSize=${η},weight=2]`, 0.1, 3, [0.8]],
    [
      'gradient-regularized, h = 0.3: h/2 < ρ < 1/h + h/4',
      (ρ: number) => `gradient-regularized[stepSize=0.3,weight=${ρ}]`,
      0.02,
      20,
      [0.15, 1 / 0.3 + 0.075],
    ],
  ] as const)('%s', async (_, optimizer, from, to, expected) => {
    const found = await limits(optimizer, from, to)
    expect(found.length).toBe(expected.length)
    found.forEach((x, i) => expect(Math.abs(x / expected[i]! - 1)).toBeLessThan(1e-6))
  })
})

describe('laws where no factor is', () => {
  it.each([0.05, 0.125])('EAG-C, α = %d: k‖zₖ − z*‖ → ‖z₀ − z*‖/α', async α => {
    const { verdict } = await analysed({ game, optimizer: `eag[stepSize=${α}]` })
    expect(verdict).toMatchObject({ kind: 'sublinear', exponent: 1 })
    expect((verdict as { constant: number }).constant * α).toBeCloseTo(Math.SQRT2, 5)
  })
  it('the uniform average of alternating descent-ascent goes like 1/k, that of simultaneous diverges with it', async () => {
    expect((await analysed({ game, optimizer: 'average[of=gda[stepSize=0.1,moves=alternating]]' })).verdict).toMatchObject({
      kind: 'sublinear',
      exponent: 1,
    })
    const { verdict } = await analysed({ game, optimizer: 'average[of=gda[stepSize=0.1]]' })
    expect(verdict.kind).toBe('diverges')
    expect((verdict as { rate: number }).rate).toBeCloseTo(Math.sqrt(1.01), 10)
  })
  it('a moving average only shrinks the cycle: it goes on circling', async () => {
    const optimizer = 'average[of=gda[stepSize=0.1,moves=alternating],kind=ema[decay=0.99]]'
    const { verdict, spectrum } = await analysed({ game, optimizer })
    expect(verdict.kind).toBe('circles')
    expect(spectrum[1]!.modulus).toBeCloseTo(0.99, 10)
  })
})
