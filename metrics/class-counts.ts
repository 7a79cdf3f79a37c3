import { classCount } from './classifiers/network.ts'

/** Which modes samples belong to, counted. A mode is one class a channel, the first channel the leading digit. */
export interface ClassCounts {
  /** Samples of each mode, 10^channels of them. */
  readonly counts: Float64Array
  /** Samples all of whose channels are told with the confidence asked for, or more. */
  readonly confident: number
  /** Samples with a channel whose logits are not numbers: of no mode. */
  readonly unknown: number
}

export const noCounts = (channels: number): ClassCounts => ({
  counts: new Float64Array(classCount ** channels),
  confident: 0,
  unknown: 0,
})

/** Adds samples, given by logits [n·channels, 10], the channels of a sample one after another. A class is the largest logit, the first of equals. */
export function countClasses(before: ClassCounts, logits: ArrayLike<number>, channels: number, confidence: number): ClassCounts {
  const counts = before.counts.slice()
  let { confident, unknown } = before
  const n = logits.length / (channels * classCount)
  for (let i = 0; i < n; i++) {
    let mode = 0
    let least = 1
    for (let c = 0; c < channels; c++) {
      const at = (i * channels + c) * classCount
      let best = 0
      for (let k = 1; k < classCount; k++) if (logits[at + k]! > logits[at + best]!) best = k
      let sum = 0
      for (let k = 0; k < classCount; k++) sum += Math.exp(logits[at + k]! - logits[at + best]!)
      mode = mode * classCount + best
      // NaN stays NaN.
      least = Math.min(least, 1 / sum)
    }
    if (Number.isNaN(least)) unknown++
    else counts[mode]!++
    if (least >= confidence) confident++
  }
  return { counts, confident, unknown }
}

/** The probability of each mode of independent channels. */
export const productOf = (shares: readonly number[], channels: number): readonly number[] =>
  Array.from({ length: channels - 1 }).reduce<readonly number[]>(modes => modes.flatMap(p => shares.map(q => p * q)), shares)

/** KL(p ‖ q) = Σ p log(p/q) in nats, p the counts over their sum; 0·log 0 = 0, and infinite where p is not 0 and q is. NaN without counts. */
export function divergence(counts: ArrayLike<number>, q: readonly number[]): number {
  const n = Array.from(counts).reduce((a, b) => a + b, 0)
  if (n === 0) return NaN
  return q.reduce((sum, share, k) => {
    const p = counts[k]! / n
    return p === 0 ? sum : sum + p * Math.log(p / share)
  }, 0)
}
