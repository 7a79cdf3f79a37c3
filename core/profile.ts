import type { Point } from './point.ts'
import { product, type Scalar } from './scalar.ts'

/** What a profile may be multiplied by: one scalar, or one a player (a `StepSize` is one a player). */
export type PerPlayer = Scalar | { of(player: number): Scalar }

/** The scalar of player i. */
export const scalarOf = (c: PerPlayer, i: number): Scalar => (typeof c === 'object' && 'of' in c ? c.of(i) : c)

/** One point a player: a strategy profile, or a field on profiles. */
export class Profile {
  readonly points: readonly Point[]

  constructor(points: readonly Point[]) {
    this.points = points
  }
  /** The point of player i. */
  at(i: number): Point {
    const p = this.points[i]
    if (!p) throw new Error(`a profile of ${this.points.length} players has no player ${i}`)
    return p
  }
  /** The same profile with player i's point replaced. */
  with(i: number, point: Point): Profile {
    return new Profile(this.points.map((p, j) => (j === i ? point : p)))
  }
  map(f: (x: Point, i: number) => Point): Profile {
    return new Profile(this.points.map(f))
  }
  plus(w: Profile): Profile {
    return this.map((x, i) => x.plus(w.at(i)))
  }
  minus(w: Profile): Profile {
    return this.map((x, i) => x.minus(w.at(i)))
  }
  /** c·z, with a scalar or one scalar a player. */
  times(c: PerPlayer): Profile {
    return this.map((x, i) => x.times(scalarOf(c, i)))
  }
  zeros(): Profile {
    return this.map(x => x.zeros())
  }
  /** Σᵢ ⟨zᵢ, wᵢ⟩. */
  dot(w: Profile): Scalar {
    return this.points.map((x, i) => x.dot(w.at(i))).reduce((a, b) => (typeof a === 'number' ? a + (b as number) : a.add(b)))
  }
  /** ‖z‖₂ over all players. */
  norm(): Scalar {
    const s = this.dot(this)
    return typeof s === 'number' ? Math.sqrt(s) : s.sqrt()
  }
}

/** The step sizes scaled by c. */
export const scaled = (η: PerPlayer, c: Scalar): PerPlayer => ({ of: i => product(scalarOf(η, i), c) })
