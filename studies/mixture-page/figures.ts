/** The curves of best responses, and of the rounds. */
import type { BestResponses } from '../../core/double-oracle/responses.ts'
import type { Axis } from '../report/axis.ts'
import { curves, swatch, type Curve } from '../report/curves.ts'
import { escaped } from '../report/markup.ts'
import { exploitability, type MixtureRecord } from './record.ts'

const colours = ['gda', 'accent', 'regularized', 'average', 'chekhov'] as const
const dashes = [undefined, '6,3', '2,3'] as const
const lookOf = (k: number): Pick<Curve, 'stroke' | 'dash'> => {
  const dash = dashes[Math.floor(k / colours.length) % dashes.length]
  return { stroke: `var(--${colours[k % colours.length]!})`, ...(dash === undefined ? {} : { dash }) }
}
const size = { width: 440, height: 260, right: 14, names: false } as const

/** A linear axis around these values, a little wider. */
function axis(label: string, values: readonly number[], least?: number): Axis {
  const finite = values.filter(Number.isFinite)
  const [a, b] = [Math.min(...finite, least ?? Infinity), Math.max(...finite)]
  const room = b > a ? 0.06 * (b - a) : Math.max(1e-12, 0.05 * Math.abs(b))
  return { label, domain: [least ?? a - room, b + room], scale: 'linear' }
}

const legend = (names: readonly (readonly [name: string, look: Pick<Curve, 'stroke' | 'dash'>])[]): string =>
  `<div class="legend">${names.map(([name, { stroke, dash }]) => `<span>${swatch(stroke, dash)}${escaped(name)}</span>`).join('')}</div>`

interface Line {
  readonly name: string
  readonly xs: readonly number[]
  readonly ys: readonly number[]
}
function figure(
  title: string,
  lines: readonly Line[],
  x: Axis,
  y: Axis,
  level?: { readonly y: number; readonly label: string },
): string {
  const drawn = lines.map(({ name, xs, ys }, k): Curve => ({
    label: name,
    ...lookOf(k),
    points: xs.map((at, n) => ({ x: at, y: ys[n]! })),
    broken: false,
    named: false,
  }))
  const names = legend(lines.map(({ name }, k) => [name, lookOf(k)] as const))
  return `<figure><h3>${escaped(title)}</h3>${names}${curves(drawn, { ...size, x, y, ...(level ? { level } : {}) })}</figure>`
}

function responseFigure(player: string, { found, curve }: BestResponses, value: number, label: string): string {
  const lines = curve.payoffs.map((ys, k): Line => ({ name: found[k]!.from, xs: curve.steps, ys }))
  const x = axisOf('steps of training', curve.steps)
  return figure(`${player} against the mixture`, lines, x, axis(label, [...curve.payoffs.flat(), value]), {
    y: value,
    label: 'the mixture’s value',
  })
}
const axisOf = (label: string, xs: readonly number[]): Axis => ({ label, domain: [xs[0]!, xs.at(-1)!], scale: 'linear' })

/** Exact payoffs are the same on all draws. */
const payoffName = ({ draws }: MixtureRecord['settings']): string => (draws > 1 ? 'payoff on held-out draws' : 'payoff')

/** Of the last round; nothing where no response was trained. */
export function responsesSection({ rounds, players, laws, settings }: MixtureRecord): string {
  const last = rounds.at(-1)!
  const figures = last.responses.flatMap((r, i) =>
    r.curve.steps.length > 1 ? [responseFigure(players[i]!, r, last.heldOut.value, payoffName(settings))] : [],
  )
  if (figures.length === 0) return ''
  return `<h2>Best responses${rounds.length > 1 ? ', last round' : ''}</h2><div class="panels">${figures.join('')}</div><p class="note">Payoffs are what ${escaped(players[0])} loses: ${escaped(players[0])} trains to lower them, ${escaped(players[1])} to raise them. ${settings.draws > 1 ? `Held-out: ${escaped(laws.heldOut)}. ` : ''}Trained by <code>${escaped(settings.optimizer)}</code>, begun anew with each doubling of the steps.</p>`
}

/** Nothing of a single round. */
export function roundsSection({ rounds, settings }: MixtureRecord): string {
  if (rounds.length < 2) return ''
  const xs = rounds.map((_, k) => k + 1)
  const bounds = [
    { name: 'upper', xs, ys: rounds.map(r => r.heldOut.upper) },
    { name: 'value', xs, ys: rounds.map(r => r.heldOut.value) },
    { name: 'lower', xs, ys: rounds.map(r => r.heldOut.lower) },
  ]
  const gaps = rounds.map(r => r.heldOut.gap / 2)
  const among = rounds.map(r => exploitability(r.restricted))
  const x = axisOf('round', xs)
  return `<h2>Rounds</h2><div class="panels">${[
    figure(
      'Value between its bounds',
      bounds,
      x,
      axis(
        payoffName(settings),
        bounds.flatMap(b => b.ys),
      ),
    ),
    figure(
      'Exploitability',
      [
        { name: 'best responses', xs, ys: gaps },
        { name: 'within the matrix', xs, ys: among },
      ],
      x,
      axis('half of the gap', [...gaps, ...among], Math.min(0, ...gaps)),
    ),
  ].join('')}</div>`
}
