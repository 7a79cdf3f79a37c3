/**
 * Speed of one GAN step as ratios measured in one run, the contestants taking turns (`npm run bench`). A ratio holds on any machine
 * better than a time does; nothing here decides whether a test passes.
 *
 *     npm run bench -- [--json] [--only NAME] [--rounds 15] [--turn 0.3] [--starts 3]
 *
 * NAME is a size (`256x128`) or a part of a contestant's name; the hand-written step always takes part.
 */
import { parseArgs } from 'node:util'
import { contest, type Contestant } from './contest.ts'
import { machine } from './machine.ts'
import { nameOf, sizes } from './sizes.ts'
import { rowsOf, table } from './table.ts'

const handWritten = 'by hand in plain TensorFlow.js, wasm'
const compiledOnce = 'compiled, 1 thread, 1 step a call'
const compiled = (threads: number, block: number): Contestant => ({
  id: `compiled, ${threads} thread${threads === 1 ? '' : 's'}, ${block} step${block === 1 ? '' : 's'} a call`,
  file: './library.ts',
  options: ['compiled', String(threads)],
  block,
})
const eager = (backend: string): Contestant => ({
  id: `eager, ${backend}`,
  file: './library.ts',
  options: ['eager', backend],
  block: 1,
})
const contestants: readonly Contestant[] = [
  { id: handWritten, file: './hand-written.ts', options: [], block: 1 },
  compiled(1, 1),
  compiled(1, 50),
  compiled(2, 1),
  compiled(2, 50),
  eager('wasm'),
  eager('cpu'),
]

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    turn: { type: 'string', default: '0.3' },
    starts: { type: 'string', default: '3' },
  },
})
const effort = { rounds: Number(values.rounds), turn: Number(values.turn), starts: Number(values.starts) }
for (const [name, value] of Object.entries(effort)) {
  if (!(value > 0)) throw new Error(`--${name} must be a number > 0, got ${value}`)
}
const { only } = values
const sized = sizes.filter(s => nameOf(s) === only)
const named = contestants.filter(c => only !== undefined && c.id.includes(only))
if (only !== undefined && sized.length === 0 && named.length === 0) {
  const valid = [...sizes.map(nameOf), ...contestants.map(c => `'${c.id}'`)].join(', ')
  throw new Error(`--only must be a size or a part of a contestant's name, got ${only}; valid: ${valid}`)
}
const entered = named.length === 0 ? contestants : contestants.filter(c => c.id === handWritten || named.includes(c))

const about = machine()
if (!values.json)
  console.log(
    `${Object.entries(about)
      .map(([k, v]) => `${k} ${v}`)
      .join(', ')}\n`,
  )
const measured = []
for (const size of sized.length > 0 ? sized : sizes) {
  const results = await contest(entered, size, effort)
  const rows = rowsOf(results, handWritten, compiledOnce)
  measured.push({ ...size, rows })
  if (!values.json) console.log(`${table(size, rows)}\n`)
}
if (values.json) console.log(JSON.stringify({ machine: about, effort, sizes: measured }, null, 2))
