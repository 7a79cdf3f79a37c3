/** By what the results were made, the study as it was read, and the command of every row. */
import { budgetText } from '../run-page/facts.ts'
import { escaped, readable } from '../report/markup.ts'
import type { Made } from '../store/stored-run.ts'
import { runCommand } from './commands.ts'
import type { Cell, Gathered } from './gathered.ts'

const madeText = (m: Made): string =>
  `saddlepoint ${m.saddlepoint}, Node ${m.node}, ${m.engine === 'eager' ? '' : `ONNX Runtime ${m.onnxruntime}, `}TensorFlow.js ${m.tensorflowjs}, ${m.platform}, ${m.processor}, ${m.engine} steps on ${m.threads} thread${m.threads === 1 ? '' : 's'}`

/** Where runs came from, the most frequent first. */
function places({ games }: Gathered): string[] {
  const counts = new Map<string, number>()
  for (const { run } of games.flatMap(g => g.cells.flatMap(c => c.done))) {
    const text = madeText(run.made)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([text, n]) => `${n} run${n === 1 ? '' : 's'}: ${text}`)
}

export function provenanceSection(all: Gathered): string {
  const { plan, seconds, runs } = all.results
  const { study } = plan
  const specs = [...new Set(runs.map(r => JSON.stringify(r.planned.spec.execution)))].map(
    s => JSON.parse(s) as Record<string, unknown>,
  )
  const facts = [
    ['study', study.id],
    ...plan.games.map(g => [`budget on ${g.label}`, budgetText(g.budget)]),
    ['seeds', typeof study.seeds === 'number' ? `0 to ${study.seeds - 1}` : study.seeds.map(s => JSON.stringify(s)).join(', ')],
    ...specs.map(s => [
      'execution',
      Object.entries(s)
        .map(([k, v]) => `${k} ${String(v)}`)
        .join(', '),
    ]),
    ...places(all).map(p => ['made by', p]),
    ['time', `${readable(seconds)} s from beginning to end`],
    ...(study.plugins ?? []).map(p => ['plugin', p]),
  ]
  const list = facts.map(([name, value]) => `<dt>${escaped(name!)}</dt><dd>${escaped(value!)}</dd>`).join('')
  return `<h2 id="provenance">How it was made</h2><dl>${list}</dl><details><summary>The study file</summary><pre><code>${escaped(JSON.stringify(study, null, 2))}</code></pre></details>`
}

/** The seeds of a row beyond the one of its command, as they stand in theirs. */
function otherSeeds(cell: Cell): string {
  const n = cell.done.length + cell.failed.length
  return n > 1 ? ` <small>and with the other ${n - 1} seed${n === 2 ? '' : 's'} of results.csv</small>` : ''
}

/** The command of every row of a game, for its first seed. */
export function commandsOf(cells: readonly Cell[], { results }: Gathered): string {
  const plugins = results.plan.study.plugins ?? []
  const items = cells.flatMap(cell => {
    const spec =
      cell.done[0]?.run.spec ??
      cell.failed[0]?.run.spec ??
      results.runs.find(r => r.planned.game === cell.game.id && r.planned.optimizer === cell.row.id)?.planned.spec
    return spec
      ? [
          `<div class="r${cell.index}"><b>${escaped(cell.row.label)}</b>${otherSeeds(cell)}<pre><code>${escaped(runCommand(spec, plugins))}</code></pre></div>`,
        ]
      : []
  })
  return items.length === 0
    ? ''
    : `<details class="commands"><summary>The command of every row</summary>${items.join('')}</details>`
}
