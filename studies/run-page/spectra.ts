/** The figure of spectra: eigenvalues of real and generated second moments, a panel a stage, with the threshold. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Spectra } from '../../core/figure.ts'
import { scaleOf, swatch } from '../report/curves.ts'
import { escaped, readable } from '../report/markup.ts'

/** Pixels of a panel. */
const [width, height] = [440, 260] as const

type Stage = Spectra['stages'][number]
interface Value {
  readonly i: number
  readonly λ: number
}

/** Values that a logarithmic axis has. */
const shown = (values: readonly number[], least: number): Value[] =>
  values.map((λ, i) => ({ i: i + 1, λ })).filter(({ λ }) => λ >= least)

function panel({ name, real, generated, threshold }: Stage): string {
  const least = 10 ** Math.floor(Math.log10(Math.min(threshold, ...real.filter(λ => λ > threshold * 1e-2))))
  const most = 10 ** Math.ceil(Math.log10(Math.max(threshold, ...real, ...generated)))
  const { document } = parseHTML('<html><body></body></html>')
  const at = { x: 'i', y: 'λ' } as const
  const plot = Plot.plot({
    document,
    width,
    height,
    marginLeft: 62,
    marginRight: 14,
    marginTop: 14,
    marginBottom: 40,
    x: scaleOf({ label: 'direction', domain: [0, real.length + 1], scale: 'linear' }, 6),
    y: scaleOf({ label: '', domain: [least, most], scale: 'log' }, 5),
    marks: [
      Plot.ruleY([threshold], { stroke: 'var(--gda)', strokeDasharray: '5,4', strokeWidth: 1.4 }),
      Plot.dot(shown(real, least), { ...at, r: real.length > 60 ? 1.6 : 2.6, stroke: 'var(--ink)', fill: 'none' }),
      Plot.dot(shown(generated, least), { ...at, r: real.length > 60 ? 1.6 : 2.4, fill: 'var(--accent)' }),
    ],
  })
  const kept = real.filter(λ => λ > threshold).length
  const head = `${escaped(name)}<span>${kept} above β = ${readable(threshold)}</span>`
  return `<figure><h3>${head}</h3>${plot.outerHTML}</figure>`
}

const mark = (shape: string): string => `<svg viewBox="0 0 26 10" aria-hidden="true">${shape}</svg>`

export function spectraFigure({ stages }: Spectra): string {
  const entries = [
    [mark('<circle cx="13" cy="5" r="3.4" fill="none" stroke="var(--ink)" stroke-width="1.4"/>'), 'real pictures, λ'],
    [mark('<circle cx="13" cy="5" r="3.6" fill="var(--accent)"/>'), 'generated'],
    [swatch('var(--gda)', '5,4'), 'threshold β'],
  ]
  const legend = entries.map(([icon, text]) => `<span>${icon!}${text!}</span>`).join('')
  const said =
    'Eigenvalues of second moments per picture about the mean picture. An exact stage keeps the λ above β, each less β, and nothing below.'
  return `<figure><div class="legend">${legend}</div><div class="panels">${stages.map(panel).join('')}</div><figcaption>${said}</figcaption></figure>`
}
