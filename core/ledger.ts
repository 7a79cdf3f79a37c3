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

/** Sorts the counts of a loop's condition and body. */
export interface LoopMeter {
  until<T>(look: () => T): T
  pass<T>(body: () => T): T
}

/** Counts while a step is written or run. A pass of a loop is counted once, apart: the passes are known only when it runs. */
export interface Ledger {
  add(counts: Partial<Counts>): void
  /** A loop of unknown length: its first look at the condition is the step's, all else is the passes'. */
  loop<T>(run: (meter: LoopMeter) => T): T
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
    loop: run => {
      let passes = noCounts
      let looked = false
      const ofPasses = <T>(body: () => T): T => {
        const outside = counts
        counts = passes
        try {
          return body()
        } finally {
          passes = counts
          counts = outside
        }
      }
      const until = <T>(look: () => T): T => {
        if (looked) return ofPasses(look)
        looked = true
        return look()
      }
      const result = run({ until, pass: ofPasses })
      loops.push(passes)
      return result
    },
    get counts() {
      return counts
    },
    loops,
  }
}
