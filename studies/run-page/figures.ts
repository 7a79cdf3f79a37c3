import type { Figure } from '../../core/figure.ts'
import { escaped } from '../report/markup.ts'
import { componentsFigure } from './components.ts'
import { directionsFigure } from './directions.ts'
import type { RunRecord } from './record.ts'
import { spectraFigure } from './spectra.ts'

/** Figures of metrics that are neither curves, pictures nor portraits; nothing where there are none. */
export const figuresSection = ({ figures }: RunRecord): string =>
  figures.map(({ metric, figure }, i) => `<h2>${escaped(metric)}${drawn(figure, i)}`).join('')

/** What comes after the metric's name, and the figure. */
function drawn(figure: Figure, i: number): string {
  switch (figure.kind) {
    case 'spectra':
      return `: spectra</h2>${spectraFigure(figure)}`
    case 'directions':
      return `: what a latent does</h2>${directionsFigure(figure, `directions-${i}`)}`
    case 'components':
      return `</h2>${componentsFigure(figure)}`
  }
}
