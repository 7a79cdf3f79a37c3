/**
 * Speed of one step as ratios measured in one run, the contestants taking turns (`npm run bench`): the library compiled and eager,
 * PyTorch and JAX on the same work, each drawing its own samples. A ratio holds on any machine better than a time does; nothing here
 * decides whether a test passes.
 *
 *     npm run bench -- [--json] [--only NAME] [--rounds 15] [--turn 0.3] [--starts 3] [--write FILE]
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { contest } from './contest.ts'
import { machine } from './machine.ts'
import { peersPython } from './python.ts'
import { report } from './report.ts'
import { selection } from './selection.ts'
import { startup } from './startup.ts'
import { measuredOf, table } from './table.ts'
import { compileTimesOf, overheadsOf, ratiosOf, verdictTable, type Verdict } from './verdicts.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    turn: { type: 'string', default: '0.3' },
    starts: { type: 'string', default: '3' },
    write: { type: 'string' },
  },
})

async function bench(): Promise<void> {
  const effort = { rounds: Number(values.rounds), turn: Number(values.turn), starts: Number(values.starts) }
  for (const name of ['rounds', 'starts'] as const) {
    if (!(Number.isInteger(effort[name]) && effort[name] > 0))
      throw new Error(`--${name} must be an integer ≥ 1, got ${values[name]}`)
  }
  if (!(effort.turn > 0)) throw new Error(`--turn must be a number of seconds > 0, got ${values.turn}`)
  const peers = peersPython()
  const python = 'python' in peers ? peers.python : null
  const selected = selection(values.only, python)
  const say = (text: string): void => {
    if (!values.json) console.log(`${text}\n`)
  }
  let about = machine()
  if ('reason' in peers) console.error(`${peers.reason}; they take no part\n`)
  const measured = []
  const verdicts: Verdict[] = []
  for (const { work, contestants } of selected) {
    const { results, absent } = await contest(contestants, effort)
    for (const { began } of results) about = { ...about, ...began[0]?.versions }
    const rows = measuredOf(work, results, absent)
    measured.push(rows)
    verdicts.push(...ratiosOf(work, results), ...overheadsOf(work, results), ...compileTimesOf(work, results))
    say(table(rows))
    if (work.id === '64x32') verdicts.push(await startup(work, effort.starts))
  }
  say(verdictTable(verdicts))
  say(
    Object.entries(about)
      .map(pair => pair.join(' '))
      .join(', '),
  )
  if (values.json) console.log(JSON.stringify({ machine: about, effort, works: measured, verdicts }, null, 2))
  if (values.write !== undefined) writeFileSync(values.write, report(about, effort, measured, verdicts))
}

bench().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
