import { choice, int } from '../core/config/options.ts'
import { defineMetric } from '../core/define.ts'
import { sampler } from './draw.ts'
import { density, densityPicture, frameOf, gridPicture, unseen } from './picture.ts'

/** Real samples that fix the frame and the brightness of a density, and the samples drawn into it. */
const points = 5000

/**
 * A picture of the answer's samples, or of real ones; it measures no number. Games of pictures give a grid of `rows` × `columns`
 * samples. Games in the plane give a square of `side` × `side` cells around the real data, bright where there are many of 5,000
 * samples, white at the real data's largest count, so that pictures of several answers can be set side by side.
 */
export const samples = defineMetric({
  id: 'samples',
  about: 'A picture of generated samples: a grid of pictures, or the density of points in the plane.',
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05] --metric samples --steps 200 --out runs/samples',
  config: {
    of: choice(['generated', 'real'], 'generated', 'what is drawn'),
    rows: int('r', 8, 'rows of a grid of pictures', { min: 1, max: 256 }),
    columns: int('c', 8, 'columns of a grid of pictures', { min: 1, max: 256 }),
    side: int('s', 96, 'cells along a side of a density', { min: 2, max: 4096 }),
  },
  refuses: game => unseen('samples', game),
  create: ({ of, rows, columns, side }, game) => {
    const draw = sampler(game.gan!)
    const { picture } = game.gan!
    return {
      names: () => [],
      measure: () => ({}),
      picture: async seen => {
        const n = picture ? rows * columns : points
        const drawn = of === 'real' ? draw.real(seen.key, n, 'picture') : await draw.generated(seen, n)
        if (picture) return gridPicture(drawn, picture, rows, columns)
        const real = draw.real(seen.key, points, 'frame')
        const frame = frameOf(real)
        const most = density(real, frame, side).reduce((a, b) => Math.max(a, b), 1)
        return densityPicture(density(drawn, frame, side), side, most)
      },
    }
  },
})
