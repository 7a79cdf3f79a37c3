/** The page of a study: one file, which says first what was found. */
import { document } from '../report/document.ts'
import { swatch } from '../report/curves.ts'
import { escaped } from '../report/markup.ts'
import { acrossSection, pairedSection } from './comparisons.ts'
import type { Predicted } from './curve-figures.ts'
import { oversOf, usualChoice } from './figures.ts'
import type { Cell } from './gathered.ts'
import { interact, type Data } from './interact.ts'
import { themed } from './looks.ts'
import { fewestSeeds } from '../statistics/offer.ts'
import { outcomesSection } from './outcomes.ts'
import { packed } from './packed.ts'
import { picturesOf } from './pictures.ts'
import { portraitsOf } from './portraits.ts'
import type { Figure } from './figure.ts'
import { plot } from './plot.ts'
import { commandsOf, provenanceSection } from './provenance.ts'
import type { Report } from './report.ts'
import { style } from './style.ts'
import type { Summary } from './summary.ts'
import { columnsOf, tableNote } from './table.ts'
import { tuningTable } from './tuning.ts'
import { verdictSection } from './verdict.ts'

const radios = (name: string, options: readonly (readonly [value: string, text: string])[]): string =>
  options
    .map(
      ([value, text], i) =>
        `<input type="radio" name="${name}" id="${name}-${value}" value="${value}" autocomplete="off"${i === 0 ? ' checked' : ''}><label for="${name}-${value}">${text}</label>`,
    )
    .join('')
const group = (legend: string, content: string, kind: string): string =>
  `<fieldset class="${kind}"><legend>${legend}</legend>${content}</fieldset>`

function controls(figures: readonly Figure[], labels: readonly string[]): string {
  const looks = themed(labels)
  const words = { flops: 'FLOPs', gradients: 'gradients', seconds: 'seconds', step: 'steps', other: '' }
  const scales = [
    ['auto', 'auto'],
    ['log', 'log'],
    ['linear', 'linear'],
  ] as const
  const rows = looks.map(
    ({ label, stroke, dash }, i) =>
      `<span><input type="checkbox" id="row-${i}" autocomplete="off" checked><label for="row-${i}">${swatch(stroke, dash)}${escaped(label)}</label></span>`,
  )
  const both =
    '<span class="scripted"><button type="button" data-rows="all">all</button><button type="button" data-rows="none">none</button></span>'
  return `<div class="controls">${[
    group(
      'over',
      radios(
        'over',
        oversOf(figures).map(o => [o, words[o]]),
      ),
      'scripted',
    ),
    group('x', radios('x', scales), 'scripted'),
    group('y', radios('y', scales), 'scripted'),
    group(
      'paper',
      radios('theme', [
        ['auto', 'auto'],
        ['light', 'light'],
        ['dark', 'dark'],
      ]),
      'theme',
    ),
    group('rows', `${rows.join('')}${both}`, 'rows'),
  ].join('')}</div>`
}

function drawn(figure: Figure, all: readonly Figure[], labels: readonly string[], caption = ''): string {
  const svg = plot(figure, themed(labels), usualChoice(all))
  const title = figure.title.charAt(0).toUpperCase() + figure.title.slice(1)
  return `<figure${figure.width > 500 ? ' class="wide"' : ''}><h4>${escaped(title)}</h4><div class="plot" id="f-${escaped(figure.id)}">${svg}</div>${caption ? `<figcaption>${caption}</figcaption>` : ''}</figure>`
}

function resultsTable(all: readonly Summary[]): string {
  const columns = columnsOf(all)
  const head = ['optimizer', ...columns.map(c => c.name)].map(n => `<th>${escaped(n)}</th>`).join('')
  const rows = all.map(s => {
    const cells = columns.map(c => {
      const { text, bold } = c.of(s)
      // An interval stands below its median.
      const [, middle, interval] = /^(.*?) ([[(].*)$/.exec(text) ?? [null, text, '']
      const shown = `${escaped(middle)}${interval ? `<small>${escaped(interval)}</small>` : ''}`
      return `<td>${bold ? `<b>${shown}</b>` : shown}</td>`
    })
    const { index, row } = s.cell
    return `<tr class="r${index}"><td><span class="dot" style="background:var(--c${index % 10})"></span>${escaped(row.label)}</td>${cells.join('')}</tr>`
  })
  return `<div class="scroll open"><table class="results"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div><p><small>${escaped(tableNote(all))}</small></p>`
}

function curveCaption(cells: readonly Cell[], predicted: readonly Predicted[]): string {
  const most = Math.max(...cells.map(c => c.done.length))
  const { at } = cells[0]!.game.objective
  return [
    most >= fewestSeeds
      ? 'Lines are medians over seeds; bands hold the median with at least 95 % at each step.'
      : most > 1
        ? 'Every run is drawn.'
        : '',
    cells.some(c => c.done.some(d => d.run.outcome.kind === 'diverged' || d.run.outcome.kind === 'nan'))
      ? '✕ ends a run, or the median of runs, that left its bounds.'
      : '',
    at === 'best' ? 'Tables take the best measured step of each run: an oracle, which no one has who runs it.' : '',
    predicted.some(p => p.game === cells[0]!.game.id)
      ? 'Dotted: the predicted rate, through the later half of what was measured.'
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}

const panels = (figures: readonly Figure[], all: readonly Figure[], labels: readonly string[]): string =>
  figures.length === 0 ? '' : `<div class="panels">${figures.map(f => drawn(f, all, labels)).join('')}</div>`

function gameSection({ all, figures, every, tables, predicted, fields }: Report, i: number): string {
  const { labels } = all
  const { game, cells } = all.games[i]!
  const {
    curves: [first, ...others],
    target,
  } = figures.games[i]!
  const waiting =
    'Kaplan and Meier’s estimate; a stroke marks runs that ended without reaching it. A run that left its bounds counts to the end as one that has not.'
  return [
    `<h2 id="game-${i + 1}">${escaped(game.label)}</h2>`,
    first ? drawn(first, every, labels, curveCaption(cells, predicted)) : '<p>No run has ended yet.</p>',
    panels(others, every, labels),
    target ? drawn(target, every, labels, waiting) : '',
    '<h3>Results</h3>',
    resultsTable(tables[i]!),
    pairedSection(cells),
    picturesOf(cells),
    portraitsOf(
      cells,
      fields.find(f => f.game === game.id),
      themed(labels),
    ),
    commandsOf(cells, all),
  ].join('')
}

/** Figures of the page's script, where no HTML can end it. */
const embedded = (data: Data): string => JSON.stringify(packed(data)).replace(/</g, '\\u003c')

export function page(report: Report): string {
  const { all, figures, every, tables, checked } = report
  const { study } = all.results.plan
  const { labels } = all
  const tuning = tuningTable(all)
  const tuned = figures.games.flatMap((g, i) =>
    g.tuning.length === 0 ? [] : [`<h3>${escaped(all.games[i]!.game.label)}</h3>${panels(g.tuning, every, labels)}`],
  )
  const profiles = figures.profiles
    ? drawn(
        figures.profiles,
        every,
        labels,
        'Performance profiles: of all pairs of a game with a target and a seed that every row has run, the share that a row solves within a factor of the least cost of any row. At factor 1 is how often it is the cheapest; at the right end how often it reaches the target at all. Which row is the cheapest depends on the rows compared.',
      )
    : ''
  const over = `${profiles}${acrossSection(all)}`
  const links = [
    ['outcomes', 'How the runs ended'],
    ...all.games.map((g, i) => [`game-${i + 1}`, g.game.label]),
    ...(over === '' ? [] : [['profiles', 'Over all games']]),
    ...(tuning ? [['tuning', 'Tuning']] : []),
    ['provenance', 'How it was made'],
  ]
  const body = [
    `<h1>${escaped(study.title)}</h1>`,
    `<p class="lead">${escaped(study.question)}</p>`,
    verdictSection(all, tables, checked),
    `<nav>${links.map(([id, text]) => `<a href="#${id!}">${escaped(text!)}</a>`).join(' ')}</nav>`,
    controls(every, labels),
    outcomesSection(all, tables),
    ...all.games.map((_, i) => gameSection(report, i)),
    over === '' ? '' : `<h2 id="profiles">Over all games</h2>${over}`,
    tuning ? `<h2 id="tuning">Tuning</h2>${tuning}${tuned.join('')}` : '',
    provenanceSection(all),
    `<script type="application/json" id="data">${embedded({ looks: themed(labels), figures: every })}</script>`,
    // A compiler that keeps names of functions calls this to set them.
    `<script>const __name = f => f;\n(${String(interact)})(${String(plot)})</script>`,
  ]
  return document(study.title, body, style(labels.length))
}
