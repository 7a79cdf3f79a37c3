import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { spreadOf } from './spread.ts'
import { verdict, type Verdict } from './verdicts.ts'
import type { Work } from './works/work.ts'

const saddle = fileURLToPath(new URL('../cli/saddle.js', import.meta.url))

/** ms from the start of `saddle run` to the line of its first step. */
function once({ request: { game, optimizer, players } }: Work): Promise<number> {
  const seats = Object.entries(players).flatMap(([id, player]) => ['--player', `${id}=${player}`])
  const run = ['run', '--game', game, ...seats, '--optimizer', optimizer, '--steps', '1', '--format', 'jsonl']
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [saddle, ...run], { stdio: ['ignore', 'pipe', 'inherit'] })
    let first: number | null = null
    createInterface({ input: child.stdout }).on('line', line => {
      if (line.includes('"step":1,')) first ??= performance.now() - begun
    })
    child.once('error', reject)
    child.once('close', code =>
      first === null ? reject(new Error(`saddle run made no first step (code ${String(code)})`)) : resolve(first),
    )
  })
}

/** From the start of the command to its first step, so many times. */
export async function startup(work: Work, times: number): Promise<Verdict> {
  const ms: number[] = []
  for (let i = 0; i < times; i++) ms.push(await once(work))
  return verdict({ what: `${work.id}, from \`saddle run\` to its first step`, figure: spreadOf(ms), unit: 'ms', target: 1500 })
}
