import type { StrategySet } from '../contract.ts'
import { eigen } from './eigen.ts'
import { onHost } from './on-host.ts'
import { spectralMap, type Pieces } from './spectral.ts'

const positivePart: Pieces = { value: λ => Math.max(λ, 0), piece: λ => (λ > 0 ? 1 : 0), slope: piece => piece }

/** Throws where the number of rows is no integer > 0. */
export function demandRows(what: string, d: number): void {
  if (!(Number.isInteger(d) && d > 0)) throw new Error(`${what}: rows must be an integer > 0, got ${d}`)
}

/** Positive semidefinite matrices [d, d], row by row: prox takes the positive part of the eigenvalues of the symmetric part. On the host. */
export function psdCone(d: number): StrategySet {
  demandRows('psd', d)
  return onHost({
    name: `psd[rows=${d}]`,
    kind: 'set',
    ...spectralMap(d, () => positivePart),
    /** −λ_min of the symmetric part, or the largest |aᵢⱼ − aⱼᵢ|/2. */
    violation: A => {
      const skew = A.reduce((most, a, at) => Math.max(most, Math.abs(a - A[(at % d) * d + Math.floor(at / d)]!) / 2), 0)
      return Math.max(skew, ...eigen(A, d).values.map(λ => -λ))
    },
  })
}
