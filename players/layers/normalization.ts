import { batchNorm } from './batch-norm.ts'
import { fixed, type Layer, type MatrixLayer } from './layer.ts'
import { spectralNorm } from './spectral-norm.ts'

/** How a network is normalised: its units by the statistics of the batch, its matrices by their largest singular value, or not. */
export const normNames = ['batch', 'spectral', 'none'] as const
export type NormName = (typeof normNames)[number]

export interface Normalization {
  /** A layer, its matrix perhaps normalised. */
  matrix(layer: MatrixLayer): Layer
  /** What stands between n units and their activation. */
  units(n: number): Layer
  /** Whether a layer that `units` follow directly has a bias: batch normalization would take it away again. */
  readonly bias: boolean
}

const identity: Layer = fixed(x => x)

/** @param iterations passes of the power method, of `spectral` */
export function normalization(name: NormName, iterations: number): Normalization {
  return {
    matrix: layer => (name === 'spectral' ? spectralNorm(layer, iterations) : layer),
    units: n => (name === 'batch' ? batchNorm(n) : identity),
    bias: name !== 'batch',
  }
}
