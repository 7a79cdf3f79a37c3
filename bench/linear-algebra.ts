/**
 * The leading singular pairs of 10,000 pictures of 32×32×3: ours against NumPy and SciPy, a process each, turn by turn.
 *
 *     SADDLE_BENCH_PYTHON=python npx tsx bench/linear-algebra.ts [--rounds 3] [--images 10000] [--side 32] [--k 175] [--only NAME]
 *
 * The Python needs numpy and scipy. Times are from the bytes on, with compilation; in seconds of the clock and of the processor, which
 * count work that spins while it waits, but not what other programs take.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { leading, type Method } from '../core/linear-algebra/leading.ts'
import { rowsOf } from '../core/linear-algebra/rows.ts'
import { pictures } from './images.ts'
import { machine } from './machine.ts'
import { ratioOf, spreadOf } from './spread.ts'

/** What a contestant prints: seconds, σ₁, σ_k, and how good its pairs are. */
interface Told {
  readonly wall: number
  readonly cpu: number
  readonly first: number
  readonly last: number
  readonly residual: number
  readonly orthogonality: number
}
const ours = ['gram float64', 'gram float32', 'passes float64', 'passes float32'] as const
const peers = ['eigsh', 'eigh', 'randomized', 'randomized-float32', 'svds', 'svd'] as const

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    images: { type: 'string', default: '10000' },
    side: { type: 'string', default: '32' },
    k: { type: 'string', default: '175' },
    only: { type: 'string' },
    child: { type: 'string' },
    file: { type: 'string' },
  },
})
const [n, side, k] = [Number(flags.images), Number(flags.side), Number(flags.k)]
const d = 3 * side ** 2

/** One of ours, in a process of its own. */
async function run(name: string, file: string): Promise<Told> {
  const [method, precision] = name.split(' ') as [Method, 'float64' | 'float32']
  const bytes = new Uint8Array(readFileSync(file))
  const before = process.cpuUsage()
  const begun = performance.now()
  const device = { threads: availableParallelism(), provider: 'cpu' as const }
  const found = await leading(rowsOf(bytes, [n, d], { scale: 1 / 255 }), k, { centred: true, method, precision, device })
  const wall = (performance.now() - begun) / 1e3
  const { user, system } = process.cpuUsage(before)
  const { values, residual, orthogonality } = found
  return { wall, cpu: (user + system) / 1e6, first: values[0]!, last: values[k - 1]!, residual, orthogonality }
}

function told(command: string, args: readonly string[]): Told {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Told
}

function main(): void {
  const python = process.env.SADDLE_BENCH_PYTHON ?? 'python3'
  const script = fileURLToPath(new URL('./peers/linear_algebra.py', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'linear-algebra-'))
  const file = join(folder, 'pictures')
  const self = fileURLToPath(import.meta.url)
  const size = ['--images', String(n), '--side', String(side), '--k', String(k)]
  const contestants = [
    ...ours.map(name => ({
      name: `ours, ${name}`,
      run: () => told(process.execPath, ['--import', 'tsx', self, '--child', name, '--file', file, ...size]),
    })),
    ...peers.map(name => ({
      name: `Python, ${name}`,
      run: () => told(python, [script, name, file, String(n), String(d), String(k)]),
    })),
  ].filter(({ name }, i) => i === 0 || flags.only === undefined || name.includes(flags.only))
  const results = contestants.map(() => [] as Told[])
  try {
    writeFileSync(file, pictures(n, side))
    for (let round = 0; round < Number(flags.rounds); round++)
      contestants.forEach((c, i) => {
        const one = c.run()
        results[i]!.push(one)
        process.stderr.write(`${c.name}: ${one.wall.toFixed(1)} s, ${one.cpu.toFixed(1)} s of the processor\n`)
      })
  } finally {
    rmSync(folder, { recursive: true })
  }
  const of = (i: number, what: 'wall' | 'cpu'): number[] => results[i]!.map(r => r[what])
  process.stdout.write(`${n} pictures of ${side}×${side}×3, k = ${k}; ${JSON.stringify(machine())}\n`)
  process.stdout.write(
    'contestant | seconds (processor) | ours ÷ it, clock (range) | processor | σ₁ | σ_k | residual | orthogonality\n',
  )
  contestants.forEach(({ name }, i) => {
    const [clock, processor] = [ratioOf(of(0, 'wall'), of(i, 'wall')), ratioOf(of(0, 'cpu'), of(i, 'cpu'))]
    const { first, last, residual, orthogonality } = results[i]![0]!
    process.stdout.write(
      `${name} | ${spreadOf(of(i, 'wall')).median.toFixed(1)} (${spreadOf(of(i, 'cpu')).median.toFixed(1)}) | ` +
        `${clock.median.toFixed(2)} (${clock.min.toFixed(2)}–${clock.max.toFixed(2)}) | ${processor.median.toFixed(2)} | ` +
        `${first.toFixed(9)} | ${last.toFixed(9)} | ${residual.toExponential(1)} | ${orthogonality.toExponential(1)}\n`,
    )
  })
}

if (flags.child === undefined) main()
else process.stdout.write(`${JSON.stringify(await run(flags.child, flags.file!))}\n`)
