import { EigenvalueDecomposition, LuDecomposition, Matrix } from 'ml-matrix'
import { defineGame, type Role } from '../core/define.ts'
import { int, matrix, num, optional } from '../core/config/options.ts'
import type { ConfigOf } from '../core/config/option.ts'
import type { GameClaims, Player } from '../core/contract.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { constant } from '../core/scalar.ts'
import { pairing, singularValues } from './pairing.ts'
import { fromMatrices, fromSpectra, type Blocks, type Spectra } from './quadratic-blocks.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

const config = {
  dimension: optional(
    int('d', undefined, 'entries of each strategy, where the spectra build the matrices; 10 where absent', { min: 1, max: 500 }),
  ),
  mu: optional(num('μ', undefined, 'smallest curvature of either player; 0.1 where absent', { min: 0 })),
  lipschitz: optional(num('L', undefined, 'largest curvature of either player; 1 where absent', { min: 0 })),
  coupling: optional(num('L_xy', undefined, 'largest singular value of the interaction; 1 where absent', { min: 0 })),
  couplingLow: optional(num('μ_xy', undefined, 'smallest singular value of the interaction; 0.1 where absent', { min: 0 })),
  curvatureX: optional(
    matrix('A', undefined, 'A itself, symmetric [m, m]; with curvatureY and interaction, in place of the spectra'),
  ),
  curvatureY: optional(matrix('C', undefined, 'C itself, symmetric [n, n]')),
  interaction: optional(matrix('B', undefined, 'B itself, [m, n]')),
  reply: optional(
    matrix('D', undefined, "a general-sum game: y's loss has yᵀDx, [n, m], in place of −xᵀBy; only with the other matrices"),
  ),
  linear: optional(matrix('a, c', undefined, 'linear terms, one row a player; zero where absent')),
  start: optional(matrix('z₀', undefined, "the default players' starting points, one row a player; ones where absent")),
}
type Config = ConfigOf<typeof config>

/** The spectra where nothing is said. */
const standard: Spectra = { dimension: 10, mu: 0.1, lipschitz: 1, coupling: 1, couplingLow: 0.1 }

/** Throws where the matrices are not given together, or spectra beside them. */
function blocksOf(config: Config): Blocks {
  const { curvatureX, interaction, curvatureY, reply } = config
  const names = Object.keys(standard) as (keyof Spectra)[]
  if (!(curvatureX ?? interaction ?? curvatureY ?? reply))
    return fromSpectra(Object.fromEntries(names.map(name => [name, config[name] ?? standard[name]])) as unknown as Spectra)
  if (!curvatureX || !interaction || !curvatureY)
    throw new Error(
      'quadratic: curvatureX (A), interaction (B) and curvatureY (C) must be given together, with or without reply (D), or none of them',
    )
  const spectrum = names.find(name => config[name] !== null)
  if (spectrum !== undefined)
    throw new Error(
      `quadratic: ${spectrum} builds the matrices from spectra, and curvatureX (A), interaction (B) and curvatureY (C) are given; give the spectra or the matrices, not both`,
    )
  return fromMatrices(curvatureX, interaction, curvatureY, reply)
}

function rowsOf(what: string, rows: Config['linear'], { A, C }: Blocks, absent: number): number[][] {
  const sizes = [A.shape[0]!, C.shape[0]!]
  if (!rows) return sizes.map(n => Array<number>(n).fill(absent))
  if (rows.length === 2 && rows.every((row, i) => row.length === sizes[i])) return rows.map(row => [...row])
  const got = rows.map(row => row.length).join(' and ')
  throw new Error(
    `quadratic: ${what} must have one row a player, of ${sizes.join(' and ')} entries, got ${rows.length} of ${got}`,
  )
}

const rolesOf = (config: Config, blocks: Blocks): Role[] =>
  rowsOf('start (z₀)', config.start, blocks, 1).map((row, i) =>
    strategyRole('xy'[i]!, row.length, `vector[start=${JSON.stringify(row)}]`),
  )

/**
 * What holds of F(z) = Mz + q: a Lipschitz constant ‖M‖₂; monotone, strongly where the symmetric part of M is positive definite and
 * merely where it is positive semidefinite (eigenvalues within 1e-12·‖M‖₂ of zero count as zero); the equilibrium −M⁻¹q where that
 * point is the only stationary one (σ_min > 1e-12·σ_max), both curvatures are positive semidefinite, and the players' sets keep it.
 */
function claimsOf(
  { A, B, C, D }: Blocks,
  q: readonly number[][],
  zeroSum: boolean,
  players: readonly Player[],
  key: Key,
): GameClaims {
  const block = ({ values, shape }: HostTensor) => Matrix.from1DArray(shape[0]!, shape[1]!, Array.from(values))
  const [m, n] = [A.shape[0]!, C.shape[0]!]
  const M = Matrix.zeros(m + n, m + n)
  M.setSubMatrix(block(A), 0, 0).setSubMatrix(block(B), 0, m).setSubMatrix(block(D), m, 0).setSubMatrix(block(C), m, m)
  const σ = singularValues(hostTensor(M.to1DArray(), [m + n, m + n]))
  const lipschitz = σ[0]!
  const lowest = (S: Matrix) => Math.min(...new EigenvalueDecomposition(S, { assumeSymmetric: true }).realEigenvalues)
  const zero = 1e-12 * lipschitz
  const modulus = lowest(Matrix.add(M, M.transpose()).div(2))
  const convex = lowest(block(A)) >= -zero && lowest(block(C)) >= -zero
  const solution =
    convex && σ.at(-1)! > zero ? new LuDecomposition(M).solve(Matrix.columnVector(q.flat().map(v => -v))).to1DArray() : null
  return {
    ...(zeroSum ? { zeroSum: true } : {}),
    ...(modulus > zero ? { monotone: 'strongly' } : modulus >= -zero ? { monotone: 'merely' } : {}),
    lipschitz,
    ...(solution ? stationary(players, [solution.slice(0, m), solution.slice(m)], key) : {}),
  }
}

/**
 * The quadratic game of x ∈ ℝᵐ and y ∈ ℝⁿ. Zero-sum, strongly convex–strongly concave where A and C are positive definite:
 *
 *     f(x, y) = ½xᵀAx + xᵀBy − ½yᵀCy + aᵀx − cᵀy,      ℓ_x = f, ℓ_y = −f
 *
 * With a reply D the game is general-sum: ℓ_x = ½xᵀAx + xᵀBy + aᵀx and ℓ_y = ½yᵀCy + yᵀDx + cᵀy. Either way
 * F(z) = Mz + q with M = [[A, B], [D, C]] and q = (a, c), D = −Bᵀ in the first.
 */
export const quadratic = defineGame({
  id: 'quadratic',
  about: 'Two players with quadratic losses: strongly monotone by default, with a known equilibrium.',
  equations: ['f(x, y) = ½xᵀAx + xᵀBy − ½yᵀCy + aᵀx − cᵀy', 'F(z) = [[A, B], [−Bᵀ, C]]·z + (a, c)'],
  source: 'standard; spectra as in arXiv:2402.10475 (Alex-GDA)',
  example: 'saddle run --game quadratic[dimension=20,mu=0.05] --optimizer extragradient[stepSize=0.3] --steps 200',
  config,
  roles: config => rolesOf(config, blocksOf(config)),
  create: (config, players, { key }) => {
    const blocks = blocksOf(config)
    const zeroSum = config.reply === null
    const q = rowsOf('linear (a, c)', config.linear, blocks, 0)
    const seats = rolesOf(config, blocks).map(role => vectorPlayer('quadratic', players, role, key))
    const [A, B, C, D] = [constant(blocks.A), constant(blocks.B), constant(blocks.C), constant(blocks.D)]
    const [a, c] = q.map(row => constant(hostTensor(row, [row.length]))) as [
      ReturnType<typeof constant>,
      ReturnType<typeof constant>,
    ]
    return {
      id: 'quadratic',
      players: seats,
      claims: claimsOf(blocks, q, zeroSum, seats, key),
      sample: () => ({}),
      loss: (i, z) => {
        const [x, y] = [z.at(0).tensor, z.at(1).tensor]
        const own = (i: number) =>
          i === 0 ? pairing(x, A(), x).mul(0.5).add(x.dot(a())) : pairing(y, C(), y).mul(0.5).add(y.dot(c()))
        if (!zeroSum)
          return own(i)
            .add(i === 0 ? pairing(x, B(), y) : pairing(y, D(), x))
            .asScalar()
        const f = own(0)
          .add(pairing(x, B(), y))
          .sub(own(1))
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
    }
  },
})
