import type { StrategySet } from '../contract.ts'
import { onHost } from './on-host.ts'
import { demandRows } from './psd.ts'
import { spectralMap, type Pieces } from './spectral.ts'

/** Every λ moved by t towards 0, where it stops. */
const shrunk = (t: number): Pieces => ({
  value: λ => λ - Math.min(Math.max(λ, -t), t),
  piece: λ => (λ > t ? 1 : λ < -t ? -1 : 0),
  slope: Math.abs,
})

/**
 * The function weight·‖A‖_* on symmetric matrices [d, d], row by row: prox moves every eigenvalue of the symmetric part by η·weight
 * towards 0. On the host. Throws where weight is not ≥ 0.
 */
export function nuclearNorm(d: number, weight: number): StrategySet {
  demandRows('nuclear', d)
  if (!(Number.isFinite(weight) && weight >= 0)) throw new Error(`nuclear: weight must be a finite number ≥ 0, got ${weight}`)
  return onHost({ name: `nuclear[rows=${d},weight=${weight}]`, kind: 'function', ...spectralMap(d, η => shrunk(η * weight)) })
}
