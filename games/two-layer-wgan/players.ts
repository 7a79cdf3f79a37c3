import type { Player } from '../../core/contract.ts'
import type { HostTensor } from '../../core/host.ts'
import { ballRows, free, l1, productSet } from '../../core/set/sets.ts'
import { critic } from '../quadratic-wgan/players.ts'
import type { Activation } from './activation/activation.ts'
import type { Decay } from './decay.ts'

/**
 * The critic D(x) = Σⱼ vⱼσ(uⱼᵀx), U [m, d] and v [m]. Under decay=l1 it pays β‖v‖₁ by prox for unit rows uⱼ, or rows in the unit ball where σ is
 * not homogeneous; under the others U and v are free. It starts as the quadratic critic does, at unit rows and vⱼ = v₀.
 */
export function criticPlayer({ degree }: Activation, decay: Decay, m: number, rows: HostTensor, β: number, v0: number): Player {
  const unit = critic(m, rows, β, v0)
  if (decay !== 'l1') return { ...unit, set: free }
  if (degree !== null) return unit
  const d = rows.shape[1]!
  const layout = [
    { name: 'U', shape: [m, d] },
    { name: 'v', shape: [m] },
  ]
  return { ...unit, set: productSet(layout, [ballRows(m, d), l1(β)]) }
}
