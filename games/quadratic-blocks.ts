import { matrixOf } from './pairing.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'

/** The blocks of M = [[A, B], [D, C]], the constant Jacobian of a quadratic game's field. */
export interface Blocks {
  readonly A: HostTensor
  readonly B: HostTensor
  readonly C: HostTensor
  readonly D: HostTensor
}
/** Eigenvalues of A, singular values of B and eigenvalues of C, d each. */
export interface Spectra {
  readonly α: readonly number[]
  readonly β: readonly number[]
  readonly γ: readonly number[]
}
export interface Extremes {
  readonly dimension: number
  /** Curvature of both players' own losses: d eigenvalues from μ to L. */
  readonly mu: number
  readonly lipschitz: number
  /** Singular values of the interaction: d from the lower to the upper one. */
  readonly couplingLow: number
  readonly coupling: number
}

const zip = (rows: number, columns: number, entry: (i: number, j: number) => number): HostTensor =>
  hostTensor(
    Float64Array.from({ length: rows * columns }, (_, k) => entry(Math.floor(k / columns), k % columns)),
    [rows, columns],
  )
export const transposed = ({ values, shape }: HostTensor, factor = 1): HostTensor =>
  zip(shape[1]!, shape[0]!, (i, j) => factor * values[j * shape[1]! + i]!)

/** The orthogonal sine basis (DST-I), column k: √(2/(d+1))·sin(π(j+1)(k+1)/(d+1)). */
const sine = (d: number) => (j: number, k: number) => Math.sqrt(2 / (d + 1)) * Math.sin((Math.PI * (j + 1) * (k + 1)) / (d + 1))
/** The orthogonal cosine basis (DCT-II), column k: √((1 + [k>0])/d)·cos(π(2j+1)k/2d). */
const cosine = (d: number) => (j: number, k: number) =>
  Math.sqrt((k ? 2 : 1) / d) * Math.cos((Math.PI * (2 * j + 1) * k) / (2 * d))

const axes = (): ((j: number, k: number) => number) => (j, k) => (j === k ? 1 : 0)
/** U and V. Nothing is random. */
const bases = { trigonometric: [sine, cosine], identity: [axes, axes] } as const
export const baseNames = ['trigonometric', 'identity'] as const

/**
 * α = γ equally spaced from μ to L and β from the upper coupling down to the lower one: the weakest curvature meets the strongest
 * interaction. Throws where a lower end is above the upper one.
 */
export function spaced({ dimension: d, mu, lipschitz, couplingLow, coupling }: Extremes): Spectra {
  if (mu > lipschitz) throw new Error(`quadratic: mu (μ) must be at most lipschitz (L) = ${lipschitz}, got ${mu}`)
  if (couplingLow > coupling) throw new Error(`quadratic: couplingLow must be at most coupling = ${coupling}, got ${couplingLow}`)
  const from = (low: number, high: number) =>
    Array.from({ length: d }, (_, k) => (d === 1 ? high : low + ((high - low) * k) / (d - 1)))
  const α = from(mu, lipschitz)
  return { α, β: d === 1 ? [coupling] : from(coupling, couplingLow), γ: α }
}

/** A = U·diag(α)·Uᵀ, B = U·diag(β)·Vᵀ, C = V·diag(γ)·Vᵀ, D = −Bᵀ. */
export function fromSpectra({ α, β, γ }: Spectra, names: (typeof baseNames)[number]): Blocks {
  const d = α.length
  const [U, V] = bases[names].map(basis => basis(d)) as [ReturnType<typeof sine>, ReturnType<typeof sine>]
  const product = (P: typeof U, λ: readonly number[], Q: typeof U): HostTensor =>
    zip(d, d, (i, j) => λ.reduce((sum, λk, k) => sum + P(i, k) * λk * Q(j, k), 0))
  const B = product(U, β, V)
  return { A: product(U, α, U), B, C: product(V, γ, V), D: transposed(B, -1) }
}

type Rows = readonly (readonly number[])[]
/** The blocks as given, checked: A and C square and symmetric, B [m, n], D [n, m] (−Bᵀ where absent). */
export function fromMatrices(curvatureX: Rows, interaction: Rows, curvatureY: Rows, reply: Rows | null): Blocks {
  const A = symmetric('curvatureX (A)', curvatureX)
  const C = symmetric('curvatureY (C)', curvatureY)
  const [m, n] = [A.shape[0]!, C.shape[0]!]
  const B = sized('interaction (B)', interaction, m, n)
  return { A, B, C, D: reply ? sized('reply (D)', reply, n, m) : transposed(B, -1) }
}

function sized(what: string, rows: Rows, m: number, n: number): HostTensor {
  const matrix = matrixOf(`quadratic: ${what}`, rows)
  if (matrix.shape[0] === m && matrix.shape[1] === n) return matrix
  throw new Error(`quadratic: ${what} must have shape [${m}, ${n}], got [${matrix.shape.join(', ')}]`)
}

function symmetric(what: string, rows: Rows): HostTensor {
  const matrix = sized(what, rows, rows.length, rows.length)
  const values = Array.from(transposed(matrix).values)
  const largest = values.reduce((a, v) => Math.max(a, Math.abs(v)), 0)
  const k = values.findIndex((v, i) => Math.abs(v - matrix.values[i]!) > 1e-12 * largest)
  if (k < 0) return matrix
  const [i, j] = [Math.floor(k / rows.length), k % rows.length]
  throw new Error(
    `quadratic: ${what} must be symmetric, got ${matrix.values[k]!} in row ${i + 1}, column ${j + 1} and ${values[k]!} across`,
  )
}
