import type { NashConv } from '../../core/double-oracle/double-oracle.ts'
import { document } from '../report/document.ts'
import { escaped, readable } from '../report/markup.ts'
import { responsesSection, roundsSection } from './figures.ts'
import { heatSection } from './heat.ts'
import { panelsSection, type SamplePanel } from './panels.ts'
import { exploitability, ownWords, type MixtureRecord } from './record.ts'
import { style } from './style.ts'
import { trainingWords } from './training-words.ts'

const idOf = (selector: string): string => selector.replace(/\[.*$/s, '')
const withError = (x: number, error: number): string => (error === 0 ? readable(x) : `${readable(x)} ± ${readable(error)}`)

function verdict(record: MixtureRecord): string {
  const { rounds, players, support, laws, settings } = record
  const last = rounds.at(-1)!
  const counted = support
    .map((s, i) => `${s.length} ${s.length === 1 ? 'strategy' : 'strategies'} of ${players[i]!}`)
    .join(' and ')
  const head = `The mixture’s value is ${withError(last.restricted.value, last.valueError)}, and best responses gain ${withError(last.heldOut.gap / 2, last.heldOut.error / 2)} a player: its exploitability.`
  const lines = [
    `It has ${counted}. Among the strategies that are there its exploitability is ${readable(exploitability(last.restricted))}.`,
    settings.draws > 1 ? `Best responses are measured on held-out draws: ${laws.heldOut}.` : `Exact payoffs: ${laws.heldOut}.`,
    ownWords('They are the game’s own', record) ??
      'They are trained: a better one may exist, so that the exploitability is a lower bound of the true one.',
    ...trainingWords(record),
  ]
  return `<section class="verdict"><p>${escaped(head)}</p><ul>${lines.map(l => `<li>${escaped(l)}</li>`).join('')}</ul></section>`
}

function numbers({ rounds, others }: MixtureRecord): string {
  const head = ['', 'strategies', 'value', 'restricted', 'lower', 'value, held-out', 'upper', 'exploitability']
  const row = (name: string, of: string, value: string, { restricted, heldOut }: NashConv): string[] => [
    escaped(name),
    of,
    value,
    readable(exploitability(restricted)),
    readable(heldOut.lower),
    withError(heldOut.value, heldOut.valueError),
    readable(heldOut.upper),
    withError(heldOut.gap / 2, heldOut.error / 2),
  ]
  const size = (r: MixtureRecord['rounds'][number]): string => `${r.rows} × ${r.columns}`
  const rows = [
    ...rounds.map((r, k) =>
      row(rounds.length === 1 ? 'equilibrium' : `round ${k + 1}`, size(r), withError(r.restricted.value, r.valueError), r),
    ),
    ...Object.entries(others).map(([name, o]) =>
      row(name === 'last' ? 'last strategies' : `${name} mixture`, size(rounds[0]!), readable(o.restricted.value), o),
    ),
  ]
  return `<h2>In numbers</h2><div class="scroll"><table><thead><tr>${head.map(h => `<th>${h}</th>`).join('')}</tr></thead><tbody>${rows
    .map(cells => `<tr>${cells.map(c => `<td>${c}</td>`).join('')}</tr>`)
    .join(
      '',
    )}</tbody></table></div><p class="note">Exploitability is half of the gap between upper, the payoff of the second player’s best response, and lower, that of the first one’s. Restricted: over the strategies of the matrix. Errors are standard errors over draws.</p>`
}

function supports({ support, players }: MixtureRecord): string {
  const of = (i: 0 | 1): string =>
    `<figure><h3>${escaped(players[i])}</h3><ol class="weights">${support[i]
      .slice(0, 20)
      .map(
        ({ from, weight }) =>
          `<li><span>${escaped(from)}</span><div class="share"><i style="width: ${(100 * weight).toFixed(1)}%"></i></div><b>${weight.toFixed(4)}</b></li>`,
      )
      .join('')}</ol>${support[i].length > 20 ? `<figcaption>and ${support[i].length - 20} more</figcaption>` : ''}</figure>`
  return `<h2>Support</h2><div class="panels">${of(0)}${of(1)}</div>`
}

function facts({ about, settings, laws, rows, columns, rounds }: MixtureRecord): string {
  const by = rounds.at(-1)!.responses.map(r => r.how)
  const list = [
    ['game', about.game ?? ''],
    ['optimizer', about.optimizer ?? ''],
    ['run', `seed ${about.seed ?? ''}, step ${about.step ?? ''}, ${about.outcome ?? ''}`],
    ['matrix', `${rows.length} × ${columns.length}, ${settings.draws > 1 ? `means of ${settings.draws} ` : ''}${laws.training}`],
    [
      'best responses',
      !by.includes('trained')
        ? 'the game’s own'
        : `${settings.bestResponses} fresh and one from the best snapshot, trained in stretches of ${settings.steps} steps and then as many as before, at most ${settings.most}, each by ${settings.optimizer}${by.every(how => how === 'trained') ? '' : '; for the other player the game’s own'}`,
    ],
    ['seed', String(settings.seed)],
    ['made by', `saddlepoint ${about.saddlepoint ?? ''}`],
  ]
  return `<h2>What was mixed</h2><dl>${list.map(([name, value]) => `<dt>${escaped(name!)}</dt><dd>${escaped(value!)}</dd>`).join('')}</dl>`
}

/** The page of a mixture, beside `mixture.json`. */
export function page(record: MixtureRecord, panels: readonly SamplePanel[]): string {
  const { about, settings } = record
  const title = `A mixture of ${[about.game ?? '', about.optimizer ?? ''].map(idOf).join(' × ')}`
  const lead = [
    `seed ${about.seed ?? ''}`,
    `step ${about.step ?? ''}`,
    `${settings.rounds} round${settings.rounds === 1 ? '' : 's'} of double oracle`,
  ]
  return document(
    title,
    [
      `<h1>${escaped(title)}</h1>`,
      `<p class="lead">${escaped(lead.join(' · '))}</p>`,
      verdict(record),
      panelsSection(panels),
      supports(record),
      heatSection(record),
      roundsSection(record),
      responsesSection(record),
      numbers(record),
      facts(record),
    ],
    style,
  )
}
