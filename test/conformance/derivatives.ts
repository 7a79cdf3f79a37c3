import { describe, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import type { Probe } from '../../core/define.ts'
import { key as keyOf } from '../../core/key.ts'
import type { Lab } from '../../core/lab.ts'
import type { Profile } from '../../core/profile.ts'
import { scalar } from '../../core/scalar.ts'
import { drawn, evaluatorOf, gameOf, input, randomDirection, randomProfile } from './evaluator.ts'
import { gameId, selects, settingName, settingsOf, type ConformanceOptions } from './setting.ts'
import { demand } from './subject.ts'

const h = 1e-5
/** A central difference at h = 1e-5 has an error of about h² and of rounding over h, 1e-10 and 1e-11, of the size of the third derivative and the loss. */
const close = (exact: number, difference: number, scale: number): boolean => Math.abs(exact - difference) <= 1e-6 * (1e-3 + scale)

/** Row after row: grad(i, j) for all i, j. */
const gradients: Probe = {
  run: (v, z) => {
    const { view, ξ } = drawn(v)
    return view.players.flatMap((_, i) => view.players.map((_, j) => view.grad(i, j, z, ξ).tensor))
  },
}
const jacobian: Probe = {
  run: (view, z, inputs) => view.Jv(z, input(z, inputs, 0), view.sample()).points.map(p => p.tensor),
}
const transposed: Probe = {
  run: (view, z, inputs) => view.JTv(z, input(z, inputs, 0).points, view.sample()).points.map(p => p.tensor),
}
/** JTv with all blocks but the last one zero. */
const lastBlock: Probe = {
  run: (view, z, inputs) => {
    const w = input(z, inputs, 0).points
    return view
      .JTv(
        z,
        w.map((p, i) => (i === w.length - 1 ? p : null)),
        view.sample(),
      )
      .points.map(p => p.tensor)
  },
}
/** partial(i) against weights 0.3 and 0.7 on the others' points of the first and second input. */
const partials: Probe = {
  run: (view, z, inputs) => {
    const ξ = view.sample()
    const [a, b] = [input(z, inputs, 0), input(z, inputs, 1)]
    const mixtures = z.points.map((_, i) => ({ atoms: [a.at(i), b.at(i)], weights: [0.3, scalar(0.7)] }))
    return z.points.map((x, i) => view.partial(i, x, mixtures, ξ).tensor)
  },
}

const size = (z: Profile): number => z.norm() as number
const only = (z: Profile, j: number): Profile => z.map((x, i) => (i === j ? x : x.zeros()))

/** F, grad, Jv, JTv and partial at a random point, against central differences in double precision along random directions. */
export async function derivativesAreRight(game: Game, point: number): Promise<void> {
  const at = keyOf(point).fold('derivatives')
  const [z, v, w, a, b] = [
    randomProfile(game, at.fold(0)),
    randomDirection(game, at.fold(1)),
    randomDirection(game, at.fold(2)),
    randomProfile(game, at.fold(3)),
    randomProfile(game, at.fold(4)),
  ]
  const { F, losses, evaluate } = await evaluatorOf(game)
  const n = game.players.length
  const along = async (i: number, x: Profile, d: Profile): Promise<number> =>
    ((await losses(x.plus(d.times(h))))[i]! - (await losses(x.minus(d.times(h))))[i]!) / (2 * h)
  const asProfile = (parts: readonly Float64Array[]): Profile => z.map((x, i) => x.with(parts[i]!))

  const grads = await evaluate(gradients, z)
  const f = await F(z)
  const partial = asProfile(await evaluate(partials, z, [a, b]))
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const exact = z.at(j).with(grads[i * n + j]!)
      const [got, want] = [exact.dot(v.at(j)) as number, await along(i, z, only(v, j))]
      const fine = game.claims.semiGradient === true || close(got, want, (exact.norm() as number) * (v.at(j).norm() as number))
      demand(fine, `grad(${i}, ${j}) along a direction is ${got}, the difference of the loss ${want}`)
    }
    const own = z.at(i).with(grads[i * n + i]!)
    demand((f.at(i).minus(own).norm() as number) <= 1e-12 * (own.norm() as number), `block ${i} of F is not grad(${i}, ${i})`)
    if (game.claims.semiGradient) continue
    const mean = async (sign: number): Promise<number> => await mixed(i, z.at(i).plus(v.at(i).times(sign * h)))
    const mixed = async (i: number, x: Profile['points'][number]): Promise<number> => {
      if (n !== 2) return NaN
      const [one, two] = [await losses(a.with(i, x)), await losses(b.with(i, x))]
      return 0.3 * one[i]! + 0.7 * two[i]!
    }
    const [got, want] = [partial.at(i).dot(v.at(i)) as number, ((await mean(1)) - (await mean(-1))) / (2 * h)]
    demand(
      n !== 2 || close(got, want, (partial.at(i).norm() as number) * (v.at(i).norm() as number)),
      `partial(${i}) along a direction is ${got}, the difference ${want}`,
    )
  }

  const Jv = asProfile(await evaluate(jacobian, z, [v]))
  const slope = (await F(z.plus(v.times(h)))).minus(await F(z.minus(v.times(h)))).times(1 / (2 * h))
  const error = size(Jv.minus(slope))
  // Where gradients are stopped on their way, J is that of the field as it is written, and F's differences are others.
  demand(
    game.claims.semiGradient === true || error <= 1e-6 * (1e-3 + size(Jv)),
    `Jv is ${error} from the difference of F, its norm is ${size(Jv)}`,
  )
  for (const [probe, seen] of [
    [transposed, w],
    [lastBlock, only(w, n - 1)],
  ] as const) {
    const JTw = asProfile(await evaluate(probe, z, [w]))
    const [left, right] = [JTw.dot(v) as number, Jv.dot(seen) as number]
    demand(Math.abs(left - right) <= 1e-10 * size(v) * (1e-3 + size(JTw)), `⟨Jᵀw, v⟩ = ${left} and ⟨w, Jv⟩ = ${right} differ`)
  }
}

/** Derivatives of every game under test, at three points. */
export function derivatives(lab: Lab, { only: chosen, games }: ConformanceOptions): void {
  const under = selects(chosen)
  const tested = settingsOf(lab, games).filter(s => under({ kind: 'game', id: gameId(s) }))
  if (tested.length === 0) return
  describe('derivatives', () => {
    for (const setting of tested) {
      it.each([1, 2, 3])(`${settingName(setting)}, point %i`, point => derivativesAreRight(gameOf(lab, setting), point))
    }
  })
}
