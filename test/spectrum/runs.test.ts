import { describe, expect, it } from 'vitest'
import { measured, measuring } from '../../core/spectrum/measured.ts'
import { solutionOf } from '../../core/spectrum/solution.ts'
import { rows } from './rows.ts'
import { analysed, fieldOf } from './spectrum.ts'

const game = 'bilinear[start=[[1],[1]]]'

describe('runs near the solution of f = xy, inside the limits of stability and outside', () => {
  it.each(
    rows.flatMap(([name, optimizer, modulus]) =>
      [0.1, 0.4, 1.2].map(η => ({
        name,
        size: η,
        optimizer: optimizer(η),
        is: modulus(η),
        known: η <= 1 || !name.startsWith('proximal'),
      })),
    ),
  )('$name, η = $size: a step multiplies by $is', async ({ optimizer, is }) => {
    const run = fieldOf({ game, optimizer })
    const { z } = await solutionOf(run, optimizer)
    const { rate, last } = await measured(run, z, {
      most: 2000,
      follow: 3000,
      ...measuring(run, await analysed({ game, optimizer })),
    })
    expect(Math.abs(rate / is - 1)).toBeLessThan(1e-5)
    if (Math.abs(is - 1) > 1e-3) expect(last < 1).toBe(is < 1)
  })
})
