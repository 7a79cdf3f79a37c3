import type { NashConv, Round } from '../core/double-oracle/double-oracle.ts'
import { exploitability, foundBy, ownWords, type MixtureRecord, type Supported } from '../studies/mixture-page/record.ts'
import { trainingWords } from '../studies/mixture-page/training-words.ts'
import { short, table } from './table.ts'

const withError = (x: number, error: number): string => (error === 0 ? short(x) : `${short(x)} ± ${short(error)}`)

/** A round on one line, as it ends. */
export const roundLine = ({ rows, columns, restricted, heldOut }: Round): string =>
  `${rows} × ${columns} strategies: value ${short(restricted.value)}, exploitability ${short(exploitability(restricted))} among them, ${short(heldOut.gap / 2)} against best responses`

/** Heaviest strategies that are named. */
const most = 8
function supportLine(player: string, all: readonly Supported[]): string {
  const shown = all.slice(0, most).map(({ from, weight }) => `${short(weight)} ${from}`)
  const rest = all.length > most ? `, and ${all.length - most} more` : ''
  return `${player}: ${shown.join('; ')}${rest}`
}

const cells = ({ restricted, heldOut }: NashConv): string[] => [
  short(exploitability(restricted)),
  short(heldOut.lower),
  withError(heldOut.value, heldOut.valueError),
  short(heldOut.upper),
  withError(heldOut.gap / 2, heldOut.error / 2),
]

/** What was found, for a terminal. */
export function inWords(record: MixtureRecord): string[] {
  const { players, settings, laws, rounds, others, support, rows, columns, largestError } = record
  const exactly = settings.draws === 1
  const head = [
    '',
    'strategies',
    'value',
    'restricted',
    'lower',
    'held-out',
    'upper',
    exactly ? 'exploitability' : 'held-out expl.',
  ]
  const lines = [
    head,
    ...rounds.map((r, k) => [
      `round ${k + 1}`,
      `${r.rows} × ${r.columns}`,
      withError(r.restricted.value, r.valueError),
      ...cells(r),
    ]),
    ...Object.entries(others).map(([name, o]) => [
      name,
      `${rounds[0]!.rows} × ${rounds[0]!.columns}`,
      short(o.restricted.value),
      ...cells(o),
    ]),
  ]
  const draws = settings.draws > 1 ? `means of ${settings.draws} ` : ''
  const random = largestError > 0 ? `; the largest standard error of an entry is ${short(largestError)}` : ''
  return [
    `${rows.length} strategies of ${players[0]}, ${columns.length} of ${players[1]}; payoffs are what ${players[0]} loses: ${draws}${laws.training}${random}.`,
    '',
    ...table(
      exactly ? lines.map(cells => cells.filter((_, i) => i !== 5)) : lines,
      head.map((_, i) => (i === 0 ? 'left' : 'right')),
    ),
    '',
    supportLine(players[0], support[0]),
    supportLine(players[1], support[1]),
    '',
    `Exploitability is half of the gap upper − lower. Restricted: over the strategies of the matrix.${exactly ? '' : ` Held-out: ${laws.heldOut}.`}`,
    ownWords("Best responses are the game's own", record) ??
      `Best responses are ${foundBy(rounds.at(-1)!.responses)}: a better one may exist, so that this exploitability is a lower bound of the true one.`,
    ...trainingWords(record),
  ]
}
