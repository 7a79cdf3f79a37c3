import { pure, uniform, type Mixture } from '../../core/mixture.ts'
import type { Point } from '../../core/point.ts'
import type { Profile } from '../../core/profile.ts'

/** Each player's snapshots, oldest first. */
export type Queues = readonly (readonly Point[])[]

export const empty = (z: Profile): Queues => z.points.map(() => [])

/** The strategies of z enter; where more than K are held, the oldest leave. */
export const inserted = (queues: Queues, z: Profile, K: number): Queues => queues.map((q, i) => [...q, z.at(i)].slice(-K))

/** The uniform mixture over each queue; before anything has entered, z. */
export const mixtures = (queues: Queues, z: Profile): readonly Mixture[] =>
  queues[0]!.length === 0 ? pure(z) : queues.map(uniform)
