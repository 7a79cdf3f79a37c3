/** How far a study is, in words. */
import { purposeText } from '../studies/plan/plan.ts'
import type { RowStatus, StudyStatus } from '../studies/store/status.ts'
import { duration } from '../studies/work/duration.ts'
import { table } from './table.ts'
import { columns, wrapped } from './wrap.ts'

const cut = (text: string, n: number): string => (text.length > n ? `${text.slice(0, n - 1)}…` : text)
const counted = (counts: Readonly<Partial<Record<string, number>>>): string =>
  Object.entries(counts)
    .filter(([, n]) => (n ?? 0) > 0)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ')
const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)

const label = ({ optimizer, kind }: RowStatus): string => (kind === 'tuning' ? `${optimizer}, tuning` : optimizer)

function rowsOf(rows: readonly RowStatus[], longest: number, width: number): string[] {
  const lines = rows.map(row => {
    const { done, ...others } = row.states
    return [
      cut(label(row), longest).padEnd(longest),
      `${done} of ${sum(row.states)}`,
      [counted(row.outcomes), counted(others)].filter(Boolean).join('; '),
    ]
  })
  return table(lines, ['left', 'right']).map(line => cut(`  ${line}`, width))
}

/** Lines that fit the terminal. `again` is the command that goes on with the study. */
export function statusText(status: StudyStatus, dir: string): string[] {
  const { title, states, outcomes, running, later, left, rows, failed } = status
  const width = columns()
  const total = sum(states) + later
  const open = states.pending + states.running + later
  const now = running
    ? `being made${left === null ? '' : `, about ${duration(left)} left`}`
    : open > 0
      ? 'not being made; go on with saddle study and the same --out'
      : 'all made'
  const longest = Math.min(30, Math.max(...rows.map(r => label(r).length)))
  const games = [...new Set(rows.map(r => r.game))]
  return [
    ...wrapped('', title),
    ...wrapped(
      '',
      `${states.done} of ${total} runs done (${counted(outcomes) || 'none'}), ${states.running} running, ${states.pending} pending${later > 0 ? `, ${later} to be planned once tuning has chosen` : ''}, ${states.failed} failed; ${now}`,
    ),
    ...games.flatMap(game => [
      '',
      cut(game, width),
      ...rowsOf(
        rows.filter(r => r.game === game),
        longest,
        width,
      ),
    ]),
    ...(failed.length === 0
      ? []
      : [
          '',
          'Failed',
          ...failed.flatMap(f => [
            ...wrapped('  ', `${f.game} / ${f.optimizer}, ${purposeText(f.run.purpose)}`),
            ...wrapped('    ', f.reason),
          ]),
          '',
          ...wrapped('', `Make them again with: saddle retry ${dir} --failed`),
        ]),
  ]
}
