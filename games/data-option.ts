import { choice, int, num, numberAmong, numbers, optional, variant, word } from '../core/config/options.ts'
import type { ConfigOf } from '../core/config/option.ts'
import { Refusal } from '../core/refusal.ts'
import { cifarParts, cifarShape, readCifar } from './data/cifar.ts'
import { digitsSet, digitsShape } from './data/digits.ts'
import { finiteSource, stackedSource, type Finite } from './data/finite.ts'
import { grid } from './data/grid.ts'
import { readImages } from './data/images.ts'
import { readMnist } from './data/mnist.ts'
import { padded, pictureSet } from './data/pictures.ts'
import { ring } from './data/ring.ts'
import type { Source } from './data/source.ts'

/** The option `data` of a GAN. */
export const dataOption = () =>
  variant(
    {
      'ring': {
        modes: int('n', 8, 'Gaussians on the circle', { min: 1, max: 10000 }),
        radius: num('r', 1, "the circle's radius", { above: 0 }),
        sd: num('σ', 0.02, 'standard deviation of each', { min: 0 }),
        weights: optional(numbers('w', undefined, 'of the modes, in proportion; equal where absent', { above: 0 })),
      },
      'grid': {
        side: int('n', 5, 'Gaussians a side', { min: 1, max: 100 }),
        spacing: num('s', 2, 'distance of neighbours', { above: 0 }),
        sd: num('σ', 0.05, 'standard deviation of each', { min: 0 }),
      },
      'digits': {
        file: optional(
          word('', undefined, 'a file of digits of the same form, plain or gzipped; the 1,797 that come along where absent'),
        ),
      },
      'mnist': {
        size: numberAmong('s', [28, 32], 28, 'height and width; 32 puts two dark pixels around each digit'),
      },
      'stacked-digits': {},
      'stacked-mnist': {
        size: numberAmong('s', [28, 32], 28, 'height and width; 32 puts two dark pixels around each digit'),
      },
      'images': {
        folder: word('', undefined, 'a folder of .jpg, .jpeg, .png or .webp files, taken in the order of their names'),
        size: int('s', 32, 'height and width that each is resized to, or of a tile', { min: 4, max: 512 }),
        channels: numberAmong('c', [1, 3], 3, '1: grey; 3: red, green, blue'),
        crop: variant(
          {
            center: {},
            tiles: { stride: optional(int('', undefined, 'pixels from tile to tile; size where absent', { min: 1, max: 4096 })) },
          },
          'center',
          'the largest square of the middle, resized; or tiles cut out of the picture as it is',
        ),
        limit: optional(int('n', undefined, 'so many files, the first by name; all where absent', { min: 1 })),
      },
      'cifar': {
        folder: word(
          '',
          undefined,
          'the folder of the binary version: data_batch_1.bin … 5 and test_batch.bin, or train.bin and test.bin',
        ),
        classes: numberAmong('k', [10, 100], 10, 'CIFAR-10 or CIFAR-100'),
        part: choice(cifarParts, 'train', 'training or test pictures'),
      },
    },
    'ring',
    'what is real',
  )
type Data = ConfigOf<{ readonly data: ReturnType<typeof dataOption> }>['data']

/** The shape of a row, known before anything is read. */
export function rowShape(data: Data): readonly number[] {
  switch (data.kind) {
    case 'ring':
    case 'grid':
      return [2]
    case 'digits':
      return digitsShape
    case 'mnist':
      return [data.size, data.size, 1]
    case 'stacked-digits':
      return [digitsShape[0], digitsShape[1], 3]
    case 'stacked-mnist':
      return [data.size, data.size, 3]
    case 'images':
      return [data.size, data.size, data.channels]
    case 'cifar':
      return cifarShape
  }
}

/** A share of the rows of a finite set that training never draws; 0 for none. */
export const holdOutOption = () =>
  num('h', 0, 'share of the rows of a finite set of data that training never draws', { min: 0, below: 1 })

/** The data. Throws a sentence where they cannot be read, or where something is to be held out of what is drawn afresh. */
export function sourceOf(data: Data, holdOut = 0): Source {
  switch (data.kind) {
    case 'ring':
      return fresh(ring(data), data.kind, holdOut)
    case 'grid':
      return fresh(grid(data), data.kind, holdOut)
    case 'digits':
      return finiteSource(digitsSet(data.file ?? undefined), holdOut)
    case 'mnist':
      return finiteSource(mnistSet(data.size), holdOut)
    case 'stacked-digits':
      return stackedSource(digitsSet(), holdOut)
    case 'stacked-mnist':
      return stackedSource(mnistSet(data.size), holdOut)
    case 'images':
      return finiteSource(pictureSet(readImages(data)), holdOut)
    case 'cifar':
      return finiteSource(pictureSet(readCifar(data)), holdOut)
  }
}

const mnistSet = (size: number): Finite => ({ ...pictureSet(padded(readMnist(), size)), classifier: 'mnist' })

function fresh(source: Source, kind: string, holdOut: number): Source {
  if (holdOut === 0) return source
  throw new Refusal(`holdOut is for finite sets of data; data=${kind} draws fresh rows at every step, so leave it out`)
}
