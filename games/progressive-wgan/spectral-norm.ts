import { Matrix } from 'ml-matrix'
import { key } from '../../core/key.ts'
import { spectrum } from '../../core/linear-algebra/symmetric.ts'

/** Steps of the iteration; a matrix of fewer rows is taken exactly. */
const steps = 150

/**
 * ‖E‖₂ of a symmetric E [d, d] that is known by its products with vectors: the largest |Ritz value| of min(d, 150) Lanczos steps from a
 * random vector, each made orthogonal to all before it. A lower bound of the norm, exact to rounding once the iteration has converged.
 */
export function spectralNorm(times: (x: Float64Array) => Float64Array, d: number): number {
  const basis: Float64Array[] = []
  const [diagonal, beside]: [number[], number[]] = [[], []]
  const norm = (x: Float64Array): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0))
  const random = key(0).fold('spectral-norm')
  let q = random.normal(d)
  let size = norm(q)
  let scale = 0
  while (basis.length < Math.min(d, steps) && size > 1e-14 * scale) {
    const one = q.map(x => x / size)
    basis.push(one)
    const w = times(one)
    scale = Math.max(scale, norm(w))
    diagonal.push(w.reduce((sum, x, i) => sum + x * one[i]!, 0))
    for (let pass = 0; pass < 2; pass++)
      for (const v of basis) {
        const c = w.reduce((sum, x, i) => sum + x * v[i]!, 0)
        for (let i = 0; i < d; i++) w[i]! -= c * v[i]!
      }
    size = norm(w)
    beside.push(size)
    q = w
  }
  const m = basis.length
  const T = new Matrix(m, m)
  for (let i = 0; i < m; i++) {
    T.set(i, i, diagonal[i]!)
    if (i + 1 < m) {
      T.set(i, i + 1, beside[i]!)
      T.set(i + 1, i, beside[i]!)
    }
  }
  return Math.max(...spectrum(T).values.map(Math.abs))
}
