/**
 * What the study engine costs beside the runs it makes: `tsx bench/study-engine.ts`. Runs of one program that differ in step size and
 * seed, on one warm worker, beside the same runs one after another without engine and folder; and the throughput of two workers beside one.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLab } from '../core/lab.ts'
import { builtin } from '../plugins/builtin.ts'
import type { Plan } from '../studies/plan/plan.ts'
import { runPlace } from '../studies/store/run-place.ts'
import { makeRun } from '../studies/work/make-run.ts'
import { runStudy } from '../studies/work/run-study.ts'
import { planOf } from '../test/studies/planned.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-study-engine-'))
const planFor = (steps: number, runs: number): Plan =>
  planOf(
    'engine',
    [
      {
        game: 'bilinear',
        metrics: ['distance'],
        budget: { steps },
        optimizers: [1, 2].map(k => `extragradient[stepSize=0.${k}]`),
      },
    ],
    runs / 2,
  )
const median = (x: readonly number[]): number => [...x].sort((a, b) => a - b)[Math.floor(x.length / 2)]!
let folders = 0

/** Milliseconds between ends of runs, the first few of each worker left out; and runs a second while all workers are at work. */
async function paced(plan: Plan, jobs: number): Promise<{ readonly each: number; readonly rate: number }> {
  const ends: number[] = []
  await runStudy(plan, join(root, String(folders++)), {
    jobs,
    tell: news => {
      if (news.kind === 'ended') ends.push(performance.now())
    },
  })
  const warm = ends.slice(4 * jobs, ends.length - jobs)
  const gaps = warm.slice(1).map((t, i) => t - warm[i]!)
  return { each: median(gaps), rate: (1000 * gaps.length) / (warm.at(-1)! - warm[0]!) }
}

/** The same without engine and folder: median milliseconds a run of this process, warm. */
async function bare(plan: Plan): Promise<number> {
  const lab = createLab(builtin)
  const times: number[] = []
  for (const run of plan.runs) {
    const begun = performance.now()
    const signal = new AbortController().signal
    await makeRun({ lab, run, place: runPlace(root, run), signal, pause: Infinity })
    times.push(performance.now() - begun)
  }
  return median(times.slice(4))
}

try {
  for (const steps of [1, 1000]) {
    const plan = planFor(steps, 60)
    const [alone, engine] = [await bare(plan), await paced(plan, 1)]
    console.log(
      `${steps} steps: a run ${alone.toFixed(1)} ms alone, ${engine.each.toFixed(1)} ms in a study: ${(engine.each - alone).toFixed(1)} ms for the engine (load ${loadavg()[0]!.toFixed(1)})`,
    )
  }
  const work = planFor(20_000, 40)
  const [one, two] = [await paced(work, 1), await paced(work, 2)]
  console.log(
    `one worker ${one.rate.toFixed(2)} runs/s, two ${two.rate.toFixed(2)}: ${(two.rate / one.rate / 2).toFixed(2)} of linear (load ${loadavg()[0]!.toFixed(1)})`,
  )
} finally {
  rmSync(root, { recursive: true, force: true })
}
