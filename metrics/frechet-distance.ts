import { choice, int, numbers, optional, variant, word } from '../core/config/options.ts'
import type { ConfigOf } from '../core/config/option.ts'
import type { Game } from '../core/contract.ts'
import { defineMetric, type Seen } from '../core/define.ts'
import { products } from '../core/linear-algebra/compiled.ts'
import { sampler } from './draw.ts'
import { classifierFeatures } from './features/classifier.ts'
import type { Features } from './features/features.ts'
import { onnxFeatures } from './features/onnx.ts'
import { pixels } from './features/pixels.ts'
import { randomFeatures } from './features/random.ts'
import { device, frechetDistance, momentsOf, reduced, type Moments } from './frechet.ts'
import { oncePerRun } from './once.ts'

const featuresOption = () =>
  variant(
    {
      pixels: {},
      random: {},
      classifier: {},
      onnx: {
        file: word('', undefined, 'an ONNX model in one file, pictures or rows in, a vector a sample out'),
        name: word('', 'onnx', 'what the key is named after: frechet-NAME'),
        input: optional(word('', undefined, "the model's input; its only one where absent")),
        output: optional(word('', undefined, "the model's output; its first where absent")),
        layout: choice(['nchw', 'nhwc'], 'nchw', 'axes of the pictures that it takes'),
        range: numbers('', [0, 1], 'levels of dark and of full light that it takes, before mean and sd', { length: 2 }),
        mean: optional(numbers('μ', undefined, 'subtracted from the levels: one number, or one a channel')),
        sd: optional(numbers('σ', undefined, 'then divided by: one number, or one a channel', { above: 0 })),
        resize: choice(['refuse', 'bilinear'], 'refuse', 'pictures of another size than it takes'),
      },
    },
    'pixels',
    'what is compared: entries as they are, fixed random features, those of our classifier of the digits, or of a network of yours',
  )
type Chosen = ConfigOf<{ readonly features: ReturnType<typeof featuresOption> }>['features']

function featuresOf(chosen: Chosen, game: Game): Features {
  switch (chosen.kind) {
    case 'pixels':
      return pixels
    case 'random':
      return randomFeatures(game)
    case 'classifier':
      return classifierFeatures(game)
    case 'onnx':
      return onnxFeatures(chosen, game)
  }
}

/**
 * The squared Fréchet distance of normal laws fitted to features of generated and of real samples, keys `frechet-FEATURES` and, between
 * two samples of real data, `frechet-FEATURES-floor`: what a perfect generator gets with so many samples. Draws are the same at every step,
 * and both distances are against the same real sample.
 *
 * It is biased upwards: for n samples by about a/n, where a depends on the generator (Chong and Forsyth, arXiv:1911.07023), so that only
 * distances at one n, of one kind of features, can be compared. Where n is not several times the number of features, the covariance is mostly
 * noise, and the floor shows it. Covariances are divided by n − 1.
 */
export const frechet = defineMetric({
  id: 'frechet-distance',
  about: 'Fréchet distance of features of generated and real samples, with that of real to real samples as the floor.',
  equations: ['‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2(C₁^{1/2}C₂C₁^{1/2})^{1/2})'],
  source: 'Dowson and Landau, 1982; Heusel et al., arXiv:1706.08500, eq. 6',
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05] --metric frechet-distance[features=random] --steps 200',
  config: {
    features: featuresOption(),
    samples: int('n', 2000, 'generated, and as many real, samples', { min: 2, max: 100000 }),
  },
  refuses: game => (game.gan ? null : `game '${game.id}' is not a GAN, which frechet-distance needs`),
  create: ({ features: chosen, samples: n }, game) => {
    const features = featuresOf(chosen, game)
    const draw = sampler(game.gan!)
    const by = products(device)
    const [name, floor] = [`frechet-${features.name}`, `frechet-${features.name}-floor`]
    const momentsAt = async (seen: Seen, rows: Parameters<Features['of']>[1]): Promise<Moments> => {
      const { n, m, values } = await features.of(seen, rows)
      return momentsOf(values, [n, m])
    }
    const reference = oncePerRun(async seen => {
      const real = await reduced(await momentsAt(seen, draw.real(seen.key, n, 'reference')))
      return { real, between: await frechetDistance(real, await momentsAt(seen, draw.real(seen.key, n, 'floor')), by) }
    })
    return {
      names: () => [name, floor],
      measure: async seen => {
        const { real, between } = await reference(seen)
        const generated = await momentsAt(seen, await draw.generated(seen, n))
        return { [name]: await frechetDistance(real, generated, by), [floor]: between }
      },
    }
  },
})
