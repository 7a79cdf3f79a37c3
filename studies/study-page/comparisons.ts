/** Rows against each other: over the paired seeds of a game, and over games. */
import { escaped, readable } from '../report/markup.ts'
import { improvement, improvementInterval } from '../statistics/improvement.ts'
import { acrossGames, sharedLosses } from '../statistics/of-pairs.ts'
import { fewestGames, fewestSeeds } from '../statistics/offer.ts'
import { pairing } from '../statistics/pairing.ts'
import { rowsOf, type Cell, type Gathered } from './gathered.ts'
import { againstLeader, leaderOf, level } from './summary.ts'

const head = (names: readonly string[]): string => `<thead><tr>${names.map(n => `<th>${n}</th>`).join('')}</tr></thead>`
const share = (p: number): string => p.toFixed(2)

/** The row with the best median against each other one; nothing where there are not two rows with three seeds in common. */
export function pairedSection(cells: readonly Cell[]): string {
  const leader = leaderOf(cells)
  if (!leader) return ''
  const rows = againstLeader(leader, cells).flatMap(({ cell, p }) => {
    const { x, y } = sharedLosses(leader.game, leader.done, cell.done)
    if (x.length < 3) return []
    const { spearman, gain } = pairing(x, y)
    const better = improvementInterval([{ x, y }]).value
    const offered = (value: number | null, reason: string | null, text: (v: number) => string): string =>
      value === null ? `<td title="${escaped(reason ?? '')}">–</td>` : `<td>${text(value)}</td>`
    return [
      `<tr class="r${cell.index}"><td>${escaped(cell.row.label)}</td><td>${x.length}</td>${offered(spearman.value, spearman.reason, share)}${offered(gain.value, gain.reason, readable)}<td>${share(improvement([{ x, y }]))}${better ? ` [${share(better.low)}, ${share(better.high)}]` : ''}</td><td>${x.length < fewestSeeds ? '–' : readable(p)}</td></tr>`,
    ]
  })
  if (rows.length === 0) return ''
  const names = ['against', 'paired seeds', 'correlation', 'gain', 'chance to be better', 'p']
  return `<details class="paired"><summary>${escaped(leader.row.label)}, which has the best median, against each other row</summary><div class="scroll"><table>${head(names)}<tbody>${rows.join('')}</tbody></table></div><p><small>Correlation: Spearman’s over seeds, what pairing by seed is worth. Gain: so many times as many seeds would be needed without pairing; below 1 it did harm. Chance to be better: of a run of the first against one of the other, any two seeds, with a 95 % interval from ten seeds on. p: sign test over paired seeds, adjusted by Holm for all rows; not given below ten.</small></p></details>`
}

/** Tests over games, from ten on. */
export function acrossSection({ games, results }: Gathered): string {
  const { optimizers } = results.plan
  if (games.length < 2 || optimizers.length < 2) return ''
  if (games.length < fewestGames)
    return `<p>No test is made across games: that needs at least ${fewestGames}, here are ${games.length}.</p>`
  const pairs = acrossGames(
    games.map(g => ({ game: g.game, rows: rowsOf(g.cells) })),
    optimizers,
  )
  const cell = (i: number, j: number): string => {
    const [first, second] = [Math.min(i, j), Math.max(i, j)].map(k => optimizers[k]!.id)
    const pair = pairs.find(p => p.first === first && p.second === second)
    if (!pair?.improvement) return '<td>–</td>'
    const p = i < j ? pair.improvement.probability : 1 - pair.improvement.probability
    const test = pair.test.value
    const title = test ? `p = ${readable(test.adjusted)} over ${test.n} games` : pair.test.reason
    return `<td title="${escaped(title)}">${test && test.adjusted <= level ? `<b>${share(p)}</b>` : share(p)}</td>`
  }
  const rows = optimizers.map(
    (o, i) =>
      `<tr class="r${i}"><td>${escaped(o.label)}</td>${optimizers.map((_, j) => (i === j ? '<td></td>' : cell(i, j))).join('')}</tr>`,
  )
  return `<h3>Chance to be better</h3><div class="scroll"><table class="results">${head(['row against column', ...optimizers.map(o => escaped(o.label))])}<tbody>${rows.join('')}</tbody></table></div><p><small>The chance that a run of the row is better than one of the column, ties half, averaged over the games that both have. Bold: Wilcoxon’s signed ranks over games say so at 5 %, adjusted by Holm for all pairs.</small></p>`
}
