import { escaped } from '../report/markup.ts'
import { directionsFigure } from './directions.ts'
import type { RunRecord } from './record.ts'
import { spectraFigure } from './spectra.ts'

/** Figures of metrics that are neither curves, pictures nor portraits; nothing where there are none. */
export const figuresSection = ({ figures }: RunRecord): string =>
  figures
    .map(({ metric, figure }, i) => {
      const drawn = figure.kind === 'spectra' ? spectraFigure(figure) : directionsFigure(figure, `directions-${i}`)
      return `<h2>${escaped(metric)}: ${figure.kind === 'spectra' ? 'spectra' : 'what a latent does'}</h2>${drawn}`
    })
    .join('')
