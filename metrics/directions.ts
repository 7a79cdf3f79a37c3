import { Matrix } from 'ml-matrix'
import { int, num } from '../core/config/options.ts'
import { defineMetric, type Probe } from '../core/define.ts'
import { hostTensor, sizeOf } from '../core/host.ts'
import { spectrum } from '../core/linear-algebra/symmetric.ts'
import { Profile } from '../core/profile.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** An image of levels per unit as bytes around 128. */
function quantised(levels: Float64Array): { readonly step: number; readonly bytes: string } {
  const most = levels.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
  const step = most / 127 || 1
  return { step, bytes: base64(Uint8Array.from(levels, x => 128 + Math.round(x / step))) }
}

/**
 * The principal directions of a generator that is affine in normal latents: eigenvectors of AAᵀ for rows x = c + zA, largest variance
 * first, as pictures of one standard deviation each. On the run's page each has a slider. It measures no number. Of a mixture, its first
 * atom.
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
    const probe: Probe = { run: (_, z, [latent]) => [gan.generate(z.at(gan.generator), latent!)] }
    return {
      names: () => [],
      measure: () => ({}),
      figure: async seen => {
        const L = sizeOf(gan.drawLatent(seen.key, 1).shape)
        const units = new Float64Array((L + 1) * L)
        for (let i = 0; i < L; i++) units[(i + 1) * L + i] = 1
        const z = new Profile(seen.answer.map(m => m.atoms[0]!))
        const [made] = await seen.evaluate(probe, z, [hostTensor(units, [L + 1, L])])
        const d = sizeOf(made!.shape.slice(1))
        const c = made!.values.slice(0, d)
        const A = new Matrix(L, d)
        for (let i = 0; i < L; i++) for (let j = 0; j < d; j++) A.set(i, j, made!.values[(i + 1) * d + j]! - c[j]!)
        const { values: λ, vectors: U } = spectrum(A.mmul(A.transpose()))
        const all = λ.reduce((sum, x) => sum + x, 0)
        return {
          kind: 'directions',
          width: form.width,
          height: form.height,
          channels: form.channels,
          span,
          mean: base64(Uint8Array.from(c, (x, e) => Math.round(255 * form.level(x, e)))),
          directions: λ.slice(0, Math.min(count, d)).map((variance, i) => {
            const row = Float64Array.from(Matrix.rowVector(U.getRow(i)).mmul(A).to1DArray())
            // Of the two signs, the one that makes the picture lighter.
            const sign = row.reduce((sum, x) => sum + x, 0) < 0 ? -1 : 1
            return { share: variance / all, ...quantised(row.map(x => sign * x)) }
          }),
        }
      },
    }
  },
})
