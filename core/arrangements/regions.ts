import { dot } from '../vector.ts'

type Vector = Float64Array
const unit = (x: Vector): Vector => {
  const length = Math.hypot(...x)
  return x.map(xi => xi / length)
}
/** a − cb. */
const less = (a: Vector, c: number, b: Vector): Vector => a.map((x, i) => x - c * b[i]!)

/** Unit rows closer than this to a multiple of another are taken for one. */
const PARALLEL = 1e-10

/**
 * Unit normals of the different hyperplanes: no row of zeros, none twice. Multiples have the same |aᵀr| for any r, so that only neighbours
 * in that order are compared.
 */
export function distinct(rows: readonly Vector[]): Vector[] {
  const r = Float64Array.from(rows[0] ?? [], (_, k) => Math.cos(k + 1))
  const near = 4 * PARALLEL * Math.hypot(...r)
  const placed = rows
    .filter(row => row.some(x => x !== 0))
    .map(row => ({ a: unit(row), at: Math.abs(dot(unit(row), r)) }))
    .sort((x, y) => x.at - y.at)
  const found: typeof placed = []
  for (const { a, at } of placed) {
    let k = found.length - 1
    while (k >= 0 && at - found[k]!.at <= near && Math.hypot(...less(a, dot(a, found[k]!.a), found[k]!.a)) > PARALLEL) k--
    if (k < 0 || at - found[k]!.at > near) found.push({ a, at })
  }
  return found.map(({ a }) => a)
}

/** Rank of unit rows, by Gram and Schmidt. */
export function rankOf(rows: readonly Vector[]): number {
  const basis: Vector[] = []
  for (const row of rows) {
    const rest = basis.reduce((x, b) => less(x, dot(x, b), b), row)
    if (Math.hypot(...rest) > PARALLEL) basis.push(unit(rest))
  }
  return basis.length
}

/**
 * A unit vector inside each region of the arrangement of distinct unit normals in ℝᵈ. Row by row, by deletion and restriction: the
 * regions that hyperplane a⊥ cuts are those of the earlier rows' arrangement within a⊥, which is one of a dimension less (Zaslavsky
 * 1975); each of them gives a region on either side. No linear program is needed. d = 1 and d = 2 are known at once.
 */
export function regions(normals: readonly Vector[], d: number): Vector[] {
  if (normals.length === 0) return [basisVector(d, 0)]
  if (d === 1) return [Float64Array.of(1), Float64Array.of(-1)]
  if (d === 2) return sectors(normals)
  let found = new Map<string, Vector>([['', basisVector(d, 0)]])
  normals.forEach((a, i) => {
    const earlier = normals.slice(0, i)
    const basis = complement(a)
    const within = regions(distinct(earlier.map(row => Float64Array.from(basis, b => dot(row, b)))), d - 1)
    const next = new Map<string, Vector>()
    for (const flat of within) {
      const w = basis.reduce((sum, b, k) => less(sum, -flat[k]!, b), new Float64Array(d))
      const name = earlier.map(row => (dot(row, w) > 0 ? '1' : '0')).join('')
      // Half of the way to the nearest hyperplane.
      const ε = earlier.reduce((least, row) => Math.min(least, Math.abs(dot(row, w) / dot(row, a)) / 2), 1)
      next.set(`${name}1`, unit(less(w, -ε, a)))
      next.set(`${name}0`, unit(less(w, ε, a)))
      found.delete(name)
    }
    for (const [name, u] of found) next.set(name + (dot(a, u) > 0 ? '1' : '0'), u)
    found = next
  })
  return [...found.values()]
}

/** In the plane: the middles between neighbours of the angles orthogonal to the normals. */
function sectors(normals: readonly Vector[]): Vector[] {
  const half = (angle: number): number => ((angle % Math.PI) + Math.PI) % Math.PI
  const angles = normals.map(([x, y]) => half(Math.atan2(x!, -y!))).sort((a, b) => a - b)
  return angles
    .map((angle, i) => (angle + (angles[i + 1] ?? angles[0]! + Math.PI)) / 2)
    .flatMap(θ => [Float64Array.of(Math.cos(θ), Math.sin(θ)), Float64Array.of(-Math.cos(θ), -Math.sin(θ))])
}

const basisVector = (d: number, k: number): Vector => Float64Array.from({ length: d }, (_, i) => (i === k ? 1 : 0))

/** An orthonormal basis of a⊥: all columns but one of a Householder reflection that takes a to a multiple of e₁. */
function complement(a: Vector): Vector[] {
  const v = Float64Array.from(a)
  v[0]! += a[0]! >= 0 ? 1 : -1
  const scale = 2 / dot(v, v)
  return Array.from({ length: a.length - 1 }, (_, k) => less(basisVector(a.length, k + 1), scale * v[k + 1]!, v))
}
