import { LuDecomposition, Matrix } from 'ml-matrix'
import type { Cone } from './cone.ts'
import { dot, type Scaling } from './cone-scaling.ts'
import { symmetricTimes, type Conic } from './conic.ts'

/** A conic program's matrices as products, with the rows of its equations and its other cones apart. */
export interface Operators {
  readonly n: number
  readonly equal: readonly number[]
  readonly inner: readonly Cone[]
  /** Rows of A. */
  readonly rows: readonly Float64Array[]
  Px(x: Float64Array): Float64Array
  Ax(x: Float64Array): Float64Array
  Aty(y: Float64Array): Float64Array
  /** A vector over the rows from one a cone; 0 on equations. */
  over(f: (cone: Cone, k: number) => Float64Array): Float64Array
}
export const part = ({ at, size }: Cone, v: Float64Array): Float64Array => v.slice(at, at + size)

export function operatorsOf({ c, P, A, b, cones }: Conic): Operators {
  const [n, m] = [c.length, b.length]
  const rows = Array.from({ length: m }, () => new Float64Array(n))
  for (let j = 0; j < n; j++) for (let k = A.starts[j]!; k < A.starts[j + 1]!; k++) rows[A.rows[k]!]![j] = A.values[k]!
  const inner = cones.filter(({ kind }) => kind !== 'zero')
  return {
    ...{ n, inner, rows },
    equal: cones.filter(({ kind }) => kind === 'zero').flatMap(({ at, size }) => Array.from({ length: size }, (_, i) => at + i)),
    Px: x => symmetricTimes(P, x),
    Ax: x => Float64Array.from(rows, row => dot(row, x)),
    Aty: y => {
      const out = new Float64Array(n)
      rows.forEach((row, i) => {
        const yi = y[i]!
        if (yi !== 0) for (let j = 0; j < n; j++) out[j]! += yi * row[j]!
      })
      return out
    },
    over: f => {
      const out = new Float64Array(m)
      inner.forEach((cone, k) => out.set(f(cone, k), cone.at))
      return out
    },
  }
}

/** The dx and dy with P dx + Aᵀdy = r, A₀dx = e on equations, and A₁dx − W²dy = f on cones. */
export type Solve = (
  r: Float64Array,
  e: Float64Array,
  f: Float64Array,
) => { readonly dx: Float64Array; readonly dy: Float64Array }

/** Solutions again for what rounding left: W⁻² is large near the boundary, and without them Aᵀdy is off by as much. */
const REFINEMENTS = 3

/** By one factor of [[P + A₁ᵀW⁻²A₁, A₀ᵀ], [A₀, 0]], dense. `e` is read at the equations' rows. */
export function systemOf(ops: Operators, P: Conic['P'], scalings: readonly Scaling[]): Solve {
  const { n, equal, rows } = ops
  const K = Matrix.zeros(n + equal.length, n + equal.length)
  const add = (i: number, j: number, x: number): unknown => K.set(i, j, K.get(i, j) + x)
  for (const [i, j, p] of P) {
    add(i, j, p)
    if (i !== j) add(j, i, p)
  }
  for (const { cone, inverse } of scalings) {
    const column = (j: number): Float64Array => Float64Array.from({ length: cone.size }, (_, i) => rows[cone.at + i]![j]!)
    const used = Array.from({ length: n }, (_, j) => j).filter(j => column(j).some(x => x !== 0))
    const scaled = used.map(j => inverse(column(j)))
    used.forEach((j, p) => used.forEach((k, q) => add(j, k, dot(scaled[p]!, scaled[q]!))))
  }
  equal.forEach((row, i) => {
    rows[row]!.forEach((x, j) => {
      add(n + i, j, x)
      add(j, n + i, x)
    })
  })
  // Where the solution is not unique the shift keeps the factor finite; refinement is of the system without it.
  const shifted = K.clone()
  for (let i = 0; i < K.rows; i++) shifted.set(i, i, i < n ? K.get(i, i) * (1 + 1e-15) + 1e-14 : -1e-14)
  const factor = new LuDecomposition(shifted)
  const solved = (right: readonly number[]): number[] => {
    const b = Matrix.columnVector([...right])
    const x = factor.solve(b)
    for (let k = 0; k < REFINEMENTS; k++) x.add(factor.solve(Matrix.sub(b, K.mmul(x))))
    return x.to1DArray()
  }
  const once: Solve = (r, e, f) => {
    const twice = (v: Float64Array): Float64Array => ops.over((cone, k) => scalings[k]!.inverse(scalings[k]!.inverse(part(cone, v)))) // prettier-ignore
    const pulled = ops.Aty(twice(f))
    const d = solved([...r.map((x, i) => x + pulled[i]!), ...equal.map(row => e[row]!)])
    const dx = Float64Array.from(d.slice(0, n))
    const Adx = ops.Ax(dx)
    const dy = twice(Adx.map((x, i) => x - f[i]!))
    equal.forEach((row, i) => (dy[row] = d[n + i]!))
    return { dx, dy }
  }
  return (r, e, f) => {
    const { dx, dy } = once(r, e, f)
    for (let k = 0; k < REFINEMENTS; k++) {
      const [Pdx, Atdy, Adx] = [ops.Px(dx), ops.Aty(dy), ops.Ax(dx)]
      const WWdy = ops.over((cone, k) => scalings[k]!.W(scalings[k]!.W(part(cone, dy))))
      const more = once(
        r.map((x, i) => x - Pdx[i]! - Atdy[i]!),
        e.map((x, i) => x - Adx[i]!),
        f.map((x, i) => x - Adx[i]! + WWdy[i]!),
      )
      more.dx.forEach((x, i) => (dx[i]! += x))
      more.dy.forEach((x, i) => (dy[i]! += x))
    }
    return { dx, dy }
  }
}
