/**
 * A study of 500 runs (bilinear and ring, small) with SIGKILL to a random worker every two to four seconds and twice to the study itself,
 * beside the same study undisturbed: `tsx bench/kill-study.ts`. Prints what was killed, made twice and lost; code 1 where anything was.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { studyStatus } from '../studies/store/status.ts'
import { killPlans } from '../test/studies/kill-plans.ts'
import { killed, started, table } from '../test/studies/killing.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-kill-study-'))
try {
  const [whole, broken] = [join(root, 'whole'), join(root, 'broken')]
  const runs = killPlans.full().runs.length
  const begun = performance.now()
  await new Promise(resolve => started(whole, 'full', 3000).once('exit', resolve))
  const undisturbed = (performance.now() - begun) / 1000
  console.log(`${runs} runs undisturbed: ${undisturbed.toFixed(0)} s, load ${loadavg()[0]!.toFixed(1)}`)
  // A fifth of the bilinear runs cannot be made: they leave no result to be counted.
  const done = await killed(broken, 'full', { wait: [2000, 4000], parents: [0.3, 0.6], pause: 200, seed: 5, runs })
  const { states } = studyStatus(broken)
  const same = table(whole) === table(broken)
  console.log(
    `${done.workers} workers and ${done.parents} studies killed in ${done.seconds.toFixed(0)} s: ${JSON.stringify(states)}, ${done.twice.length} made twice, table ${same ? 'byte-equal' : 'differs'}`,
  )
  const right = same && done.twice.length === 0 && done.parents === 2 && states.done + states.failed === runs
  process.exitCode = right ? 0 : 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
