/** The curves of a run: a figure a panel, drawn over every axis of cost, of which the reader chooses one. */
import type { Mark } from './mark.ts'
import type { Axis } from '../report/axis.ts'
import { curves, swatch, type Curve } from '../report/curves.ts'
import { escaped, readable } from '../report/markup.ts'
import { thinned } from '../report/thinned.ts'
import { predictedLine, predictedWords } from './predicted.ts'
import { drawable, measuredNames, panelsOf, yAxis, type Panel } from './panels.ts'
import type { RunRecord } from './record.ts'

/** What a run is drawn over. */
interface Cost {
  readonly id: 'step' | 'gradients' | 'flops' | 'seconds'
  readonly name: string
  readonly axis: string
  of(mark: Mark): number
}
const costs: readonly Cost[] = [
  { id: 'step', name: 'steps', axis: 'steps', of: m => m.step },
  { id: 'gradients', name: 'gradients', axis: 'gradients', of: m => m.gradients },
  { id: 'flops', name: 'FLOPs', axis: 'floating-point operations', of: m => m.flops ?? NaN },
  { id: 'seconds', name: 'seconds', axis: 'seconds inside steps', of: m => m.seconds },
]
const scales = ['linear', 'log'] as const
type Scale = (typeof scales)[number]

const colours = ['accent', 'gda', 'regularized', 'average', 'chekhov'] as const
const dashes = [undefined, '6,3', '2,3'] as const
/** Colours first, then dashes: fifteen players can be told apart. */
const lookOf = (i: number, reference: boolean): Pick<Curve, 'stroke' | 'dash'> => {
  if (reference) return { stroke: 'var(--soft)', dash: '3,3' }
  const dash = dashes[Math.floor(i / colours.length) % dashes.length]
  return { stroke: `var(--${colours[i % colours.length]!})`, ...(dash === undefined ? {} : { dash }) }
}

/** Of the predicted rate. */
const predictedLook = { stroke: 'currentColor', dash: '5,4' } as const

/** Marks that an axis can show: a logarithmic one none at 0. */
const along = (marks: readonly Mark[], cost: Cost, scale: Scale): Mark[] =>
  marks.filter(m => (scale === 'log' ? cost.of(m) > 0 : Number.isFinite(cost.of(m))))

/** Null where there is nothing to go along: what is not counted, or fewer than two places (three, where logarithmic). */
function xAxis(marks: readonly Mark[], cost: Cost, scale: Scale): Axis | null {
  const shown = along(marks, cost, scale)
  if (shown.length < (scale === 'log' ? 3 : 2)) return null
  const [from, to] = [cost.of(shown[0]!), cost.of(shown.at(-1)!)]
  return to > from ? { label: cost.axis, domain: [from, to], scale } : null
}

/** Pixels of a figure at which its texts have their size: half of the page's column, or all of it. */
const sizes = { half: { width: 440, height: 250 }, whole: { width: 912, height: 340 } } as const
type Size = (typeof sizes)[keyof typeof sizes]

function drawn({ series }: Panel, { marks, outcome, prediction }: RunRecord, cost: Cost, x: Axis, y: Axis, size: Size): string {
  const position = x.scale === 'log' ? Math.log : (v: number): number => v
  const lines = series.map(({ metric, label, reference }, i): Curve => {
    const points = along(marks, cost, x.scale)
      .filter(m => m.metrics[metric] !== undefined)
      .map(m => ({ x: cost.of(m), y: drawable(m.metrics[metric]!) ? m.metrics[metric]! : NaN }))
    const last = points.findLastIndex(p => Number.isFinite(p.y))
    return {
      label,
      ...lookOf(i, reference),
      points: thinned(points.slice(0, last + 1), Math.floor(size.width / 2), position),
      broken: !reference && (outcome?.kind === 'diverged' || outcome?.kind === 'nan'),
      named: false,
    }
  })
  const predicted = prediction ? series.flatMap(({ metric }) => predictedLine(marks, metric, prediction.verdict) ?? []) : []
  const shown = predicted.filter(
    ({ mark, y: v }) => along([mark], cost, x.scale).length > 0 && v >= y.domain[0] && v <= y.domain[1],
  )
  const dashed: Curve[] =
    shown.length < 2
      ? []
      : [
          {
            label: 'predicted',
            ...predictedLook,
            points: thinned(
              shown.map(({ mark, y: v }) => ({ x: cost.of(mark), y: v })),
              Math.floor(size.width / 2),
              position,
            ),
            broken: false,
            named: false,
          },
        ]
  return curves([...lines, ...dashed], { x, y, ...size, right: 14, names: false })
}

/** What the reader must know of a panel beside its curves. */
function notes({ series }: Panel, marks: readonly Mark[], y: Axis | null): string {
  const values = series.flatMap(s => marks.flatMap(m => m.metrics[s.metric] ?? []))
  const wild = values.filter(v => !drawable(v)).length
  const said = [
    ...(wild === 0
      ? []
      : [
          wild === values.length
            ? 'Not a finite number at any measured step.'
            : `${wild} of ${values.length} values are not finite, and leave gaps.`,
        ]),
    ...(y?.scale === 'log' && values.some(v => v <= 0) ? ['Values at or below 0 are drawn at the foot.'] : []),
  ]
  return said.length === 0 ? '' : `<figcaption>${said.join(' ')}</figcaption>`
}

/** Empty where there is one line, so that the figures of a row are level. */
function legend({ series }: Panel, { marks, prediction }: RunRecord): string {
  const entries = series.map(({ label, reference }, i) => {
    const { stroke, dash } = lookOf(i, reference)
    return `<span>${swatch(stroke, dash)}${escaped(label)}</span>`
  })
  const predicted = prediction && series.some(({ metric }) => predictedLine(marks, metric, prediction.verdict))
  const said = predicted
    ? [`<span>${swatch(predictedLook.stroke, predictedLook.dash)}${escaped(predictedWords(prediction.verdict))}</span>`]
    : []
  return `<div class="legend">${[...(series.length < 2 ? [] : entries), ...said].join('')}</div>`
}

function figure(panel: Panel, record: RunRecord, size: Size): string {
  const { marks } = record
  const y = yAxis(panel.series.flatMap(s => marks.flatMap(m => m.metrics[s.metric] ?? [])))
  const variants = costs.flatMap(cost =>
    scales.flatMap(scale => {
      const x = xAxis(marks, cost, scale)
      return x && y ? [`<div class="over ${cost.id} ${scale}">${drawn(panel, record, cost, x, y, size)}</div>`] : []
    }),
  )
  const own = panel.series.filter(s => !s.reference)
  const now = own.length === 1 ? `<span>${readable(marks.at(-1)!.metrics[own[0]!.metric] ?? NaN)}</span>` : ''
  return `<figure><h3>${escaped(panel.title)}${now}</h3>${legend(panel, record)}${variants.join('')}${notes(panel, marks, y)}</figure>`
}

/** The switch between axes: without a script, so that a printed page and a blocked one are right too. */
function choice({ marks }: RunRecord): string {
  const there = costs.filter(cost => xAxis(marks, cost, 'linear'))
  const radios = there.map(
    ({ id, name }, i) =>
      `<input type="radio" name="over" id="over-${id}" autocomplete="off"${i === 0 ? ' checked' : ''}><label for="over-${id}">${name}</label>`,
  )
  const logarithmic = there.every(cost => xAxis(marks, cost, 'log'))
    ? '<input type="checkbox" id="over-log" autocomplete="off"><label for="over-log">logarithmic</label>'
    : ''
  return `<b>over</b>${radios.join('')}${logarithmic}`
}

/** Every number that was measured; nothing where none was, a sentence where there is no line to draw. */
export function curvesSection(record: RunRecord): string {
  const { marks, players } = record
  const names = measuredNames(marks)
  if (names.length === 0) return ''
  const line = names.some(name => marks.filter(m => drawable(m.metrics[name] ?? NaN)).length > 1)
  if (!line) return '<h2>Measured</h2><p>No number was measured at two steps or more: there is no curve to draw.</p>'
  const panels = panelsOf(names, players)
  const size = panels.length === 1 ? sizes.whole : sizes.half
  const figures = panels.map(panel => figure(panel, record, size)).join('')
  return `<h2>Measured</h2><section class="curves">${choice(record)}<div class="panels${panels.length === 1 ? ' single' : ''}">${figures}</div></section>`
}
