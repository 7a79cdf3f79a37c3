import type { Direction, Transform } from './contract.ts'
import { Profile } from './profile.ts'

/** One transform a player, lifted to profiles: each keeps a state of its own. */
export const directionOf = (transforms: readonly Transform[]): Direction => ({
  init: z => z.points.map((x, i) => transforms[i]!.init(x)),
  update: (v, s) => {
    const updated = v.points.map((g, i) => transforms[i]!.update(g, s[i]))
    return [new Profile(updated.map(([u]) => u)), updated.map(([, next]) => next)]
  },
  updateOne: (i, v, s) => {
    const [u, next] = transforms[i]!.update(v, s[i])
    return [u, s.map((old, j) => (j === i ? next : old))]
  },
})
