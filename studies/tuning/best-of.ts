/** What the best of k trials is worth, from n ≥ k that were made: over every choice of k of them, not the order in which they came. */
import type { Objective } from '../plan/study-file.ts'
import { byObjective, worst } from './objective.ts'

export interface BestOf {
  readonly k: number
  /** Infinite, on the worse side, where all k can be among those that diverged. */
  readonly expected: number
  /** The value that the best of k is as good as, or better, with probability at least ¼, ½, ¾. */
  readonly quarter: number
  readonly median: number
  readonly threeQuarters: number
}

/**
 * For every k. The i-th best of n distinct trials is the best of k drawn without replacement with probability C(n − i, k − 1)/C(n, k),
 * i = 1, …, n − k + 1.
 */
export function bestOf(objectives: readonly number[], objective: Objective): readonly BestOf[] {
  const n = objectives.length
  const sorted = [...objectives].sort(byObjective(objective)).map(x => (Number.isNaN(x) ? worst(objective) : x))
  return Array.from({ length: n }, (_, j) => {
    const k = j + 1
    const weights = bestWeights(n, k)
    const at = (p: number): number => {
      let sum = 0
      // A rounding error does not move the quantile to the next trial.
      return sorted[weights.findIndex(w => (sum += w) >= p - 1e-12)]!
    }
    return {
      k,
      expected: sorted.reduce((s, x, i) => (weights[i]! > 0 ? s + weights[i]! * x : s), 0),
      quarter: at(0.25),
      median: at(0.5),
      threeQuarters: at(0.75),
    }
  })
}

/** Probabilities that the best, the second best, … of n is the best of k: each from the one before by (n − i − k + 1)/(n − i). */
function bestWeights(n: number, k: number): readonly number[] {
  const weights = [k / n]
  for (let i = 1; i < n; i++) weights.push((weights[i - 1]! * Math.max(0, n - i - k + 1)) / (n - i))
  return weights
}
