import { defineGame, type Role } from '../core/define.ts'
import { choice, int, matrix, num, numbers, optional } from '../core/config/options.ts'
import type { ConfigOf } from '../core/config/option.ts'
import { hostTensor } from '../core/host.ts'
import { constant } from '../core/scalar.ts'
import { pairing } from './pairing.ts'
import { baseNames, fromMatrices, fromSpectra, spaced, type Blocks, type Extremes } from './quadratic-blocks.ts'
import { claimsOf } from './quadratic-claims.ts'
import { strategyRole, vectorPlayer } from './roles.ts'

const config = {
  dimension: optional(
    int('d', undefined, 'entries of each strategy, where the spectra build the matrices; 10 where absent', { min: 1, max: 500 }),
  ),
  mu: optional(num('μ', undefined, 'smallest curvature of either player; 0.1 where absent', { min: 0 })),
  lipschitz: optional(num('L', undefined, 'largest curvature of either player; 1 where absent', { min: 0 })),
  coupling: optional(num('L_xy', undefined, 'largest singular value of the interaction; 1 where absent', { min: 0 })),
  couplingLow: optional(num('μ_xy', undefined, 'smallest singular value of the interaction; 0.1 where absent', { min: 0 })),
  spectrumX: optional(
    numbers(
      'α',
      undefined,
      'the d eigenvalues of A in place of μ and L, negative ones too; zeros where only another spectrum is given',
    ),
  ),
  spectrumY: optional(numbers('γ', undefined, 'the d eigenvalues of C, likewise')),
  singular: optional(numbers('β', undefined, 'the d singular values of B, likewise')),
  bases: optional(
    choice(baseNames, 'trigonometric', 'eigenvectors: sines for x and cosines for y, or the axes; trigonometric where absent'),
  ),
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

/** The extremes of the spectra where nothing is said. */
const standard: Extremes = { dimension: 10, mu: 0.1, lipschitz: 1, coupling: 1, couplingLow: 0.1 }
const extremes = Object.keys(standard) as (keyof Extremes)[]
const whole = ['curvatureX', 'interaction', 'curvatureY', 'reply'] as const
const lists = ['spectrumX', 'singular', 'spectrumY'] as const

/** Throws where ways to give the matrices are mixed, or the matrices are not given together. */
function blocksOf(config: Config): Blocks {
  const given = <K extends keyof Config>(names: readonly K[]): K | undefined => names.find(name => config[name] !== null)
  const [extreme, list] = [given(extremes), given(lists)]
  if (given(whole) === undefined) {
    if (list === undefined)
      return fromSpectra(
        spaced(Object.fromEntries(extremes.map(name => [name, config[name] ?? standard[name]])) as unknown as Extremes),
        config.bases ?? 'trigonometric',
      )
    if (extreme !== undefined)
      throw new Error(
        `quadratic: ${extreme} spaces spectra equally, and ${list} gives one; give the extremes of the spectra or the spectra, not both`,
      )
    const d = config[list]!.length
    const [α, β, γ] = lists.map(name => config[name] ?? Array<number>(d).fill(0)) as [number[], number[], number[]]
    const other = lists.find(name => config[name] !== null && config[name].length !== d)
    if (other !== undefined)
      throw new Error(`quadratic: ${other} must have as many values as ${list}, that is ${d}, got ${config[other]!.length}`)
    return fromSpectra({ α, β, γ }, config.bases ?? 'trigonometric')
  }
  const { curvatureX, interaction, curvatureY, reply } = config
  if (!curvatureX || !interaction || !curvatureY)
    throw new Error(
      'quadratic: curvatureX (A), interaction (B) and curvatureY (C) must be given together, with or without reply (D), or none of them',
    )
  const spectrum = extreme ?? list ?? given(['bases'])
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
 * The quadratic game of x ∈ ℝᵐ and y ∈ ℝⁿ. Zero-sum, strongly convex–strongly concave where A and C are positive definite:
 *
 *     f(x, y) = ½xᵀAx + xᵀBy − ½yᵀCy + aᵀx − cᵀy,      ℓ_x = f, ℓ_y = −f
 *
 * From spectra it is A = U·diag(α)·Uᵀ, B = U·diag(β)·Vᵀ, C = V·diag(γ)·Vᵀ in shared bases, so that it decouples into d games of two
 * numbers, of Jacobians [[α, β], [−β, γ]]: strongly monotone where all α, γ > 0, purely bilinear where they are zero, and where some are
 * negative weak Minty with ρ = −2·min(α, γ)/(αγ + β²), the largest of them (where all αγ + β² > 0).
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
