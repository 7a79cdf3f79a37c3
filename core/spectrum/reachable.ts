import type { FieldRun } from '../engine.ts'
import { key as keyOf } from '../key.ts'
import type { Profile } from '../profile.ts'
import { coordinates } from './coordinates.ts'
import { denseSize } from './eigenvalues.ts'
import type { Local } from './local.ts'
import type { Steady } from './steady.ts'

/** Length of a difference, relative to the size of the state. */
const short = 1e-4
/** Independent starts that are looked at where sets bind. */
const starts = 8

/**
 * Directions from which all others in which a run can leave its fixed point follow, by its own steps. Where every player is free these are
 * all: the coordinates of a small state, one direction of no importance of a large one. A set confines a run to what follows from starts
 * in it (a slow weight outside a simplex has eigenvalues too, but no run begins there): then differences of states from such starts.
 */
export async function reachable(
  run: FieldRun,
  { from, moving }: Steady,
  { origin, scale }: Local,
  z: Profile,
): Promise<Float64Array[]> {
  const n = origin.length
  if (run.game.players.every(({ set }) => set.name === 'free')) {
    if (n > denseSize) return [origin.map((_, i) => Math.sin(1 + 2.39996 * i * i))]
    return Array.from({ length: n }, (_, j) => origin.map((_, i) => (i === j ? 1 : 0)))
  }
  const found: Float64Array[] = []
  const count =
    n > denseSize
      ? 1
      : Math.min(
          starts,
          z.points.reduce((sum, x) => sum + x.size, 0),
        )
  for (let j = 0; j < count; j++) {
    const at = async (c: number): Promise<Float64Array> => {
      const start = z.map((x, i) => {
        const direction = x.with(keyOf(j).fold(i).normal(x.size))
        // A projection ignores the step, and the proximal map of a function is to leave the point where it is.
        return run.game.players[i]!.set.prox(x.plus(direction.times((c * short * scale) / Math.sqrt(x.size))), 0)
      })
      const state = await from(start)
      return coordinates(state, moving).of(state)
    }
    const [ahead, behind] = [await at(1), await at(-1)]
    found.push(ahead.map((x, i) => (x - behind[i]!) / (2 * short * scale)))
  }
  return found
}
