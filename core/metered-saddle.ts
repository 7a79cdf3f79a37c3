import type { SaddleView } from './contract.ts'
import { addCounts, noCounts, type Counts } from './ledger.ts'

export interface SaddleMeter {
  readonly view: SaddleView
  /** Since it was last asked. Operations are null where the view has no formula for its maps. */
  spent(): { readonly counts: Counts; readonly flops: number | null }
}

/** The same view, metered: Kx and Kᵀy as the gradient of the other player's coupling, and proximal maps. */
export function meteredSaddle(view: SaddleView): SaddleMeter {
  let counts = noCounts
  let flops = 0
  const metered =
    <A extends unknown[], R>(map: (...args: A) => R, call: Partial<Counts>, cost: number | undefined) =>
    (...args: A): R => {
      counts = addCounts(counts, { ...noCounts, ...call })
      flops += cost ?? 0
      return map(...args)
    }
  const cost = view.flops
  return {
    view: {
      ...view,
      K: metered(view.K, { gradients: 1 }, cost?.K),
      Kt: metered(view.Kt, { gradients: 1 }, cost?.Kt),
      proxF: metered(view.proxF, { prox: 1 }, cost?.proxF),
      proxG: metered(view.proxG, { prox: 1 }, cost?.proxG),
    },
    spent: () => {
      const since = { counts, flops: cost ? flops : null }
      counts = noCounts
      flops = 0
      return since
    },
  }
}
