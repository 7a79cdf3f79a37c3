import { choice, int, num, optional } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { defineMetric, type Seen } from '../core/define.ts'
import type { HostTensor } from '../core/host.ts'
import { countClasses, divergence, noCounts, productOf, type ClassCounts } from './class-counts.ts'
import { classifierOf } from './classifiers/classifier.ts'
import { greyPictures } from './classifiers/grey.ts'
import { classCount } from './classifiers/network.ts'
import { sampler } from './draw.ts'
import { oncePerRun } from './once.ts'

/** Samples drawn and classified at once. */
const part = 1000

/** The reason why a game's samples cannot be classified, or null. */
export function classesUnknown(metric: string, game: Game): string | null {
  if (!game.gan) return `game '${game.id}' is not a GAN, which ${metric} needs`
  if (!game.gan.classes || !game.gan.picture)
    return `there is no classifier of the data of game '${game.id}', which ${metric} needs; data=digits, mnist, stacked-digits and stacked-mnist have one`
  return null
}

/**
 * Modes that a classifier finds among generated digits, and how unevenly. Each channel of a picture is classified by itself, so that
 * stacked digits have a thousand modes. Every sample counts, however doubtful, as in PacGAN's code.
 *
 *     classes      modes with at least one sample
 *     reverse-kl   KL(p ‖ q) = Σ p log(p/q) in nats, p the shares of the modes among the samples
 *     confident    share of samples of whose channels each has a class of probability ≥ `confidence`
 *     real-…       the same of as many real rows, what a perfect generator gets
 *
 * The direction is that of PacGAN's code, the generated law from the real one, which is at most log 1000 = 6.91 for a uniform q of a thousand modes.
 * The other, KL(q ‖ p), is infinite once a mode is missed, so that the finite numbers of Chekhov GAN ("reverse KL"), unrolled GAN and
 * VEEGAN beside missed modes can be of this one only. PacGAN has q uniform (`against=uniform`) and 26,000 samples, Chekhov GAN 25,600; by
 * default q is exact, the product of the shares of the labels among the rows that training draws. A perfect generator of K modes gets about
 * (K − 1)/(2n) from n samples: 0.019 from 26,000.
 */
export const classes = defineMetric({
  id: 'classes',
  about:
    'Modes that a classifier finds among generated digits, reverse KL to the data, share told with confidence; the same of real rows.',
  equations: ['classes: #{k : pₖ > 0}', 'reverse-kl: Σₖ pₖ log(pₖ/qₖ), p generated, q real'],
  source: 'arXiv:1712.04086, stacked MNIST, by its code; arXiv:1706.03269, arXiv:1705.07761, arXiv:1611.02163, stacked MNIST',
  example: 'saddle run --game gan[data=stacked-digits] --optimizer gda[stepSize=0.05] --metric classes --steps 200',
  config: {
    samples: optional(
      int('n', undefined, 'generated samples; 26 a mode where absent, and at least 2,500', { min: 1, max: 1_000_000 }),
    ),
    against: choice(['data', 'uniform'], 'data', 'q: the product of the shares of the labels, or all modes alike'),
    confidence: num('', 0.9, 'least probability of a class that is told with confidence', { min: 0, max: 1 }),
  },
  refuses: game => classesUnknown('classes', game),
  create: ({ samples, against, confidence }, game) => {
    const { classes, picture } = game.gan!
    const channels = picture!.channels
    const modes = classCount ** channels
    const n = samples ?? Math.max(2500, 26 * modes)
    const q = against === 'uniform' ? Array<number>(modes).fill(1 / modes) : productOf(classes!.shares, channels)
    const classifier = classifierOf(classes!.classifier)
    const draw = sampler(game.gan!)
    const counted = async (seen: Seen, parts: AsyncIterable<HostTensor> | Iterable<HostTensor>): Promise<ClassCounts> => {
      let counts = noCounts(channels)
      for await (const rows of parts) {
        const { values } = await classifier.logits(seen, greyPictures(rows, picture!, classifier.side))
        counts = countClasses(counts, values, channels, confidence)
      }
      return counts
    }
    const numbers = (prefix: string, { counts, confident, unknown }: ClassCounts): Record<string, number> => ({
      [`${prefix}classes`]: counts.filter(c => c > 0).length,
      [`${prefix}reverse-kl`]: unknown > 0 ? NaN : divergence(counts, q),
      [`${prefix}confident`]: confident / n,
    })
    const real = oncePerRun(seen => counted(seen, draw.realParts(seen.key, n, 'classes', part)))
    return {
      names: () => ['', 'real-'].flatMap(prefix => ['classes', 'reverse-kl', 'confident'].map(name => `${prefix}${name}`)),
      measure: async seen => ({
        ...numbers('', await counted(seen, draw.generatedParts(seen, n, part))),
        ...numbers('real-', await real(seen)),
      }),
    }
  },
})
