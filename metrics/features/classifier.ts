import type { Game } from '../../core/contract.ts'
import { Refusal } from '../../core/refusal.ts'
import { classesUnknown } from '../classes.ts'
import { classifierOf } from '../classifiers/classifier.ts'
import { greyPictures } from '../classifiers/grey.ts'
import type { Features } from './features.ts'

/**
 * The 64 features of our classifier of these data, its last layer but one; of stacked digits those of each channel, one after another,
 * 192 together. Refuses data that have no classifier.
 */
export function classifierFeatures(game: Game): Features {
  const unknown = classesUnknown('features=classifier', game)
  if (unknown) throw new Refusal(unknown)
  const { classes, picture } = game.gan!
  const classifier = classifierOf(classes!.classifier)
  return {
    name: 'classifier',
    of: async (seen, rows) => {
      const { n, m, values } = await classifier.features(seen, greyPictures(rows, picture!, classifier.side))
      return { n: n / picture!.channels, m: m * picture!.channels, values }
    },
  }
}
