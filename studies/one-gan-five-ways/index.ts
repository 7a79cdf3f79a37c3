import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeFolder } from '../../core/folder/make-folder.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Result } from '../job.ts'
import { live } from '../live.ts'
import { runAll } from '../pool.ts'
import type { Study } from '../study.ts'
import { jobsOf, panels, seeds } from './settings.ts'

const shown = { digits: 'certified-gap', ring: 'sliced-wasserstein' } as const
const named = {
  digits: 'Handwritten digits, linear generator, quadratic critic: certified gap to the exact optimum',
  ring: 'Ring of eight Gaussians, multilayer perceptrons, R1: sliced Wasserstein distance',
} as const

/** Five families of solvers on one Wasserstein GAN of real digits, beside its exact optimum. */
export const oneGanFiveWays: Study = {
  id: 'one-gan-five-ways',
  about:
    'Five families of solvers on one Wasserstein GAN of handwritten digits, with the exact optimum and a certified gap beside them.',
  run: async ({ out, jobs }) => {
    const file = join(out, 'index.html')
    try {
      makeFolder(out)
      writeFileSync(file, '')
    } catch (error) {
      throw new Refusal(
        `the page ${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); give another folder with --out`,
      )
    }
    const all = panels.flatMap(jobsOf)
    const view = live(
      'One GAN, five ways',
      panels.map(panel => ({
        name: named[panel.id],
        lines: panel.rows.map(row => ({
          id: row.id,
          label: row.label,
          metric: shown[panel.id],
          runs: (row.once ? seeds.slice(0, 1) : seeds).map(seed => `${panel.id}/${row.id}/${seed}`),
        })),
      })),
      jobs,
    )
    let results: Result[]
    const begun = Date.now()
    try {
      results = await runAll(all, jobs, view.news, ({ id, outcome, marks }) =>
        view.done({ id, ended: outcome.kind, metrics: marks.at(-1)!.metrics }),
      )
    } finally {
      view.stop()
    }
    const byId = new Map(results.map(r => [r.id, r]))
    // Loaded here: what draws a page is slow to load, and every command knows the studies.
    const { page } = await import('./page.ts')
    const { html, verdict } = page(byId, { jobs, seconds: (Date.now() - begun) / 1000 })
    writeFileSync(file, html)
    writeFileSync(
      join(out, 'results.json'),
      `${JSON.stringify(
        results.map(({ pictures: _, ...rest }) => rest),
        null,
        1,
      )}\n`,
    )
    return { verdict: verdict.split('\n'), page: resolve(file) }
  },
}
