import { certificate, tidy, type Certificate, type Strategy } from './certificate.ts'
import { apply, dot, down, pointMatrix, transpose, up } from './interval.ts'
import { exactly, mean } from './mixing.ts'

/** Mixtures of points of a simplex. */
export interface Mixed {
  readonly atoms: readonly (readonly number[])[]
  readonly weights: readonly number[]
}

const written = ({ atoms, weights }: Mixed): Strategy => ({ atoms: atoms.map(x => tidy({ x })), weights })

/** Of min_x max_y xᵀAy on simplices: the value is between max_j (Aᵀx)_j and min_i (Ay)_i, and what both could gain is their difference. */
export function matrixCertificate(A: readonly (readonly number[])[], x: Mixed, y: Mixed): Certificate {
  const [X, Y] = [written(x), written(y)]
  const [p, q] = [X, Y].map(s =>
    mean(
      s.weights,
      s.atoms.map(atom => exactly(atom.x as number[])),
    ),
  )
  const [columns, rows] = [apply(transpose(pointMatrix(A)), p!), apply(pointMatrix(A), q!)]
  const upper = up(Math.max(...columns.map(([, high]) => high)))
  const lower = down(Math.min(...rows.map(([low]) => low)))
  const [least, most] = dot(p!, rows)
  return certificate('matrix', {
    data: { A },
    strategies: [X, Y],
    witness: {},
    response: [],
    claims: { violation: 0, attained: 0, least, most, upper, lower, gap: up(upper - lower) },
  })
}
