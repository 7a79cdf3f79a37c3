import { LuDecomposition, Matrix } from 'ml-matrix'
import { derivative, type Cone } from './cone.ts'
import type { Conic, Reached } from './conic.ts'
import { conditions, type Conditions } from './optimality.ts'

/** Systems above this size are left as SCS gives them. */
const LARGEST = 1500

/**
 * Semismooth Newton on the KKT conditions Px + c + Aᵀy = 0, s − Π_K(s − y) = 0 with s = b − Ax, from a point near the solution. Steps
 * that do not lessen the residual are not taken, so the answer is never worse than the start. Qi and Sun, Math. Program. 58, 1993.
 */
export function polish(program: Conic, x0: ArrayLike<number>, y0: ArrayLike<number>): Reached {
  let [x, y] = [Float64Array.from(x0), Float64Array.from(y0)]
  let now = conditions(program, x, y)
  let flops = 0
  for (let k = 0; k < 12 && now.residual > 1e-15; k++) {
    const step = newton(program, now)
    if (!step) break
    flops += step.flops
    const [x1, y1] = [x.map((v, i) => v + step.dx[i]!), y.map((v, i) => v + step.dy[i]!)]
    const next = conditions(program, x1, y1)
    if (!(next.residual < now.residual)) break
    ;[x, y, now] = [x1, y1, next]
  }
  return { x, y, flops }
}

interface Step {
  readonly dx: Float64Array
  readonly dy: Float64Array
  readonly flops: number
}

/** The Newton step, or null where the system is too large or singular. Rows whose projection is the identity have dy = −y. */
function newton({ P, A, cones, b, c }: Conic, at: Conditions): Step | null {
  const [n, m] = [c.length, b.length]
  const dy = at.complementarity.map(r => -r)
  const place = new Int32Array(m).fill(-1)
  const kept: { readonly cone: Cone; readonly D: 'zero' | Float64Array }[] = []
  let size = n
  for (const cone of cones) {
    const D = derivative(cone, at.v)
    if (D === 'one') continue
    for (let i = 0; i < cone.size; i++) place[cone.at + i] = size++
    kept.push({ cone, D })
  }
  if (size > LARGEST) return null
  const J = Matrix.zeros(size, size)
  const right = Matrix.zeros(size, 1)
  for (const [i, j, p] of P) {
    J.set(i, j, J.get(i, j) + p)
    if (i !== j) J.set(j, i, J.get(j, i) + p)
  }
  at.stationarity.forEach((r, j) => {
    right.set(j, 0, -r)
    for (let k = A.starts[j]!; k < A.starts[j + 1]!; k++) {
      const [i, a] = [A.rows[k]!, A.values[k]!]
      if (place[i]! < 0) right.set(j, 0, right.get(j, 0) - a * dy[i]!)
      else {
        J.set(j, place[i]!, a)
        J.set(place[i]!, j, -a)
      }
    }
  })
  for (const { cone, D } of kept) {
    const [first, q] = [place[cone.at]!, cone.size]
    for (let i = 0; i < q; i++) right.set(first + i, 0, -at.complementarity[cone.at + i]!)
    if (D === 'zero') continue
    // −(I − D)A: the block's rows of −A, mixed.
    const block = J.subMatrix(first, first + q - 1, 0, n - 1)
    const mix = Matrix.sub(Matrix.eye(q), Matrix.from1DArray(q, q, Array.from(D)))
    J.setSubMatrix(mix.mmul(block), first, 0)
    J.setSubMatrix(Matrix.from1DArray(q, q, Array.from(D)), first, first)
  }
  // A Levenberg shift keeps the system solvable where the solution is not unique.
  for (let i = 0; i < size; i++) J.set(i, i, J.get(i, i) + 1e-12)
  const lu = new LuDecomposition(J)
  if (lu.isSingular()) return null
  const d = lu.solve(right).to1DArray()
  for (let i = 0; i < m; i++) if (place[i]! >= 0) dy[i] = d[place[i]!]!
  return { dx: Float64Array.from(d.slice(0, n)), dy, flops: (2 / 3) * size ** 3 }
}
