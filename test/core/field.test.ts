import { describe, expect, it } from 'vitest'
import type { FieldView, Sample } from '../../core/contract.ts'
import type { Point } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { builtin } from '../../plugins/builtin.ts'
import { createLab } from '../../core/lab.ts'
import { evaluatorOf, gameOf } from '../conformance/evaluator.ts'

const lab = createLab(builtin)
const a = 0.1
const [x, y] = [2, 3]

/** ∂/∂y of what `made` of (x, y) plays against x in f(x, y) = xy, that is x₀·∂y₁/∂y + y₁·∂x₀/∂y of the profile (x₀, y₁) it returns. */
const slopes = async (made: (view: FieldView, z: Profile, ξ: Sample) => Profile): Promise<number[]> => {
  const game = gameOf(lab, { game: 'bilinear' })
  const z = new Profile(game.players.map((p, i) => p.start({} as never).with(Float64Array.of([x, y][i]!))))
  const slope = {
    run: (view: FieldView, at: Profile) => {
      const ξ = view.sample()
      return [view.gradient((v: Point) => view.loss(0, made(view, at.with(1, v), ξ), ξ), at.at(1)).tensor]
    },
  }
  return Promise.all(
    (['float64', 'eager'] as const).map(async way => (await (await evaluatorOf(game, way)).evaluate(slope, z))[0]![0]!),
  )
}
const near = (found: readonly number[], expected: number): void => {
  expect(found[0]).toBeCloseTo(expected, 12)
  expect(found[1]).toBeCloseTo(expected, 5)
}

describe('a partial derivative holds the other points, also inside a derivative and where they were made from its own', () => {
  it('a gradient at a point that has moved', async () => {
    // x₁ = x − ay, y₁ = y + ax₁ = y + ax − a²y: x·∂y₁/∂y = x(1 − a²).
    const alternating = (view: FieldView, z: Profile, ξ: Sample): Profile => {
      const moved = z.with(0, z.at(0).minus(view.grad(0, 0, z, ξ).times(a)))
      return z.with(1, z.at(1).minus(view.grad(1, 1, moved, ξ).times(a)))
    }
    near(await slopes(alternating), x * (1 - a * a))
  })
  it('a partial gradient at a point that has moved', async () => {
    const alternating = (view: FieldView, z: Profile, ξ: Sample): Profile => {
      const moved = z.at(0).minus(view.grad(0, 0, z, ξ).times(a))
      const opponents = [moved, z.at(1)].map(atom => ({ atoms: [atom], weights: [1] }))
      return z.with(1, z.at(1).minus(view.partial(1, z.at(1), opponents, ξ).times(a)))
    }
    near(await slopes(alternating), x * (1 - a * a))
  })
  it('a product of the Jacobian with the field: Jᵀ(z)F(z) = (x, y) and J(z)F(z) = (−x, −y)', async () => {
    near(await slopes((view, z, ξ) => view.JTv(z, view.F(z, ξ).points, ξ)), x)
    near(await slopes((view, z, ξ) => view.Jv(z, view.F(z, ξ), ξ)), x)
  })
})
