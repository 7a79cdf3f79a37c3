import { Matrix } from 'ml-matrix'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verify } from '../../cli/verify-certificate.js'
import type { Certificate } from '../../core/certificates/certificate.ts'
import { quadraticCertificate } from '../../core/certificates/quadratic.ts'
import { dirac } from '../../core/mixture.ts'
import { hostPoint, type Layout, type Point } from '../../core/point.ts'
import { certificateOf } from '../../games/progressive-wgan/certificate.ts'
import { criticLayout, generatorLayout, type Pyramid } from '../../games/progressive-wgan/players.ts'
import type { Solutions } from '../../games/progressive-wgan/solutions.ts'

const d = 196
const β = 1
/** Cosines, an orthonormal basis of which that of the constant is left out. */
const q = [1, 2, 3].map(i => Array.from({ length: d }, (_, j) => Math.sqrt(2 / d) * Math.cos((Math.PI * i * (j + 0.5)) / d)))
const λ = [9, 5, 2]
/** Eigenvalues 9, 5, 2 along the cosines and 1/2 along all others: p* = Σ(λᵢ − β)₊ = 13, at S = Σ(λᵢ − β)qᵢqᵢᵀ and M = Σ qᵢqᵢᵀ. */
const real = Array.from({ length: d }, (_, i) =>
  Array.from({ length: d }, (_, j) => q.reduce((sum, u, k) => sum + (λ[k]! - 0.5) * (u[i]! * u[j]!), i === j ? 0.5 : 0)),
)
const optimum = 13
const best = q.map((u, k) => u.map(x => Math.sqrt(λ[k]! - β) * x))
const hashed = (one: Certificate): string =>
  JSON.stringify({ ...one, sha256: createHash('sha256').update(JSON.stringify(one.data)).digest('hex') })

/** Blocks with these entries first, then zeros. */
const filled = (layout: Layout, blocks: readonly number[][]): Point =>
  hostPoint(
    layout,
    layout.map(({ shape }, i) => {
      const all = new Float64Array(shape.reduce((n, side) => n * side, 1))
      all.set(blocks[i] ?? [])
      return all
    }),
  )

describe('196 columns', () => {
  const stages = [14, 64].map(size => ({ size, d: size ** 2, from: 3, fresh: 0, at: 0, rank: null, neurons: 3 }))
  /** The first of these is solved exactly, and what the blocks of the others hold does not matter. */
  const certify = (of: typeof stages) => {
    const pyramid = { stages: of, channels: 1, equalised: false, start: 1, means: [] } satisfies Pyramid
    const solved = {
      law: () => ({ mean: new Float64Array(3), second: Matrix.eye(3) }),
      moments: () => Promise.resolve({ C: Float64Array.from(real.flat()) }),
      threshold: () => Promise.resolve({ kept: λ.map(x => x - β), β }),
    } as unknown as Solutions
    const W = filled(generatorLayout(of), [best.flat()])
    const D = filled(criticLayout(of), [q.flat(), [1, 1, 1]])
    return certificateOf(pyramid, solved, 3, [dirac(W), dirac(D)])
  }

  it('are certified, and 4,096 are left out: at the optimum violation 0, both bounds 13, three neurons of weight 1', async () => {
    const { stages: certified, says } = await certify(stages)
    expect(certified.map(({ stage }) => stage)).toEqual(['14×14'])
    expect(says).toContain('Not in this file: 64×64.')
    const made = certified[0]!
    const { claims, strategies } = made
    expect(claims.violation).toBeLessThan(1e-10)
    expect(claims.upper).toBeGreaterThan(optimum - 1e-13)
    expect(claims.lower).toBeLessThan(optimum + 1e-13)
    expect(claims.gap).toBeLessThan(1e-9)
    // Eigenvectors of rounding errors are no neurons.
    expect(strategies[1].atoms[0]!.v).toEqual(q.map(() => expect.closeTo(1, 12) as number))
    expect(verify(hashed(made))).toMatchObject({ family: 'quadratic' })
    const refused: Record<string, Certificate> = {
      upper: { ...made, claims: { ...claims, upper: optimum - 1e-9 } },
      lower: { ...made, claims: { ...claims, lower: optimum + 1e-9 } },
    }
    for (const [name, one] of Object.entries(refused)) expect(() => verify(hashed(one)), name).toThrow(/bound/)
  })

  it('are refused where the first size has more than can be certified', async () => {
    await expect(certify([{ ...stages[0]!, size: 33, d: 33 ** 2 }])).rejects.toThrow(
      /at most 1024 columns, and the first size has 1089/,
    )
  })

  it('of a generator with 81 % of the variance: the first direction is 0.19·8 too strong, and twice the critic proves less', () => {
    const W = best.map(row => row.map(x => 0.9 * x))
    const latent = q.map((_, i) => q.map((_, j) => (i === j ? 1 : 0)))
    const game = { real, latent, beta: β, critic: 2 * q.length, generator: 2 * optimum }
    const critic = { atoms: [{ U: q, v: [2, 2, 2] }], weights: [1] }
    const made = quadraticCertificate(game, { atoms: [W], weights: [1] }, critic)
    const { violation, attained, least, lower, upper } = made.claims
    const excess = 0.19 * 8
    expect(violation).toBeGreaterThan(excess - 1e-13)
    expect(violation).toBeCloseTo(excess, 9)
    expect(attained).toBeCloseTo(excess, 9)
    // tr S + ⟨M, C − S⟩ − β‖M‖_* with tr S = 0.81·13, ⟨M, C⟩ = 2·16, ⟨M, S⟩ = 2·0.81·13; diag(1 + λ) − M ⪰ 0 at λ = 1.
    expect(least).toBeCloseTo(32 - 0.81 * 13 - 6, 9)
    expect(upper).toBeCloseTo(0.81 * 13 + 6 * excess, 8)
    expect(lower).toBeCloseTo(32 - 6 - 26, 8)
    expect(verify(hashed(made))).toMatchObject({ family: 'quadratic' })
  })
})
