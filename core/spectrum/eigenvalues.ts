import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { axpy, dot, norm } from '../vector.ts'
import { combined, extended, hessenberg, krylov, type Krylov, type Operator } from './krylov.ts'

/** An eigenvalue of a real matrix, those of a pair once, with im ≥ 0. */
export interface Eigenvalue {
  readonly re: number
  readonly im: number
  readonly modulus: number
  /** Real and imaginary part of an eigenvector of norm 1; the imaginary part is 0 for a real eigenvalue. Made when it is asked for: few are. */
  vector(): readonly [Float64Array, Float64Array]
  /** ‖Av − λv‖. */
  readonly residual: number
}
export interface Eigenvalues {
  /** The largest moduli first; all of them where `all`. */
  readonly values: readonly Eigenvalue[]
  readonly all: boolean
  /** The map on the space that was looked at, in an orthonormal basis of it, where it was made. */
  readonly matrix: Matrix | null
  /** The vector with these coordinates in that basis. */
  vectors(c: ArrayLike<number>): Float64Array
}

/** Up to this size the matrix is made, column by column, and all of its eigenvalues are found. */
export const denseSize = 160

/** Eigenvalue of a pair counted twice, so that a multiplicity can be counted. */
export const multiplicity = ({ im }: Eigenvalue): number => (im === 0 ? 1 : 2)

function decomposed(H: Matrix, vectorOf: (c: Float64Array) => Float64Array, residualOf: (last: number) => number): Eigenvalue[] {
  const {
    realEigenvalues: re,
    imaginaryEigenvalues: im,
    eigenvectorMatrix: V,
  } = new EigenvalueDecomposition(H, { assumeSymmetric: false })
  const column = (j: number): Float64Array => Float64Array.from(V.getColumn(j))
  const found: Eigenvalue[] = []
  for (let j = 0; j < re.length; j++) {
    const [a, b] = [re[j]!, Math.abs(im[j]!)]
    const [c, d] = b === 0 ? [column(j), new Float64Array(H.rows)] : [column(j), column(j + 1)]
    const size = Math.hypot(...c, ...d) || 1
    const last = Math.hypot(c.at(-1)!, d.at(-1)!) / size
    const scaled = (x: Float64Array): Float64Array => vectorOf(x.map(e => e / size))
    found.push({ re: a, im: b, modulus: Math.hypot(a, b), vector: () => [scaled(c), scaled(d)], residual: residualOf(last) })
    if (b !== 0) j++
  }
  return found.sort((p, q) => q.modulus - p.modulus)
}

/** Directions whose part outside a space is below this share are in it. */
const inside = 1e-6
/** The image of a unit vector that is shorter is zero: of a difference (step-map.ts) it is rounding, and points anywhere. */
const nothing = 1e-9

/** An orthonormal basis of the smallest space with these directions that the map does not leave, and the images of its vectors. */
async function invariant(A: Operator, directions: readonly Float64Array[]): Promise<{ Q: Float64Array[]; AQ: Float64Array[] }> {
  const [Q, AQ]: [Float64Array[], Float64Array[]] = [[], []]
  const waiting = [...directions]
  for (let v = waiting.shift(); v && Q.length < v.length; v = waiting.shift()) {
    const size = norm(v)
    const w = v.slice()
    for (let pass = 0; pass < 2; pass++) Q.forEach(q => axpy(w, -dot(q, w), q))
    const rest = norm(w)
    if (!(rest > inside * size)) continue
    const q = w.map(x => x / rest)
    const image = await A(q)
    Q.push(q)
    AQ.push(image)
    if (norm(image) > nothing) waiting.push(image)
  }
  return { Q, AQ }
}

/** All eigenvalues on the smallest invariant space with these directions. */
async function dense(A: Operator, directions: readonly Float64Array[]): Promise<Eigenvalues> {
  const { Q, AQ } = await invariant(A, directions)
  const matrix = new Matrix(Q.map(q => AQ.map(w => dot(q, w))))
  const vectors = (c: ArrayLike<number>): Float64Array => combined(Q, c)
  return { values: decomposed(matrix, vectors, () => 0), all: true, matrix, vectors }
}

/** Of a Krylov space: Ritz values, each with the residual |h_{m+1,m}·(last entry of its vector)|. */
function ritz({ basis, columns, closed }: Krylov): Eigenvalue[] {
  const m = columns.length
  const beyond = closed ? 0 : columns.at(-1)![m]!
  return decomposed(
    hessenberg(columns, m),
    c => combined(basis, c),
    last => Math.abs(beyond) * last,
  )
}

/**
 * The eigenvalues of largest modulus of a map, of those that the given directions meet: all of them where the map is small, else by Arnoldi
 * from the first direction until those that `wanted` names have settled. An eigenvalue with several independent eigenvectors then appears
 * once: a Krylov space meets one of them.
 */
export async function eigenvalues(
  A: Operator,
  directions: readonly Float64Array[],
  wanted: (values: readonly Eigenvalue[]) => readonly Eigenvalue[],
  { tolerance = 1e-9, most = 600 }: { readonly tolerance?: number; readonly most?: number } = {},
): Promise<Eigenvalues> {
  const [b] = directions as [Float64Array]
  if (b.length <= denseSize) return dense(A, directions)
  let space = krylov(b)
  let next = 40
  for (;;) {
    space = await extended(A, space)
    const m = space.columns.length
    const last = space.closed || m >= Math.min(most, b.length)
    if (!last && m < next) continue
    next = Math.ceil(m * 1.25)
    const values = ritz(space)
    if (last || wanted(values).every(v => v.residual <= tolerance))
      return { values, all: space.closed, matrix: null, vectors: c => combined(space.basis, c) }
  }
}
