/** How long the report of a study of 1,000 runs takes to build, and its page to open in a headless browser: `npx tsx bench/study-page.ts`. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeReport } from '../studies/exports/write-report.ts'
import { browserPath, launch, noBrowser } from '../test/studies/browser.ts'
import { synthetic, type Size } from '../test/studies/synthetic.ts'

const sizes: Readonly<Record<string, Size>> = {
  '10 games, 10 rows, 10 seeds, tuned: medians with bands': { games: 10, rows: 10, seeds: 10, marks: 60, tuned: true },
  '5 games, 40 rows, 5 seeds: every run drawn': { games: 5, rows: 40, seeds: 5, marks: 60 },
}
const path = browserPath()
if (!path) console.log(noBrowser)
for (const [name, size] of Object.entries(sizes)) {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-report-'))
  const results = synthetic(size)
  const begun = performance.now()
  const file = writeReport(results, folder)
  const built = (performance.now() - begun) / 1000
  const said = [
    `${results.runs.length} runs (${name})`,
    `built in ${built.toFixed(1)} s`,
    `${(statSync(file).size / 1e6).toFixed(1)} MB`,
  ]
  if (path) {
    const browser = launch(path)
    const tab = await browser.tab(1200, 900)
    const opened = (await tab.open(file)) / 1000
    const chosen = performance.now()
    await tab.click('label[for=over-gradients]')
    await tab.value('document.body.offsetHeight')
    said.push(`opened in ${opened.toFixed(2)} s`, `other axis in ${((performance.now() - chosen) / 1000).toFixed(2)} s`)
    await browser.close()
  }
  console.log(said.join(', '))
  rmSync(folder, { recursive: true })
}
