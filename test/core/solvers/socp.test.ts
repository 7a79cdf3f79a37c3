import { describe, expect, it } from 'vitest'
import { key } from '../../../core/key.ts'
import { Refusal } from '../../../core/refusal.ts'
import { affine, coneProgramming, type Affine } from '../../../core/solvers/socp.ts'

const unit = (n: number, i: number): number[] => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))
/** x − p as forms. */
const offset = (p: readonly number[]): Affine[] => p.map((pi, i) => affine(unit(p.length, i), -pi))

describe('coneProgramming', () => {
  it('projects a point on a ball: p + (c − p)(1 − r/‖c − p‖)', async () => {
    const solve = await coneProgramming()
    for (let trial = 0; trial < 20; trial++) {
      const drawn = key(trial)
      const [point, centre] = [Array.from(drawn.fold('p').normal(4)), Array.from(drawn.fold('c').normal(4))]
      const r = 0.3
      // min ½‖x‖² − pᵀx s.t. ‖x − c‖ ≤ r.
      const { x, value, duals } = solve({
        minimise: point.map(p => -p),
        quadratic: [0, 1, 2, 3].map(i => [i, i, 1] as const),
        cones: [[affine([], r), ...offset(centre)]],
      })
      const away = point.map((p, i) => p - centre[i]!)
      const length = Math.hypot(...away)
      const projected = length <= r ? point : centre.map((c, i) => c + (r * away[i]!) / length)
      projected.forEach((p, i) => expect(x[i]).toBeCloseTo(p, 11))
      expect(value).toBeCloseTo(
        projected.reduce((sum, p, i) => sum + p * p * 0.5 - p * point[i]!, 0),
        11,
      )
      // The multiplier of the ball: ‖p − x‖.
      expect(duals[0]).toBeCloseTo(Math.max(0, length - r), 10)
    }
  })

  it('solves a linear program with equations: min x + 2y, x + y = 1, x ≥ 0, y ≥ ¼', async () => {
    const solve = await coneProgramming()
    const { x, value, duals } = solve({
      minimise: [1, 2],
      equal: [affine([1, 1], -1)],
      atLeast: [affine([1, 0], 0), affine([0, 1], -0.25)],
    })
    expect([...x, value]).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12), expect.closeTo(1.25, 12)])
    // c = Σ yₖaₖ.
    expect(Array.from(duals)).toEqual([expect.closeTo(1, 11), expect.closeTo(0, 11), expect.closeTo(1, 11)])
  })

  it('finds the minimum where it is not unique: min t, t ≥ |x − 1|, t ≥ |x + 1| − 2, 0 ≤ y ≤ 1', async () => {
    const solve = await coneProgramming()
    const { value } = solve({
      minimise: [1, 0, 0],
      atLeast: [affine([0, 0, 1], 0), affine([0, 0, -1], 1)],
      cones: [
        [affine([1], 0), affine([0, 1], -1)],
        [affine([1], 2), affine([0, 1], 1)],
      ],
    })
    expect(value).toBeCloseTo(0, 11)
  })

  it('says in SCS’s words why there is no solution', async () => {
    const solve = await coneProgramming()
    const empty = { minimise: [1], atLeast: [affine([1], -1), affine([-1], -1)] }
    expect(() => solve(empty)).toThrow(Refusal)
    expect(() => solve(empty)).toThrow("SCS stopped with 'infeasible'")
    expect(() => solve({ minimise: [-1], atLeast: [affine([1], -1)] })).toThrow("SCS stopped with 'unbounded'")
  })

  it('says so where SCS stops before it has converged', async () => {
    const hurried = await coneProgramming({ iterations: 1, inner: 2 })
    const normal = (name: string) => Array.from(key(3).fold(name).normal(8))
    const cones = Array.from({ length: 12 }, (_, i) => [affine([], 6), ...offset(normal(`centre ${i}`)).slice(i % 4)])
    const program = { minimise: normal('cost'), cones, atLeast: offset(normal('floor').map(x => x - 1)) }
    expect(() => hurried(program)).toThrow(Refusal)
    expect(() => hurried(program)).toThrow(
      /SCS stopped with 'solved \(inaccurate - reached max_iters\)', and the optimality conditions are off by/,
    )
    expect((await coneProgramming())(program).residual).toBeLessThan(1e-12)
  })
})
