import type { StrategySet } from '../core/contract.ts'
import { ball, box, free, l1, orthant } from '../core/set/sets.ts'

/** A set as the option `set` of a player gives it. */
export type ChosenSet =
  | { readonly kind: 'free' | 'orthant' }
  | { readonly kind: 'box'; readonly limit: number | null; readonly low: number | null; readonly high: number | null }
  | { readonly kind: 'ball'; readonly radius: number }
  | { readonly kind: 'l1'; readonly weight: number }

/** The set of an option. Throws where a box is given neither by its limit nor by low and high. */
export function chosenSet(choice: ChosenSet): StrategySet {
  switch (choice.kind) {
    case 'free':
      return free
    case 'orthant':
      return orthant
    case 'ball':
      return ball(choice.radius)
    case 'l1':
      return l1(choice.weight)
    case 'box':
      return chosenBox(choice)
  }
}

function chosenBox({ limit, low, high }: Extract<ChosenSet, { kind: 'box' }>): StrategySet {
  if (limit !== null && low === null && high === null) return box({ limit })
  if (limit === null && low !== null && high !== null && low <= high) return box({ low, high })
  const got = Object.entries({ limit, low, high }).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
  throw new Error(`set box must be box[limit=…] or box[low=…,high=…] with low ≤ high, got box[${got.join(',')}]`)
}
