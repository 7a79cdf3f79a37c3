import { EigenvalueDecomposition, LuDecomposition, Matrix } from 'ml-matrix'
import type { GameClaims, Player } from '../core/contract.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { singularValues } from './pairing.ts'
import type { Blocks } from './quadratic-blocks.ts'
import { stationary } from './stationary.ts'

/** M = [[A, B], [D, C]] as a whole. */
function whole({ A, B, C, D }: Blocks): Matrix {
  const block = ({ values, shape }: HostTensor) => Matrix.from1DArray(shape[0]!, shape[1]!, Array.from(values))
  const [m, n] = [A.shape[0]!, C.shape[0]!]
  const M = Matrix.zeros(m + n, m + n)
  return M.setSubMatrix(block(A), 0, 0).setSubMatrix(block(B), 0, m).setSubMatrix(block(D), m, 0).setSubMatrix(block(C), m, m)
}

/** The smallest eigenvalue of the symmetric part of a square matrix. */
const lowest = (M: Matrix): number =>
  Math.min(...new EigenvalueDecomposition(Matrix.add(M, M.transpose()).div(2), { assumeSymmetric: true }).realEigenvalues)

/**
 * What holds of F(z) = Mz + q:
 *
 * - the Lipschitz constant ‖M‖₂;
 * - monotone, strongly where the symmetric part of M is positive definite and merely where it is positive semidefinite (eigenvalues
 *   within 1e-12·‖M‖₂ of zero count as zero);
 * - bilinear where A = C = 0;
 * - the stationary point z* = −M⁻¹q where it is the only one (σ_min > 1e-12·σ_max) and the players' sets keep it: an equilibrium where
 *   both curvatures are positive semidefinite;
 * - where M is invertible and not monotone, weak Minty with the least ρ there is: with w = F(z) = M(z − z*),
 *   ⟨F(z), z − z*⟩ = ⟨w, M⁻¹w⟩ ≥ λ_min(½(M⁻¹ + M⁻ᵀ))·‖w‖², so that ρ = −2λ_min(½(M⁻¹ + M⁻ᵀ)).
 *   For a block M = [[a, b], [−b, c]] that is ρ = −2·min(a, c)/(ac + b²) where ac + b² > 0: −2a/(a² + b²) for a = c.
 */
export function claimsOf(
  blocks: Blocks,
  q: readonly (readonly number[])[],
  zeroSum: boolean,
  players: readonly Player[],
  key: Key,
): GameClaims {
  const M = whole(blocks)
  const m = q[0]!.length
  const σ = singularValues(hostTensor(M.to1DArray(), [M.rows, M.rows]))
  const lipschitz = σ[0]!
  const zero = 1e-12 * lipschitz
  const modulus = lowest(M)
  const claims: GameClaims = {
    ...(zeroSum ? { zeroSum: true } : {}),
    ...(modulus > zero ? { monotone: 'strongly' } : modulus >= -zero ? { monotone: 'merely' } : {}),
    ...([blocks.A, blocks.C].every(({ values }) => values.every(v => v === 0)) ? { bilinear: true } : {}),
    lipschitz,
  }
  if (!(σ.at(-1)! > zero)) return claims
  const lu = new LuDecomposition(M)
  const z = lu.solve(Matrix.columnVector(q.flat().map(v => -v))).to1DArray()
  const { equilibrium: point } = stationary(players, [z.slice(0, m), z.slice(m)], key)
  if (!point) return claims
  const weak = modulus >= -zero ? {} : { weakMinty: Math.max(0, -2 * lowest(lu.solve(Matrix.eye(M.rows)))) }
  const curvature = (from: number, to: number) => lowest(M.subMatrix(from, to - 1, from, to - 1))
  const convex = curvature(0, m) >= -zero && curvature(m, M.rows) >= -zero
  return { ...claims, ...weak, ...(convex ? { equilibrium: point } : { stationary: point }) }
}
