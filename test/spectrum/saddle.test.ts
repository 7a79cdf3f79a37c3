import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { FieldRun } from '../../core/engine.ts'
import { analyze } from '../../core/spectrum/analyze.ts'
import { measured, measuring } from '../../core/spectrum/measured.ts'
import { solutionOf } from '../../core/spectrum/solution.ts'
import { lab } from './spectrum.ts'

/** What is predicted of PDHG at a game's solution, and what a run near it does. */
async function rates(game: string, options = ''): Promise<{ rate: number; angle: number; run: number; solution: number[][] }> {
  const { needs, optimizer, key, ...rest } = lab.assemble({ game, optimizer: `pdhg${options}`, seed: 0 })
  expect(needs).toBe('saddle')
  const run: FieldRun = { game: rest.game, optimizer, key, needs: 'saddle' }
  const { z } = await solutionOf(run, 'pdhg')
  const analysis = await analyze(run, z)
  const { verdict } = analysis
  if (verdict.kind !== 'converges') throw new Error(`predicted: ${verdict.kind}`)
  const seen = await measured(run, z, measuring(run, analysis))
  return { rate: verdict.rate, angle: verdict.angle, run: seen.rate, solution: z.points.map(x => Array.from(x.host)) }
}

/**
 * Where sets bind and stay bound, x moves by −τKᵀy⁺ and y by σK(2x − x⁻) in the faces: x⁺ − 2x + x⁻ = −τσs²(2x − x⁻) for every singular value s
 * of K between the faces, so that λ² − 2(1 − τσs²)λ + 1 − τσs² = 0 and |λ| = √(1 − τσs²), at the angle of that cosine.
 */
const ofFaces = (K: Matrix, L: number, product = 0.81): { rate: number; angle: number } => {
  const s = new SingularValueDecomposition(K, { autoTranspose: true }).diagonal.filter(x => x > 1e-9 * L).at(-1)!
  const rate = Math.sqrt(1 - product * (s / L) ** 2)
  return { rate, angle: Math.acos(rate) }
}
const centred = (n: number): Matrix => Matrix.sub(Matrix.eye(n), Matrix.ones(n, n).div(n))
const near = ({ rate, angle, run }: Awaited<ReturnType<typeof rates>>, expected: { rate: number; angle: number }): void => {
  expect(Math.abs(rate - expected.rate)).toBeLessThan(1e-6)
  expect(Math.abs(angle - expected.angle)).toBeLessThan(1e-5)
  expect(Math.abs(run - rate)).toBeLessThan(0.05 * (1 - rate))
}

describe('PDHG', () => {
  it.each([
    [
      'rock-paper-scissors',
      [
        [0, 1, -1],
        [-1, 0, 1],
        [1, -1, 0],
      ],
    ],
    [
      '[[3,-1,0],[-2,1,0.4],[0.3,0.2,-1]]',
      [
        [3, -1, 0],
        [-2, 1, 0.4],
        [0.3, 0.2, -1],
      ],
    ],
    [
      '[[3,-1,0],[-2,1,-4]]',
      [
        [3, -1, 0],
        [-2, 1, -4],
      ],
    ],
  ])(
    'on a matrix game: √(1 − 0.81s²/‖K‖²), s the least singular value between the faces of the solution: %s',
    async (payoff, A) => {
      const found = await rates(`matrix[payoff=${payoff}]`)
      const K = new Matrix(A)
      const [rows, columns] = found.solution.map(x => x.flatMap((w, i) => (w > 1e-9 ? [i] : []))) as [number[], number[]]
      const face = K.selection(rows, columns)
      const between = centred(rows.length).mmul(face).mmul(centred(columns.length))
      near(found, ofFaces(between, new SingularValueDecomposition(K, { autoTranspose: true }).diagonal[0]!))
    },
  )

  it('on a linear program: the same between its variables and its binding constraints, for two step sizes', async () => {
    // max 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18: x = 2, y = 6, where the last two bind.
    const A = new Matrix([[1, 0], [0, 2], [3, 2]]) // prettier-ignore
    const L = new SingularValueDecomposition(A, { autoTranspose: true }).diagonal[0]!
    const binding = A.selection([1, 2], [0, 1])
    near(await rates('linear-program'), ofFaces(binding, L))
    const product = 0.3 * 0.1 * L * L
    near(await rates('linear-program', '[tau=0.3,sigma=0.1]'), ofFaces(binding, L, product))
  })

  it('on the lifted game: the largest modulus over pairs of eigenvalues of C', async () => {
    // At the saddle the maps are taken of S* + τ(M* − I) and M* + σ(C − S*): eigenvalues λᵢ − β and 1 + σβ for λᵢ > β, else −τ and σλⱼ.
    // Between a kept λ and one that is not they have the slopes (λ − β)/(λ − β + τ) and 1/(1 + σ(β − λⱼ)); elsewhere 1 or 0.
    const rows = new Matrix([[2, 0.5, 0], [-1, 1, 0.3], [0, -1.5, 0.5], [-1, 0, -0.8]]) // prettier-ignore
    const C = rows.transpose().mmul(rows).div(4)
    const [a, b, c] = new EigenvalueDecomposition(C).realEigenvalues.sort((x, y) => y - x) as [number, number, number]
    const [β, τ] = [(a + b) / 2, 0.9]
    const modulus = (x: number, y: number): number => {
      // (x, y, x̄): y⁺ = y′(y − σx̄), x⁺ = x′(x + τy⁺), x̄⁺ = 2x⁺ − x.
      const forY = [0, y, -y * τ]
      const forX = [x, x * τ * y, -x * τ * y * τ]
      const step = new Matrix([forX, forY, forX.map((e, i) => 2 * e - (i === 0 ? 1 : 0))])
      const { realEigenvalues: re, imaginaryEigenvalues: im } = new EigenvalueDecomposition(step)
      return Math.max(...re.map((r, i) => Math.hypot(r, im[i]!)))
    }
    const pairs = [b, c].map(λ => modulus((a - β) / (a - β + τ), 1 / (1 + τ * (β - λ))))
    const largest = Math.max(modulus(1, 1), ...pairs)
    const found = await rates('lifted-wgan[data=[[2,0.5,0],[-1,1,0.3],[0,-1.5,0.5],[-1,0,-0.8]],rank=1]')
    expect(Math.abs(found.rate - largest)).toBeLessThan(1e-6)
    expect(Math.abs(found.run - found.rate)).toBeLessThan(0.05 * (1 - found.rate))
  })
})
