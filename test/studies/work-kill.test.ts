import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { studyStatus } from '../../studies/store/status.ts'
import { killPlans } from './kill-plans.ts'
import { killed, started, table } from './killing.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-killed-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('60 runs under SIGKILL to random workers and once to the study end with the table of an undisturbed study, none lost, none made twice', async () => {
  const [whole, broken] = [join(root, 'whole'), join(root, 'broken')]
  const code = await new Promise(resolve => started(whole, 'small', 3000).once('exit', resolve))
  expect(code).toBe(0)
  const runs = killPlans.small().runs.length
  expect(runs).toBe(60)
  const done = await killed(broken, 'small', { wait: [700, 1600], parents: [0.4], pause: 50, seed: 3, runs })
  if (process.env.SHOW_FIGURES) process.stdout.write(`${JSON.stringify(done)}\n`)
  expect(done.parents).toBe(1)
  expect(done.workers).toBeGreaterThan(2)
  expect(done.twice).toEqual([])
  // Each run was seen to end at most once, by either of the two processes.
  const ended = readFileSync(`${broken}.log`, 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('again'))
  expect(new Set(ended).size).toBe(ended.length)
  expect(studyStatus(broken)).toMatchObject({
    states: { pending: 0, running: 0, done: 50, failed: 10 },
    outcomes: { completed: 40, diverged: 10 },
  })
  expect(table(broken)).toBe(table(whole))
}, 600_000)
