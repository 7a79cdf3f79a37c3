import { document } from '../report/document.ts'
import { escaped, readable } from '../report/markup.ts'
import { curvesSection } from './curves.ts'
import { budgetText, facts, madeBy, resumedBy, seedOf, spent } from './facts.ts'
import { drawable, extremes, measuredNames } from './panels.ts'
import { figuresSection } from './figures.ts'
import { portraitsSection } from './portrait.ts'
import { picturesSection } from './pictures.ts'
import type { RunRecord } from './record.ts'
import { style } from './style.ts'

/** `gan × extragradient`. */
const titleOf = ({ config: { game, optimizer } }: RunRecord): string =>
  [game, optimizer].map(selector => selector.replace(/\[.*$/s, '')).join(' × ')

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** How it ended, first in words. */
function verdict(record: RunRecord): string {
  const { outcome, marks, damaged } = record
  const head = outcome
    ? `${capital(outcome.kind)}: ${outcome.evidence}.`
    : `Not ended: step ${marks.at(-1)!.step} is the last that was measured.`
  const lines =
    damaged === 0
      ? []
      : [
          `${damaged} line${damaged === 1 ? '' : 's'} of measured steps cannot be read, and ${damaged === 1 ? 'is' : 'are'} left out.`,
        ]
  const broken = outcome?.kind === 'diverged' || outcome?.kind === 'nan' ? ' broken' : ''
  return `<section class="verdict${broken}"><p>${escaped(head)}</p><ul>${[`${capital(spent(record))}.`, ...lines].map(l => `<li>${escaped(l)}</li>`).join('')}</ul></section>`
}

/** Of every number its first and last value, and its extremes with the steps at which they were first reached. */
function numbers({ marks, snapshots, portraits, figures }: RunRecord): string {
  const head = ['metric', 'first', 'last', 'least', 'at step', 'most', 'at step', 'not finite']
  const rows = measuredNames(marks).map(name => {
    const at = marks.filter(m => m.metrics[name] !== undefined)
    const value = (i: number): string => readable(at.at(i)!.metrics[name]!)
    const shown = at.filter(m => drawable(m.metrics[name]!))
    const ends = extremes(shown.map(m => m.metrics[name]!)).flatMap(v =>
      Number.isFinite(v) ? [readable(v), String(shown.find(m => m.metrics[name] === v)!.step)] : ['–', '–'],
    )
    return [escaped(name), value(0), value(-1), ...ends, String(at.length - shown.length || '–')]
  })
  if (rows.length === 0 && snapshots.length + portraits.length + figures.length > 0) return ''
  if (rows.length === 0) return '<p>No metric was measured: give one with --metric.</p>'
  return `<h2>In numbers</h2><div class="scroll"><table><thead><tr>${head.map(h => `<th>${h}</th>`).join('')}</tr></thead><tbody>${rows
    .map(cells => `<tr>${cells.map(c => `<td>${c}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`
}

const command = (text: string): string => `<pre><code>${escaped(text)}</code></pre>`

function again(record: RunRecord): string {
  const more = resumedBy(record)
  return [
    '<h2>Make it again</h2>',
    command(madeBy(record)),
    ...(more === null
      ? ['<p>The run has ended and cannot go on.</p>']
      : [`<p>${record.outcome ? 'Give it more' : 'Go on with it'}:</p>`, command(more)]),
  ].join('')
}

/** The page of a run with at least one measured step. */
export function page(record: RunRecord): string {
  const { config, players } = record
  const lead = [
    ...(players.length === 0 ? [] : [players.join(', ')]),
    `seed ${seedOf(config)}`,
    budgetText(config.budget),
    config.execution.precision,
  ]
  return document(
    titleOf(record),
    [
      `<h1>${escaped(titleOf(record))}</h1>`,
      `<p class="lead">${escaped(lead.join(' · '))}</p>`,
      verdict(record),
      portraitsSection(record),
      picturesSection(record),
      figuresSection(record),
      curvesSection(record),
      numbers(record),
      '<h2>What was run, where</h2>',
      facts(record),
      again(record),
    ],
    style,
  )
}
