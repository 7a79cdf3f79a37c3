import * as tf from '@tensorflow/tfjs'
import { describe, it } from 'vitest'
import { backend } from '../../core/backend.ts'
import type { Player, StrategySet } from '../../core/contract.ts'
import { key as keyOf, type Key } from '../../core/key.ts'
import type { Lab } from '../../core/lab.ts'
import type { Point } from '../../core/point.ts'
import { gameOf } from './evaluator.ts'
import { gameId, selects, settingsOf, type ConformanceOptions } from './setting.ts'
import { apart, demand } from './subject.ts'

/** A set, and a point of the player that lives in it. */
export interface Home {
  readonly set: StrategySet
  readonly start: Point
}
const homeOf = ({ set, start }: Player): Home => ({ set, start: start(keyOf(1)) })

const η = 0.7
const tries = 30
const drawn = ({ start }: Home, key: Key): Point => start.with(key.normal(start.size, 0, 3))
const pairs = (home: Home): (readonly [Point, Point])[] =>
  Array.from({ length: tries }, (_, t) => [drawn(home, keyOf(t).fold('x')), drawn(home, keyOf(t).fold('y'))] as const)
const outside = (set: StrategySet, x: Point): number => set.violation?.(x.host) ?? 0

/** A projection lands in the set, and projecting again changes nothing, both within 1e-12; so does the start. */
export function projectionIsIdempotent(home: Home): void {
  const { set, start } = home
  if (set.kind !== 'set') return
  demand(outside(set, start) <= 1e-9, `the start is outside ${set.name} by ${outside(set, start)}`)
  for (const [x] of pairs(home)) {
    const p = set.prox(x, η)
    demand(outside(set, p) <= 1e-12, `a projection onto ${set.name} is outside it by ${outside(set, p)}`)
    const moved = apart([p.host], [set.prox(p, η).host])
    demand(moved <= 1e-12, `projecting a second time onto ${set.name} moves by ${moved}`)
  }
}

/** Where convex, prox is firmly nonexpansive: ⟨Px − Py, x − y⟩ ≥ ‖Px − Py‖². */
export function proxIsFirmlyNonexpansive(home: Home): void {
  const { set } = home
  if (!set.convex) return
  for (const [x, y] of pairs(home)) {
    const d = set.prox(x, η).minus(set.prox(y, η))
    const [inner, square] = [d.dot(x.minus(y)) as number, d.dot(d) as number]
    demand(
      inner >= square - 1e-12 * (1 + square),
      `prox of ${set.name} is not firmly nonexpansive: ⟨Px − Py, x − y⟩ = ${inner} < ‖Px − Py‖² = ${square}`,
    )
  }
}

/** No point of the set is nearer to x than its projection (sampled). */
export function projectionIsNearest(home: Home): void {
  const { set } = home
  if (set.kind !== 'set') return
  for (const [x, y] of pairs(home)) {
    const [best, other] = [set.prox(x, η), set.prox(y, η)].map(p => p.minus(x).norm() as number)
    demand(
      best! <= other! * (1 + 1e-12),
      `a point of ${set.name} at distance ${other!} is nearer than the projection at ${best!}`,
    )
  }
}

/** A mirror step from the set stays in it and does not go uphill: ⟨g, x⁺ − x⟩ ≤ 0; the extreme point is in it and the least of all. */
export function stepsAreFeasible(home: Home): void {
  const { set, start } = home
  for (const [g, y] of pairs(home)) {
    const next = set.mirror?.(start, g, η)
    if (next && set.kind === 'set') {
      demand(outside(set, next) <= 1e-12, `a mirror step leaves ${set.name} by ${outside(set, next)}`)
      const climb = g.dot(next.minus(start)) as number
      demand(!set.convex || climb <= 1e-12, `a mirror step of ${set.name} goes against its direction: ⟨g, x⁺ − x⟩ = ${climb}`)
    }
    const vertex = set.extreme?.(g)
    if (!vertex) continue
    demand(outside(set, vertex) <= 1e-12, `an extreme point is outside ${set.name} by ${outside(set, vertex)}`)
    const [least, other] = [g.dot(vertex) as number, g.dot(set.prox(y, η)) as number]
    demand(
      least <= other + 1e-12 * (1 + Math.abs(other)),
      `the extreme point of ${set.name} has ⟨g, x⟩ = ${least}, another point ${other}`,
    )
  }
}

/** Rows of a sphere: a mirror step that would make a row zero leaves it as it was. */
export function zeroRowsKeepTheirDirection({ set, start }: Home): void {
  const next = set.mirror!(start, start, 1)
  const moved = apart([start.host], [next.host])
  demand(moved <= 1e-12, `rows of ${set.name} whose step ends at zero moved by ${moved}`)
}

/** On tensors prox and mirror give what they give on the host, within float32's 1e-5. */
export async function carriersAgree(home: Home): Promise<void> {
  const { set, start } = home
  await backend()
  for (const [x, g] of pairs(home).slice(0, 5)) {
    const wants = [set.prox(x, η), ...(set.mirror ? [set.mirror(start, g, η)] : [])]
    const gots = tf.tidy(() => {
      const tensor = (p: Point): Point => p.with(tf.tensor1d(Float32Array.from(p.host)))
      const [tx, ts, tg, tη] = [tensor(x), tensor(start), tensor(g), tf.scalar(η)]
      const made = [set.prox(tx, tη), ...(set.mirror ? [set.mirror(ts, tg, tη)] : [])]
      return made.map(p => Float64Array.from(p.tensor.dataSync())) as never
    }) as unknown as Float64Array[]
    const error = apart(
      wants.map(p => p.host),
      gots,
    )
    demand(error <= 1e-5, `on tensors and on the host the steps of ${set.name} differ by ${error}`)
  }
}

/** The sets of all players met, one of each name and size. */
export function sets(lab: Lab, { only, games }: ConformanceOptions): void {
  const under = selects(only)
  const met = settingsOf(lab, games)
    .filter(s => under({ kind: 'game', id: gameId(s) }))
    .flatMap(s => gameOf(lab, s).players.map(homeOf))
  const homes = new Map(met.map(home => [`${home.set.name} of ${home.start.size} entries`, home]))
  for (const [name, home] of homes) {
    describe(`set ${name}`, () => {
      it('projection is idempotent', () => projectionIsIdempotent(home))
      if (home.set.convex) it('prox is firmly nonexpansive', () => proxIsFirmlyNonexpansive(home))
      it('projection is nearest', () => projectionIsNearest(home))
      it('mirror steps and extreme points are feasible', () => stepsAreFeasible(home))
      if (home.set.name === 'sphere-rows') it('a zero row keeps its direction', () => zeroRowsKeepTheirDirection(home))
      it('tensors and host agree', () => carriersAgree(home))
    })
  }
}
