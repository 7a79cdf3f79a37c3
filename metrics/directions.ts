import { Matrix } from 'ml-matrix'
import { int, num } from '../core/config/options.ts'
import { defineMetric } from '../core/define.ts'
import { hostTensor, sizeOf, type HostTensor } from '../core/host.ts'
import { spectrum, type Spectrum } from '../core/linear-algebra/symmetric.ts'
import { support } from '../core/mixture.ts'
import { Profile } from '../core/profile.ts'
import { generating } from './draw.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** An image of levels per unit as bytes around 128. */
function quantised(levels: Float64Array): { readonly step: number; readonly bytes: string } {
  const most = levels.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
  const step = most / 127 || 1
  return { step, bytes: base64(Uint8Array.from(levels, x => 128 + Math.round(x / step))) }
}

/** Rows √w·A, and √w(c − m) above them where c is not m, of what a generator makes of 0 and the units: c, then c + A row by row. */
function deviations({ values, shape: [n] }: HostTensor, m: Float64Array, root: number): Matrix {
  const d = m.length
  const A = Matrix.zeros(n!, d)
  for (let i = 0; i < n!; i++)
    for (let j = 0; j < d; j++) A.set(i, j, root * (values[i * d + j]! - (i === 0 ? m[j]! : values[j]!)))
  return m.some((x, j) => x !== values[j]) ? A : A.subMatrix(1, n! - 1, 0, d - 1)
}

/** The rows of both. */
const stacked = (a: Matrix, b: Matrix): Matrix => new Matrix([...a.to2DArray(), ...b.to2DArray()])

/** Variances along the principal directions of rows B, and vectors of one standard deviation along each as rows: by BBᵀ, or BᵀB where that is smaller. */
function principal(B: Matrix): Spectrum {
  if (B.rows <= 2 * B.columns) {
    const { values, vectors: U } = spectrum(B.mmul(B.transpose()))
    return { values, vectors: U.mmul(B) }
  }
  const { values, vectors } = spectrum(B.transpose().mmul(B))
  return { values, vectors: Matrix.diag(values.map(λ => Math.sqrt(Math.max(0, λ)))).mmul(vectors) }
}

/**
 * The principal directions of a generator that is affine in normal latents: eigenvectors of AAᵀ for rows x = c + zA, largest variance
 * first, as pictures of one standard deviation each. On the run's page each has a slider. It measures no number.
 *
 * Rows of a mixture have the covariance Σ w(AᵀA + (c − m)ᵀ(c − m)), m = Σ wc: its eigenvectors are those of BBᵀ for B with rows √w·A and
 * √w(c − m), atom after atom. They are not normal, so that a slider shows a direction of the law and not what a latent does.
 */
export const directions = defineMetric({
  id: 'directions',
  about: 'The principal directions of an affine generator, with a slider each on the run’s page.',
  equations: ['G(z) = c + zA;  uᵢᵀA for the leading eigenvectors uᵢ of AAᵀ'],
  source: 'arXiv:2107.05680',
  example:
    'saddle run --game progressive-wgan[data=digits] --optimizer convex-dual --metric directions --steps 3 --out runs/directions',
  config: {
    count: int('n', 8, 'directions', { min: 1, max: 32 }),
    span: num('', 3, 'ends of a slider, in standard deviations', { above: 0, max: 10 }),
  },
  refuses: ({ id, gan }) =>
    gan?.affine && gan.picture
      ? null
      : `game '${id}' has no generator of pictures that is affine in its latents; progressive-wgan has`,
  create: ({ count, span }, game) => {
    const gan = game.gan!
    const form = gan.picture!
    const probe = generating(gan)
    return {
      names: () => [],
      measure: () => ({}),
      figure: async seen => {
        const L = sizeOf(gan.drawLatent(seen.key, 1).shape)
        const units = new Float64Array((L + 1) * L)
        for (let i = 0; i < L; i++) units[(i + 1) * L + i] = 1
        const z = new Profile(seen.answer.map(m => m.atoms[0]!))
        const { atoms, weights } = support(seen.answer[gan.generator]!)
        const total = weights.reduce((a, b) => a + b, 0)
        const made: HostTensor[] = []
        for (const atom of atoms)
          made.push((await seen.evaluate(probe, z.with(gan.generator, atom), [hostTensor(units, [L + 1, L])]))[0]!)
        const d = sizeOf(made[0]!.shape.slice(1))
        const c = new Float64Array(d)
        made.forEach(({ values }, a) => c.forEach((x, j) => (c[j] = x + (weights[a]! / total) * values[j]!)))
        const rows = made.map((one, a) => deviations(one, c, Math.sqrt(weights[a]! / total)))
        const { values: λ, vectors: U } = principal(rows.reduce((a, b) => stacked(a, b)))
        const all = λ.reduce((sum, x) => sum + x, 0)
        return {
          kind: 'directions',
          width: form.width,
          height: form.height,
          channels: form.channels,
          span,
          mean: base64(Uint8Array.from(c, (x, e) => Math.round(255 * form.level(x, e)))),
          directions: λ.slice(0, Math.min(count, d)).map((variance, i) => {
            const row = Float64Array.from(U.getRow(i))
            // Of the two signs, the one that makes the picture lighter.
            const sign = row.reduce((sum, x) => sum + x, 0) < 0 ? -1 : 1
            return { share: variance / all, ...quantised(row.map(x => sign * x)) }
          }),
        }
      },
    }
  },
})
