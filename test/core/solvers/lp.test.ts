import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { linearProgramming, type LinearProgram, type LinearRow } from '../../../core/solvers/lp.ts'

const solve = await linearProgramming()
interface Case {
  maximise: number[]
  atMost: LinearRow[]
  equal: LinearRow[]
  lower: (number | null)[]
  upper: (number | null)[]
  value: number
  x: number[]
  duals: number[]
}
const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/linear_programs.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

const near = (got: ArrayLike<number>, want: readonly number[], scale = 1): void => {
  expect(got.length).toBe(want.length)
  want.forEach((w, i) => expect(Math.abs(got[i]! - w), `entry ${i}`).toBeLessThan(1e-9 * scale * (1 + Math.abs(w))))
}

describe('linear programs', () => {
  it('of a textbook: two products of three workshops (Hillier and Lieberman), optimum and shadow prices by hand', () => {
    const { value, x, duals } = solve({
      maximise: [3, 5],
      atMost: [
        [[1, 0], 4],
        [[0, 2], 12],
        [[3, 2], 18],
      ],
    })
    expect(value).toBe(36)
    near(x, [2, 6])
    near(duals, [0, 1.5, 1])
  })

  it('the default bounds are 0 and none, and an equality has a multiplier of either sign', () => {
    near(solve({ maximise: [-1, -2], equal: [[[1, 1], 1]] }).x, [1, 0])
    near(solve({ maximise: [-1, -2], equal: [[[1, 1], 1]] }).duals, [-1])
    near(solve({ maximise: [-1, 0], equal: [[[1, -1], -3]], lower: [-Infinity, -5] }).x, [-8, -5])
    near(solve({ maximise: [2], upper: [7] }).x, [7])
  })

  it(`of scipy: ${cases.length} random programs with one optimum each`, () => {
    for (const { maximise, atMost, equal, lower, upper, value, x, duals } of cases) {
      const got = solve({ maximise, atMost, equal, lower: lower.map(v => v ?? -Infinity), upper: upper.map(v => v ?? Infinity) })
      near([got.value], [value], 10)
      near(got.x, x, 10)
      near(got.duals, duals, 10 * Math.max(...maximise.map(Math.abs), 1))
    }
  })

  it('loses no digit on the way: a bound comes back as it went', () => {
    const bound = 0.1 + 0.2 + 2 ** -52
    expect(solve({ maximise: [1], upper: [bound] }).x[0]).toBe(bound)
    expect(
      solve({
        maximise: [1, 1],
        atMost: [
          [[1, 0], bound],
          [[0, 1], 1 / 3],
        ],
      }).x[0],
    ).toBe(bound)
  })

  it('a program without an optimum, and what is none, is refused with the status or the place', () => {
    const refused = (program: LinearProgram, why: RegExp): void => expect(() => solve(program)).toThrow(why)
    refused({ maximise: [1] }, /^linear program: HiGHS found no optimum, its status is unbounded$/)
    refused({ maximise: [1], atMost: [[[1], -1]] }, /its status is infeasible$/)
    refused({ maximise: [1], lower: [2], upper: [1] }, /its status is infeasible$/)
    refused({ maximise: [] }, /it needs at least one variable/)
    refused({ maximise: [NaN] }, /maximise must be numbers below 1e15 in size, got \[NaN\]/)
    refused(
      { maximise: [1], equal: [[[1, 2], 1]] },
      /row 0 must have 1 numbers and a bound below 1e15 in size, got \[1, 2\] and 1/,
    )
    refused({ maximise: [1], atMost: [[[1e16], 1]] }, /row 0 must have 1 numbers and a bound below 1e15/)
    refused(
      { maximise: [1], lower: [Infinity] },
      /lower must have one number a variable, that is 1, below 1e15 in size or −Infinity/,
    )
    refused(
      { maximise: [1, 1], upper: [1] },
      /upper must have one number a variable, that is 2, below 1e15 in size or Infinity, got \[1\]/,
    )
  })
})
