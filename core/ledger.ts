/** What a step asked of the game. One gradient is one player's gradient on one minibatch against one opponent atom. */
export interface Counts {
  readonly gradients: number
  /** Products with the field's Jacobian or its transpose. */
  readonly jacobians: number
  readonly prox: number
  /** Exact solves on the host. */
  readonly solves: number
  readonly samples: number
}
export const noCounts: Counts = { gradients: 0, jacobians: 0, prox: 0, solves: 0, samples: 0 }

/** a + c·b. */
export const addCounts = (a: Counts, b: Counts, c = 1): Counts => ({
  gradients: a.gradients + c * b.gradients,
  jacobians: a.jacobians + c * b.jacobians,
  prox: a.prox + c * b.prox,
  solves: a.solves + c * b.solves,
  samples: a.samples + c * b.samples,
})

/** Counts while a step is written or run. A pass of a loop is counted once, apart: the passes are known only when it runs. */
export interface Ledger {
  add(counts: Partial<Counts>): void
  /** Counts made by `body` go into a loop of their own. */
  loop<T>(body: () => T): T
  readonly counts: Counts
  readonly loops: readonly Counts[]
}

export function ledger(): Ledger {
  const loops: Counts[] = []
  let counts = noCounts
  return {
    add: more => {
      counts = addCounts(counts, { ...noCounts, ...more })
    },
    loop: body => {
      const outside = counts
      counts = noCounts
      try {
        const result = body()
        loops.push(counts)
        return result
      } finally {
        counts = outside
      }
    },
    get counts() {
      return counts
    },
    loops,
  }
}
