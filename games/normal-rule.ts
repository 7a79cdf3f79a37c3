import { hostTensor, type HostTensor } from '../core/host.ts'

/** Nodes a standard deviation, and standard deviations on each side: beyond 8.5 lies 2e-17 of the mass. */
const perSd = 8
const sds = 8.5

/**
 * E g(sd·e) for e ~ N(0, 1) as Σₖ weightsₖ·g(offsetsₖ): the trapezoidal rule at steps of sd/8, which for g analytic up to a distance a
 * from the real line errs by about exp(−16πa/sd) times the size of g there. For g(x) = log(1 + exp(ψx)) that is exp(−16π²/(sd|ψ|)):
 * 1e-14 at sd|ψ| = 5, 1e-7 at 10. One node at 0 where sd = 0.
 */
export function normalRule(sd: number): { readonly offsets: HostTensor; readonly weights: HostTensor } {
  const reach = sd > 0 ? perSd * sds : 0
  const e = Array.from({ length: 2 * reach + 1 }, (_, k) => (k - reach) / perSd)
  const density = e.map(x => Math.exp(-0.5 * x * x))
  const total = density.reduce((a, b) => a + b, 0)
  return {
    offsets: hostTensor(
      e.map(x => sd * x),
      [e.length],
    ),
    weights: hostTensor(
      density.map(p => p / total),
      [e.length],
    ),
  }
}
