import type { Visited } from './contract.ts'
import { pure, type Mixture } from './mixture.ts'
import type { Profile } from './profile.ts'
import type { StepSize } from './stepsize.ts'

interface Iterate {
  readonly z: Profile
  /** The extrapolated point, where there is one. */
  readonly half?: Profile
}

/** What most optimizers say of their state: the answer is z, and an average weights z and the extrapolated point by the first player's η. */
export const lastIterate = (η: StepSize) => ({
  answer: ({ z }: Iterate): readonly Mixture[] => pure(z),
  visited: ({ z, half }: Iterate): Visited => ({ iterate: z, ...(half ? { extrapolated: half } : {}), weight: η.of(0) }),
})
