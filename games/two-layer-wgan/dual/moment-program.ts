import { Matrix } from 'ml-matrix'
import type { Block, Entry, Interior } from '../../../core/solvers/sdp.ts'
import type { MeanCovariance, Moments } from './matching.ts'

/**
 * The program in y = (S by its lower triangle, h = g/√q where q > 0, ρ₊, ρ₋), and how its iterates are read. `least`: with β as one more unknown,
 * which is minimised in place of tr S.
 */
export function momentProgram(
  { C, m, q, a, b, κ, β }: MeanCovariance,
  least = false,
): {
  readonly cost: number[]
  readonly blocks: readonly Block[]
  readonly read: (at: Interior) => { readonly moments: Moments; readonly signs: readonly [Matrix, Matrix] }
} {
  const d = m.length
  const pairs = Array.from({ length: d }, (_, i) => Array.from({ length: i + 1 }, (_, j): [number, number] => [i, j])).flat()
  const means = q > 0 ? d : 0
  const none: readonly Entry[] = []
  const unknowns = <T>(S: (i: number, j: number) => T, h: (j: number) => T, ρ: (sign: number) => T, bound: T): T[] => [
    ...pairs.map(([i, j]) => S(i, j)),
    ...Array.from({ length: means }, (_, j) => h(j)),
    ρ(1),
    ρ(-1),
    ...(least ? [bound] : []),
  ]
  const corner = new Matrix(means > 0 ? d + 1 : d, means > 0 ? d + 1 : d)
  if (means > 0) corner.set(d, d, 1)
  const moments: Block = {
    constant: corner,
    terms: unknowns(
      (i, j) => [[i, j, 1]],
      j => [[j, d, 1]],
      () => none,
      none,
    ),
  }
  const lemma = (τ: number): Block => {
    const constant = new Matrix(d + 1, d + 1)
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) constant.set(i, j, -τ * a * C.get(i, j))
      constant.set(i, d, (-τ * b * m[i]!) / 2)
      constant.set(d, i, (-τ * b * m[i]!) / 2)
    }
    constant.set(d, d, (least ? 0 : β) - τ * κ)
    const ball: Entry[] = [...Array.from({ length: d }, (_, i): Entry => [i, i, 1]), [d, d, -1]]
    return {
      constant,
      terms: unknowns(
        (i, j) => (a === 0 ? none : [[i, j, τ * a]]),
        j => (b === 0 ? none : [[j, d, (τ * b * Math.sqrt(q)) / 2]]),
        sign => (sign === τ ? ball : none),
        [[d, d, 1]],
      ),
    }
  }
  const positive = (τ: number): Block => ({
    constant: new Matrix(1, 1),
    terms: unknowns(
      () => none,
      () => none,
      sign => (sign === τ ? [[0, 0, 1]] : none),
      none,
    ),
  })
  return {
    cost: unknowns(
      (i, j) => (i === j && !least ? 1 : 0),
      () => 0,
      () => 0,
      1,
    ),
    blocks: [moments, lemma(1), lemma(-1), positive(1), positive(-1)],
    read: ({ y, duals }) => {
      const S = new Matrix(d, d)
      pairs.forEach(([i, j], at) => {
        S.set(i, j, y[at]!)
        S.set(j, i, y[at]!)
      })
      const first = m.map((_, j) => (means > 0 ? Math.sqrt(q) * y[pairs.length + j]! : 0))
      return { moments: { second: S, first }, signs: [duals[1]!, duals[2]!] }
    },
  }
}
