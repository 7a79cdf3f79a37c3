import { describe, expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import { key } from '../../core/key.ts'
import type { HostTensor } from '../../core/host.ts'
import { boxSaddle } from '../../games/box-saddle.ts'
import { apart, differenceError, drawOf, equilibriumOf, evaluator, fixture, gameOf, profiles, slopes } from './field.ts'

interface Terms {
  readonly M: HostTensor
  readonly a: HostTensor
  readonly b: HostTensor
}
const termsOf = (text: string, list?: readonly number[]): Terms => {
  const { finiteSum } = gameOf(text)
  return (list ? finiteSum!.at(list) : finiteSum!.all()) as unknown as Terms
}
/** The game of the mean, which draws nothing. */
const mean = (text: string): Game => {
  const game = gameOf(text)
  return { ...game, sample: () => game.finiteSum!.all() }
}
const dot = (u: ArrayLike<number>, v: ArrayLike<number>): number => Array.from(u).reduce((s, x, k) => s + x * v[k]!, 0)
/** Mφ for a matrix or its diagonal. */
const times = ({ values, shape }: HostTensor, v: readonly number[]): number[] =>
  v.map((x, k) => (shape.length === 1 ? values[k]! * x : dot(values.slice(k * v.length, (k + 1) * v.length), v)))

describe('finite-sum-bilinear', () => {
  it.each(['unit', 'shared', 'gaussian'])('is the mean of its terms, loss and field: %s', async matrices => {
    const text = `finite-sum-bilinear[terms=7,dimension=3,batch=4,matrices=${matrices}]`
    const game = gameOf(text)
    const [z] = profiles(game, 1)
    const [θ, φ] = z as [number[], number[]]
    const draw = drawOf(game) as Terms
    const f = dot(θ, times(draw.M, φ)) + dot(θ, draw.a.values) + dot(φ, draw.b.values)
    expect(apart([await evaluator(game).losses(z!)], [[f, -f]])).toBeLessThan(1e-13)
    expect(await differenceError(game, z!)).toBeLessThan(1e-8)
    // The draw is the mean of B = 4 terms, those of its key.
    const list = Array.from(key(0).fold('draw').fold('evaluation').fold(0).integers(4, 0, 7))
    const four = list.map(i => termsOf(text, [i]))
    for (const part of ['M', 'a', 'b'] as const) {
      const sum = Array.from(draw[part].values, (_, k) => four.reduce((s, t) => s + t[part].values[k]!, 0) / 4)
      expect(apart([draw[part].values], [sum])).toBeLessThan(1e-15)
    }
  })

  it('has the matrices that it is asked for', () => {
    expect(termsOf('finite-sum-bilinear[terms=5,dimension=3]', [4]).M.values).toEqual(Float64Array.of(0, 1, 0))
    expect(termsOf('finite-sum-bilinear[terms=6,dimension=3]').M.values).toEqual(new Float64Array(3).fill(1 / 3))
    const shared = termsOf('finite-sum-bilinear[terms=6,dimension=4,matrices=shared]', [5])
    expect(shared.M.values).toEqual(new Float64Array(4).fill(1 / 4))
    // Entries of variance 1/d and s²/d: of 10,000 of them the mean square is right within 5 standard errors, 5·√2/100.
    const { M } = termsOf('finite-sum-bilinear[terms=1,dimension=100,matrices=gaussian]')
    expect(Math.abs(100 * (dot(M.values, M.values) / 10_000) - 1)).toBeLessThan(0.071)
    const rows = Array.from({ length: 100 }, (_, i) => termsOf('finite-sum-bilinear[offsets=3]', [i]).a.values)
    expect(Math.abs((100 / 9) * (rows.reduce((s, r) => s + dot(r, r), 0) / 10_000) - 1)).toBeLessThan(0.071)
  })

  it.each(['unit', 'gaussian'])('claims the solution of the mean where the sets contain it: %s', async matrices => {
    const text = `finite-sum-bilinear[terms=12,dimension=4,matrices=${matrices}]`
    const z = equilibriumOf(gameOf(text))!
    const zero = z.map(row => row.map(() => 0))
    expect(apart(await evaluator(mean(text)).F(z), zero)).toBeLessThan(1e-13)
    expect(Math.hypot(...z.flat())).toBeGreaterThan(0.1)
    expect(equilibriumOf(gameOf(text, { theta: 'vector[start=[9],set=box[low=8,high=9]]' }))).toBeNull()
    const { lipschitz } = await slopes(mean(text), 20)
    expect(lipschitz).toBeLessThanOrEqual(gameOf(text).claims.lipschitz! * (1 + 1e-12))
    expect(lipschitz).toBeGreaterThan(0.4 * gameOf(text).claims.lipschitz!)
  })

  it('claims the corners of the box where the solution lies outside: the duality gap is zero', () => {
    const text = 'finite-sum-bilinear[terms=50,dimension=50,limit=1]'
    const { M, a, b } = termsOf(text)
    const [θ, φ] = equilibriumOf(gameOf(text)) as [number[], number[]]
    const l1 = (v: readonly number[], c: HostTensor): number => v.reduce((s, x, k) => s + Math.abs(x + c.values[k]!), 0)
    const above = dot(a.values, θ) + l1(times(M, θ), b)
    const below = dot(b.values, φ) - l1(times(M, φ), a)
    expect(Math.abs(above - below)).toBeLessThan(1e-14)
    expect(θ.filter(x => Math.abs(x) === 1).length).toBeGreaterThan(5)
    expect(θ.filter(x => Math.abs(x) < 1).length).toBeGreaterThan(5)
  })

  it('interpolates without offsets: every term has a zero field at 0', async () => {
    const game = gameOf('finite-sum-bilinear[terms=4,dimension=2,offsets=0,matrices=gaussian]')
    const zero = [0, 0, 0, 0]
    expect(equilibriumOf(game)!.flat().map(Math.abs)).toEqual(zero)
    for (let i = 0; i < 4; i++) {
      const term = { ...game, sample: () => game.finiteSum!.at([i]) }
      const at = [zero.slice(2), zero.slice(2)]
      expect((await evaluator(term).F(at)).flat().map(Math.abs)).toEqual(zero)
    }
  })

  it('claims nothing where the mean is singular', () => {
    expect(equilibriumOf(gameOf('finite-sum-bilinear[terms=3,dimension=4]'))).toBeNull()
  })

  it.each([
    ['finite-sum-bilinear[limit=0.5]', /start \(z₀\) must lie in the box of limit \(ℓ\) = 0.5, got 1 for theta/],
    ['finite-sum-bilinear[terms=1000,dimension=1000,matrices=gaussian]', /1002000000 numbers, more than.*matrices=unit/],
    ['finite-sum-bilinear[batch=0]', /batch \(B\)/],
    ['finite-sum-bilinear[offsets=-1]', /offsets \(s\)/],
    ['finite-sum-bilinear[matrices=random]', /unit, shared or gaussian/],
  ])('rejects %s', (text, sentence) => {
    expect(() => gameOf(text)).toThrow(sentence)
  })
  it.each([[[]], [[3]], [[-1]], [[0.5]]])('rejects the terms %j', list => {
    expect(() => termsOf('finite-sum-bilinear[terms=3,dimension=2]', list)).toThrow(/index from 0 to 2/)
  })
})

describe('saddle points of diagonal bilinear games on boxes', () => {
  interface Case {
    readonly m: number[]
    readonly a: number[]
    readonly b: number[]
    readonly limit: number
    readonly x: number[]
    readonly y: number[]
  }
  it.each(fixture('box_saddle') as Case[])('are those of linear programs, limit $limit', ({ m, a, b, limit, x, y }) => {
    expect(apart(boxSaddle(m, a, b, limit)!, [x, y])).toBeLessThan(1e-12)
  })
  it('are null where they are not unique', () => {
    expect(boxSaddle([1, 0], [0, 1], [0, 1], 1)).toBeNull()
    // x is at the corner 1 = x°, against which every y is as good.
    expect(boxSaddle([1], [-2], [-1], 1)).toBeNull()
    expect(boxSaddle([2], [1], [-3], Infinity)).toEqual([Float64Array.of(1.5), Float64Array.of(-0.5)])
  })
})
