import * as tf from '@tensorflow/tfjs'
import { Matrix } from 'ml-matrix'
import { liftedCertificate } from '../core/certificates/lifted.ts'
import { probabilities } from '../core/certificates/mixing.ts'
import { choice, num } from '../core/config/options.ts'
import type { Player, SaddleView } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import { hostTensor } from '../core/host.ts'
import { dirac } from '../core/mixture.ts'
import type { Key } from '../core/key.ts'
import { eigenFlops, spectrum } from '../core/linear-algebra/symmetric.ts'
import { Point, type Layout } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'
import { constant } from '../core/scalar.ts'
import { nuclearNorm, psdCone } from '../core/set/sets.ts'
import { certify, lift } from './quadratic-wgan/certificate.ts'
import { lifted, midway } from './quadratic-wgan/closed-form.ts'
import { data, realRows } from './quadratic-wgan/data.ts'
import { sideOf } from './quadratic-wgan/moments.ts'
import { demandOne, thresholdOptions } from './quadratic-wgan/threshold.ts'

/** GGᵀ and H + Hᵀ, symmetric to the last bit. */
const squared = (G: Matrix): Matrix => {
  const A = G.mmul(G.transpose())
  return twice(A).mul(0.5)
}
const twice = (H: Matrix): Matrix => Matrix.add(H, H.transpose())

/**
 * The convex-concave game behind a Wasserstein GAN with a linear generator and a quadratic critic, in what the two can be seen to do: the
 * generated second moments S and the critic's matrix M, D(x) = xᵀMx,
 *
 *     min_{S ⪰ 0} max_M  tr S + ⟨M, C − S⟩ − β‖M‖_*,      F(S, M) = (I − M, S − C)
 *
 * for real second moments C. The nuclear norm is the critic's prox, not part of the losses. Merely monotone with Lipschitz constant 1;
 * saddle S* = (C − βI)₊, M* = V_kV_kᵀ over the k eigenvectors of C above β, of value p* = Σ(λᵢ − β)₊. In the view `saddle`, K = −I.
 * arXiv:2107.05680; the lifted form, its saddle and its certificate re-derived. From
 * start=0 all iterates commute with C, and first-order methods play with eigenvalues alone: on the diagonal they are faster. A step's proximal maps are eigen-decompositions, on the
 * host in double precision.
 */
export const liftedWgan = defineGame({
  id: 'lifted-wgan',
  about: 'The quadratic Wasserstein GAN in second moments: a convex-concave game with a known saddle, on which theory holds.',
  equations: [
    'min_{S⪰0} max_M tr S + ⟨M, C − S⟩ − β‖M‖_*',
    'F(S, M) = (I − M, S − C)',
    'S* = (C − βI)₊, M* = V_kV_kᵀ, p* = Σ(λᵢ(C) − β)₊',
  ],
  source: 'arXiv:2107.05680',
  example:
    'saddle run --game lifted-wgan[data=[[2,1,0],[1,2,0.5],[0,1,-1]],rank=1] --optimizer pdhg --metric certified-gap --steps 100',
  config: {
    data,
    ...thresholdOptions('the nuclear norm of M'),
    normalise: choice(['mean', 'sum'], 'mean', 'second moments are means over rows, or sums'),
    start: num('s₀', 0, 'size of the start: S₀ = s₀GGᵀ/d and M₀ = s₀(H + Hᵀ)/√(8d) for normal G and H [d, d]', { min: 0 }),
  },
  create: ({ data: chosen, rank, beta, normalise, start: s0 }, _, { key }) => {
    demandOne('lifted-wgan', { rank, beta })
    const { d, second: C } = sideOf('lifted-wgan: data (X)', realRows(chosen, 'lifted-wgan').rows, normalise)
    const eigen = spectrum(C)
    const β = beta ?? midway(eigen, rank ?? 10, 'lifted-wgan')
    const convex = lifted(C, eigen, β)

    const entries = Float64Array.from(C.to1DArray())
    const I = Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? 1 : 0))
    const layouts: readonly Layout[] = ['S', 'M'].map(name => [{ name, shape: [d, d] }])
    const normal = (key: Key): Matrix => Matrix.from1DArray(d, d, Array.from(key.normal(d * d)))
    const point = (i: number, A: Matrix): Point => new Point(layouts[i]!, Float64Array.from(A.to1DArray()))
    const seats: readonly Player[] = [
      { id: 'generator', set: psdCone(d), start: key => point(0, squared(normal(key)).mul(s0 / d)) },
      { id: 'critic', set: nuclearNorm(d, β), start: key => point(1, twice(normal(key)).mul(s0 / Math.sqrt(8 * d))) },
    ]
    const [Ct, It] = [constant(hostTensor(entries, [d * d])), constant(hostTensor(I, [d * d]))]
    const [identity, moments] = [new Point(layouts[0]!, I), new Point(layouts[1]!, entries)]
    const saddle = (): SaddleView => ({
      start: () => new Profile(seats.map(player => player.start(key))),
      normK: 1,
      K: S => moments.with(S.host.map(s => -s)),
      Kt: M => identity.with(M.host.map(m => -m)),
      proxF: (S, τ) => seats[0]!.set.prox(S.minus(identity.times(τ)), τ),
      proxG: (M, σ) => seats[1]!.set.prox(M.plus(moments.times(σ)), σ),
      flops: { K: d * d, Kt: d * d, proxF: eigenFlops(d), proxG: eigenFlops(d) },
    })
    /** V f(Λ) Vᵀ for the eigenvalues λ of C. */
    const spectral = (f: (λ: number) => number): Float64Array => {
      const { values, vectors: V } = eigen
      const scaled = Matrix.diag(values.map(f)).mmul(V)
      return Float64Array.from(V.transpose().mmul(scaled).to1DArray())
    }
    const matrix = (x: Point): Matrix => Matrix.from1DArray(d, d, Array.from(x.host))
    return {
      id: 'lifted-wgan',
      players: seats,
      claims: {
        zeroSum: true,
        monotone: 'merely',
        bilinear: true,
        lipschitz: 1,
        equilibrium: () => [
          dirac(identity.with(spectral(λ => Math.max(λ - β, 0)))),
          dirac(moments.with(spectral(λ => (λ > β ? 1 : 0)))),
        ],
      },
      sample: () => ({}),
      loss: (i, z) => {
        const [S, M] = [z.at(0).tensor, z.at(1).tensor]
        const V = tf.add<tf.Scalar>(tf.sum(tf.mul(S, It())), tf.sum(tf.mul(M, tf.sub(Ct(), S))))
        return i === 0 ? V : V.neg().asScalar()
      },
      views: { saddle },
      oracles: {
        certify: ([S, M]) =>
          S && M
            ? certify(convex, lift(S, d, matrix), lift(M, d, matrix))
            : { gap: NaN, violation: NaN, value: NaN, optimum: convex.optimum },
        certificate: answer => {
          const [S, M] = answer.map(({ atoms, weights }) => ({
            atoms: atoms.map(x => matrix(x).to2DArray()),
            weights: probabilities('the weights of a player of lifted-wgan', weights.map(Number)),
          }))
          if (!S || !M || ![...S.atoms, ...M.atoms].flat(2).every(Number.isFinite))
            throw new Refusal('lifted-wgan: the answer is not finite, so that nothing of it can be certified')
          return liftedCertificate({ real: C.to2DArray(), beta: β, critic: 2 * convex.k, generator: 2 * convex.optimum }, S, M)
        },
      },
    }
  },
})
