import { LU, Matrix } from 'ml-matrix'
import { expect, test } from 'vitest'
import { key } from '../../core/key.ts'
import { quasidefinite } from '../../core/linear-algebra/quasidefinite.ts'

test('LDLᵀ of [[H, Aᵀ], [A, −E]] solves what LU solves, also where there is no second part', () => {
  for (const [n, p] of [
    [6, 4],
    [5, 0],
    [1, 1],
  ] as const) {
    const l = n + p
    const B = Matrix.from1DArray(
      n,
      n,
      Array.from(
        key(n)
          .fold('H')
          .normal(n * n),
      ),
    )
    const H = B.mmul(B.transpose())
    const A = Matrix.from1DArray(
      l,
      l,
      Array.from(
        key(n)
          .fold('A')
          .normal(l * l),
      ),
    )
    const K = Matrix.zeros(l, l)
    for (let i = 0; i < l; i++)
      for (let j = 0; j <= i; j++) {
        const x = i < n ? H.get(i, j) : j < n ? A.get(i, j) : i === j ? -0.3 : 0
        K.set(i, j, x)
        K.set(j, i, x)
      }
    const b = key(n).fold('b').normal(l)
    const x = quasidefinite(Float64Array.from(K.to1DArray()), l)(b)
    const expected = new LU(K).solve(Matrix.columnVector(Array.from(b))).to1DArray()
    expected.forEach((e, i) => expect(Math.abs(x[i]! - e)).toBeLessThan(1e-11 * Math.hypot(...expected)))
  }
})
