import { support } from '../../../core/arrangements/zonotope.ts'
import type { Certified } from '../../../core/contract.ts'
import type { Mixture } from '../../../core/mixture.ts'
import { Inexact } from '../../../core/solvers/box-least-squares.ts'
import { generatedRows, realZonotope, type ReluGame } from './problem.ts'
import { bestResponse, zonotopeOf, type Rows, type WorstNeuron } from './zonotopes.ts'

const unknown: Certified = { gap: NaN, violation: NaN, value: NaN, optimum: NaN, cost: NaN }

/** Null where generated rows are so much larger than real ones, as in a run that leaves its bounds, that no distance is certified. */
function distanceOf(respond: () => WorstNeuron): number | null {
  try {
    return respond().distance
  } catch (error) {
    if (error instanceof Inexact) return null
    throw error
  }
}

/**
 * What can be certified of an answer where the critic is a ReLU one: how far it is from feasible, violation = (d_H(Zon(X), Zon(G)) − β)₊ by the
 * exact best response, and its payoff R_g + Σⱼ vⱼ[1ᵀ(Xuⱼ)₊ − 1ᵀ(Guⱼ)₊] − βΣ‖uⱼ‖|vⱼ|. No gap and no optimum: the generator's problem is not
 * convex, so that no dual value proves one. A mixture of generators is seen as all their rows together, each by its weight.
 */
export function certifier(game: ReluGame): (answer: readonly Mixture[]) => Certified {
  const { id, β, real, sampling } = game
  const X = realZonotope(game)
  return ([θ, ψ]) => {
    if (!θ || !ψ || θ.atoms.length === 0 || ψ.atoms.length === 0) return unknown
    if (![...θ.atoms, ...ψ.atoms].every(atom => atom.host.every(Number.isFinite))) return unknown
    const G: Rows = θ.atoms.flatMap((atom, k) => generatedRows(game, atom).map(row => row.map(x => x * Number(θ.weights[k]))))
    const cost = θ.atoms.reduce((sum, atom, k) => sum + Number(θ.weights[k]) * game.cost(atom), 0)
    const distance = distanceOf(() => bestResponse(X, zonotopeOf(G, real.d, `${id}: generated rows (G)`, sampling)))
    if (distance === null) return unknown
    const seen = ψ.atoms.map(atom => {
      const [U, v] = atom.hostBlocks() as [Float64Array, Float64Array]
      return v.reduce((sum, vj, j) => {
        const u = U.subarray(j * real.d, (j + 1) * real.d)
        return sum + vj * (support(X.rows, u) - support(G, u)) - β * Math.abs(vj) * Math.hypot(...u)
      }, 0)
    })
    const value = cost + seen.reduce((sum, x, k) => sum + Number(ψ.weights[k]) * x, 0)
    return { gap: NaN, violation: Math.max(0, distance - β), value, optimum: NaN, cost }
  }
}
