import type { FieldView, Game } from '../../core/contract.ts'
import type { Mixture } from '../../core/mixture.ts'
import { joinBlocks, type Layout, type Point } from '../../core/point.ts'
import type { Profile } from '../../core/profile.ts'

/** A stage of a game: the strategies of its own blocks, and these among those of the stages before it. */
export interface Part {
  /** A strategy's blocks of this stage alone. */
  own(i: number, x: Point): Point
  /** A strategy of this stage's blocks with the blocks of the stages before it, as they are in `whole`. */
  joined(i: number, x: Point, whole: Point): Point
  /** All blocks, with those of the stage replaced. */
  replaced(x: Point, whole: Point): Point
  /** The field of the stage's blocks, all others as they are in `whole`. */
  view(view: FieldView, whole: Profile): FieldView
}

type Stages = NonNullable<Game['stages']>

/** The blocks of these names, in the layout's order, and how they are had from a point and put back. */
const selected = (x: Point, wanted: (name: string) => boolean, from: Point = x): Point => {
  const [blocks, others] = [x.blocks(), from === x ? null : from.blocks()]
  const layout: Layout = from.layout.filter(({ name }) => wanted(name))
  const place = new Map(x.layout.map(({ name }, k) => [name, blocks[k]!]))
  return joinBlocks(
    layout,
    from.layout.flatMap(({ name }, k) => (wanted(name) ? [place.get(name) ?? others![k]!] : [])),
  )
}

/** Stage s. */
export function partOf(stages: Stages, s: number): Part {
  const mine = stages[s]!.map(names => new Set(names))
  const upTo = stages[0]!.map((_, i) => new Set(stages.slice(0, s + 1).flatMap(players => players[i]!)))
  const own = (i: number, x: Point): Point => selected(x, name => mine[i]!.has(name))
  const joined = (i: number, x: Point, whole: Point): Point => selected(x, name => upTo[i]!.has(name), whole)
  const replaced = (x: Point, whole: Point): Point => selected(x, () => true, whole)
  return {
    own,
    joined,
    replaced,
    view: (view, whole) => {
      const all = (z: Profile, among = whole): Profile => z.map((x, i) => joined(i, x, among.at(i)))
      const part = (z: Profile): Profile => z.map((x, i) => own(i, x))
      const [start, zeros] = [part(whole), whole.zeros()]
      const lossOf: FieldView['loss'] = (i, z, ξ) => view.loss(i, all(z), ξ)
      // By the stage's blocks alone: what the others' gradients would cost is not paid.
      const grad: FieldView['grad'] = (i, j, z, ξ) => view.gradient(x => lossOf(i, z.with(j, x), ξ), z.at(j))
      return {
        ...view,
        start: () => start,
        F: (z, ξ) => z.map((_, i) => grad(i, i, z, ξ)),
        loss: lossOf,
        grad,
        partial: (i, x, opponents, ξ) => {
          const mixed = opponents.map((m, j): Mixture => ({ ...m, atoms: m.atoms.map(atom => joined(j, atom, whole.at(j))) }))
          return own(i, view.partial(i, joined(i, x, whole.at(i)), mixed, ξ))
        },
        Jv: (z, v, ξ) => part(view.Jv(all(z), all(v, zeros), ξ)),
        JTv: (z, v, ξ) => {
          const wide = v.map((x, i) => x && joined(i, x, zeros.at(i)))
          return part(view.JTv(all(z), wide, ξ))
        },
        // Every set is free (`refuses`): so is a part of it.
        prox: z => z,
        proxOf: (_, x) => x,
      }
    },
  }
}

/** The stage whose blocks a profile has. */
export const stageOf = (stages: Stages, z: Profile): number => {
  const s = stages.findIndex(players =>
    players.every(
      (names, i) =>
        names.join() ===
        z
          .at(i)
          .layout.map(b => b.name)
          .join(),
    ),
  )
  if (s < 0) throw new Error('progressive: a strategy has the blocks of no stage')
  return s
}
