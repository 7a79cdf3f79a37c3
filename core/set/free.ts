import type { StrategySet } from '../contract.ts'
import { stepAgainst } from './step.ts'

/** ℝⁿ: prox(x) = x, the mirror step is x − ηg. */
export const free: StrategySet = {
  name: 'free',
  kind: 'set',
  convex: true,
  separable: true,
  prox: x => x,
  mirror: stepAgainst,
  violation: () => 0,
}
