import { Matrix } from 'ml-matrix'
import { chain, type Chain } from '../../core/certificates/chain.ts'
import { matrixOf, quadraticFamily, neuronsOf } from '../../core/certificates/quadratic.ts'
import type { Mixture } from '../../core/mixture.ts'
import { hostPoint, type Point } from '../../core/point.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Stage } from './architecture.ts'
import { affineMap } from './generated.ts'
import { depthOf, scaleOf, type Pyramid } from './players.ts'
import type { Solutions } from './solutions.ts'
import type { LatentLaw } from './whitening.ts'

/** Columns of a picture at most: matrices of d² intervals and long integers take 2.7 GB, and the verifier d² long products a latent and a neuron. */
export const mostColumns = 1024

const nameOf = ({ size }: Stage): string => `${size}×${size}`

/** E (ζ, 1)(ζ, 1)ᵀ of a latent row ζ. */
const tall = ({ mean, second }: LatentLaw): number[][] => {
  const L = mean.length
  return Array.from({ length: L + 1 }, (_, i) =>
    Array.from({ length: L + 1 }, (_, j) =>
      i < L && j < L ? second.get(i, j) + mean[i]! * mean[j]! : i < L ? mean[i]! : j < L ? mean[j]! : 1,
    ),
  )
}

/**
 * A certificate for every stage whose strategies the answer has, of the stage as the convex game that `staged` solves:
 *
 *     min_W max_{U,v} tr S + ⟨M, C_s − S⟩ − β_s‖M‖_*,   S = E WᵀζζᵀW,   M = Σⱼ vⱼuⱼuⱼᵀ
 *
 * The generator of stage s, W_0 … W_s one after another, is one affine map W of the latent row (ζ, 1): its product, off by rounding, is what is
 * certified. No affine map at all pays less than the lower bound, so that no W_s after the earlier stages does. Sizes of more than 1,024 columns are
 * left out; a Refusal where that is all.
 */
export async function certificateOf(pyramid: Pyramid, solved: Solutions, L: number, [θ, ψ]: readonly Mixture[]): Promise<Chain> {
  const id = 'progressive-wgan'
  if (θ?.atoms.length !== 1 || ψ?.atoms.length !== 1)
    throw new Refusal(
      `${id}: certificates are for one generator and one critic, got ${θ?.atoms.length ?? 0} and ${ψ?.atoms.length ?? 0}`,
    )
  const [generator, critic] = [θ.atoms[0]!, ψ.atoms[0]!]
  if (![generator, critic].every(x => x.host.every(Number.isFinite)))
    throw new Refusal(`${id}: the answer is not finite, so that nothing of it can be certified`)
  const stages = pyramid.stages.slice(0, depthOf(generator, 1))
  const small = stages.filter(({ d }) => d <= mostColumns)
  if (small.length === 0)
    throw new Refusal(
      `${id}: certificates are made for pictures of at most ${mostColumns} columns, and the first size has ${stages[0]!.d}; begin with smaller pictures (sizes)`,
    )
  const latent = tall(solved.law())
  return chain(
    await Promise.all(
      small.map(async (stage, s) => {
        const { C } = await solved.moments(s)
        const { kept, β } = await solved.threshold(s)
        const W = mapOf(pyramid, generator, s, L)
        const M = neuronsOf(matrixOf(played(pyramid, critic, s), stage.d))
        const real = Matrix.from1DArray(stage.d, stage.d, Array.from(C))
        const second = Matrix.add(real, real.transpose()).mul(0.5).to2DArray()
        const optimum = kept.reduce((sum, x) => sum + x, 0)
        const game = { real: second, latent, beta: β, critic: 2 * kept.length, generator: 2 * optimum }
        const made = quadraticFamily('quadratic', game, { atoms: [W], weights: [1] }, M)
        return { stage: nameOf(stage), ...made }
      }),
    ),
    stages.slice(small.length).map(nameOf),
  )
}

/** The rows of W [L + 1, d]: pictures of stage s, less the mean picture, are (ζ, 1)W. */
function mapOf(pyramid: Pyramid, θ: Point, s: number, L: number): number[][] {
  const { d } = pyramid.stages[s]!
  const { A, b } = affineMap(pyramid, hostPoint(θ.layout, [θ.host]), s, L)
  return [...Array.from({ length: L }, (_, l) => Array.from(A.subarray(l * d, (l + 1) * d))), Array.from(b)]
}

/** The neurons of a stage's critic as they are used, with their scales in v. */
function played({ stages, equalised }: Pyramid, ψ: Point, s: number): Parameters<typeof matrixOf>[0] {
  const { d, neurons } = stages[s]!
  const [U, v] = ψ.hostBlocks().slice(2 * s, 2 * s + 2) as [Float64Array, Float64Array]
  const c = scaleOf(d, equalised) ** 2 * scaleOf(neurons, equalised)
  const rows = Array.from({ length: neurons }, (_, j) => Array.from(U.subarray(j * d, (j + 1) * d)))
  return { atoms: [{ U: rows, v: Array.from(v, x => c * x) }], weights: [1] }
}
