import { quasidefinite } from '../linear-algebra/quasidefinite.ts'
import { axpy, dot } from '../vector.ts'
import type { Cone } from './cone.ts'
import type { Scaling } from './cone-scaling.ts'
import { symmetricTimes, type Conic } from './conic.ts'

/** A conic program's matrices as products, with the rows of its equations and its other cones apart. */
export interface Operators {
  readonly n: number
  readonly P: Conic['P']
  readonly equal: readonly { readonly row: number; readonly columns: ReadonlyMap<number, number> }[]
  readonly inner: readonly Cone[]
  /** Of each inner cone its block of A: the columns that are not 0, each with the cone's entries. */
  readonly blocks: readonly (readonly { readonly column: number; readonly entries: Float64Array }[])[]
  Px(x: Float64Array): Float64Array
  Ax(x: Float64Array): Float64Array
  Aty(y: Float64Array): Float64Array
  /** A vector over the rows from one a cone; 0 on equations. */
  over(f: (cone: Cone, k: number) => Float64Array): Float64Array
}
export const part = ({ at, size }: Cone, v: Float64Array): Float64Array => v.slice(at, at + size)

export function operatorsOf({ c, P, A, b, cones }: Conic): Operators {
  const [n, m] = [c.length, b.length]
  const each = (visit: (row: number, column: number, a: number) => unknown): void => {
    for (let j = 0; j < n; j++) for (let k = A.starts[j]!; k < A.starts[j + 1]!; k++) visit(A.rows[k]!, j, A.values[k]!)
  }
  const inner = cones.filter(({ kind }) => kind !== 'zero')
  const owner = new Int32Array(m).fill(-1)
  inner.forEach(({ at, size }, k) => owner.fill(k, at, at + size))
  const equations = new Map<number, Map<number, number>>()
  owner.forEach((k, row) => k < 0 && equations.set(row, new Map()))
  const blocks = inner.map(() => new Map<number, Float64Array>())
  each((row, column, a) => {
    const k = owner[row]!
    if (k < 0) return equations.get(row)!.set(column, a)
    if (!blocks[k]!.has(column)) blocks[k]!.set(column, new Float64Array(inner[k]!.size))
    return (blocks[k]!.get(column)![row - inner[k]!.at]! += a)
  })
  return {
    ...{ n, P, inner },
    equal: Array.from(equations, ([row, columns]) => ({ row, columns })),
    blocks: blocks.map(block => Array.from(block, ([column, entries]) => ({ column, entries }))),
    Px: x => symmetricTimes(P, x),
    Ax: x => {
      const out = new Float64Array(m)
      each((row, column, a) => (out[row]! += a * x[column]!))
      return out
    },
    Aty: y => {
      const out = new Float64Array(n)
      each((row, column, a) => (out[column]! += a * y[row]!))
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
export function systemOf(ops: Operators, scalings: readonly Scaling[]): Solve {
  const { n, P, equal, blocks } = ops
  const l = n + equal.length
  const K = new Float64Array(l * l)
  const add = (i: number, j: number, x: number): void => {
    K[Math.max(i, j) * l + Math.min(i, j)]! += x
  }
  for (const [i, j, p] of P) add(i, j, p)
  scalings.forEach(({ inverse }, k) => {
    const scaled = blocks[k]!.map(({ column, entries }) => ({ column, v: inverse(entries) }))
    scaled.forEach((a, p) => {
      for (const b of scaled.slice(0, p + 1)) add(a.column, b.column, dot(a.v, b.v))
    })
  })
  equal.forEach(({ columns }, i) => {
    for (const [j, x] of columns) add(n + i, j, x)
  })
  // Where the solution is not unique the shift keeps the factor finite; refinement is of the system without it.
  for (let i = 0; i < l; i++) K[i * l + i]! += i < n ? 1e-15 * K[i * l + i]! + 1e-14 : -1e-14
  const solved = quasidefinite(K, l)
  const once: Solve = (r, e, f) => {
    const twice = (v: Float64Array): Float64Array => ops.over((cone, k) => scalings[k]!.inverse(scalings[k]!.inverse(part(cone, v)))) // prettier-ignore
    const pulled = ops.Aty(twice(f))
    const d = solved(Float64Array.from([...r.map((x, i) => x + pulled[i]!), ...equal.map(({ row }) => e[row]!)]))
    const dx = d.slice(0, n)
    const Adx = ops.Ax(dx)
    const dy = twice(Adx.map((x, i) => x - f[i]!))
    equal.forEach(({ row }, i) => (dy[row] = d[n + i]!))
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
      axpy(dx, 1, more.dx)
      axpy(dy, 1, more.dy)
    }
    return { dx, dy }
  }
}
