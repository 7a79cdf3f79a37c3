import { Matrix, solve } from 'ml-matrix'

const inner = (x: readonly number[], y: readonly number[]): number => x.reduce((total, a, i) => total + a * y[i]!, 0)
const combine = (c: readonly number[], xs: readonly (readonly number[])[]): number[] =>
  xs[0]!.map((_, j) => xs.reduce((total, x, i) => total + c[i]! * x[j]!, 0))

/**
 * Box least squares min ‖p − Σ aᵢgᵢ‖ over a ∈ [0, 1]ⁿ by Wolfe's method for the nearest point of a polytope (Math. Prog. 11, 1976): it
 * keeps few corners of the box whose affine hull holds the nearest point, adds the corner that the residual u = p − Σ aᵢgᵢ asks for,
 * aᵢ = 1 where gᵢᵀu > 0, and drops those that get a negative weight. Ends where no corner comes nearer. In doubles; any a is a proof.
 */
export function nearestInZonotope(p: readonly number[], g: readonly (readonly number[])[]): number[] {
  const corner = (u: readonly number[]): number[] => g.map(row => (inner(row, u) > 0 ? 1 : 0))
  const offset = (a: readonly number[]): number[] => p.map((x, j) => x - g.reduce((total, row, i) => total + a[i]! * row[j]!, 0))
  let corners = [corner(p)]
  let weights = [1]
  const size = Math.hypot(...p, ...g.flat()) + 1e-300
  for (let step = 0; step < 200; step++) {
    const u = combine(weights, corners.map(offset))
    const next = corner(u)
    if (inner(u, u) - inner(u, offset(next)) <= 1e-16 * size * Math.hypot(...u)) break
    corners = [...corners, next]
    weights = [...weights, 0]
    for (;;) {
      const best = affineNearest(corners.map(offset))
      if (best.every(w => w > 1e-14)) {
        weights = best
        break
      }
      const θ = Math.min(1, ...best.map((w, i) => (w > 1e-14 ? 1 : weights[i]! / Math.max(weights[i]! - w, 1e-300))))
      const moved = weights.map((w, i) => w + θ * (best[i]! - w))
      const drop = moved.indexOf(Math.min(...moved))
      corners = corners.filter((_, i) => i !== drop && moved[i]! > 1e-15)
      weights = moved.filter((w, i) => i !== drop && w > 1e-15)
      const total = weights.reduce((a, b) => a + b, 0)
      weights = weights.map(w => w / total)
      if (corners.length === 1) break
    }
  }
  return combine(weights, corners).map(a => Math.min(1, Math.max(0, a)))
}

/** The weights, of sum 1, of the point of the affine hull that is nearest to 0. */
function affineNearest(points: readonly (readonly number[])[]): number[] {
  const n = points.length
  const KKT = new Matrix(n + 1, n + 1)
  points.forEach((x, i) => {
    points.forEach((y, j) => KKT.set(i, j, inner(x, y)))
    KKT.set(i, n, 1)
    KKT.set(n, i, 1)
  })
  const right = Matrix.zeros(n + 1, 1)
  right.set(n, 0, 1)
  return solve(KKT, right, true).to1DArray().slice(0, n)
}
