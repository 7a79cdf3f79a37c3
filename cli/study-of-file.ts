/** Makes the study of a file, or prints its plan. */
import { verdicts } from '../studies/expect/evaluate.ts'
import { estimate } from '../studies/plan/estimate.ts'
import { readStudy } from '../studies/plan/read-study.ts'
import { commandLine } from '../studies/report/command.ts'
import { readable } from '../studies/report/markup.ts'
import { choose } from '../studies/tuning/choose.ts'
import { estimateText, planText } from './study-plan.ts'
import { reported } from './study-report.ts'
import { carriedOut } from './study-run.ts'
import { wrapped } from './wrap.ts'

interface Wishes {
  readonly out: string | undefined
  readonly jobs: number
  readonly dryRun: boolean
  /** Of --plugin. */
  readonly plugins: readonly string[]
}

export async function ofFile(path: string, { out: given, jobs, dryRun, plugins }: Wishes): Promise<void> {
  const { plan, lab, notices } = await readStudy(path, plugins)
  for (const notice of notices) process.stderr.write(`${notice}\n`)
  if (dryRun) {
    process.stdout.write(`${planText(plan).join('\n')}\n`)
    process.stdout.write(`${estimateText(await estimate(plan, lab), jobs).join('\n')}\n`)
    return
  }
  const out = given ?? `runs/${plan.study.id}`
  const again = commandLine('saddle', [...plugins.map(p => ['--plugin', p]), ['study', path, '--out', out]])
  const { results, stopped } = await carriedOut(plan, out, { jobs, choose, again })
  if (stopped) {
    await reported(results, out, lab)
    return
  }
  const checked = verdicts(results)
  for (const { finding, verdict, numbers, reason } of checked) {
    const why = reason ?? numbers.map(n => `${n.text} = ${readable(n.value)}`).join(', ')
    process.stdout.write(`${wrapped('', `${verdict}: ${finding}${why === '' ? '' : ` (${why})`}`).join('\n')}\n`)
  }
  process.stdout.write(`\nThe page is ${await reported(results, out, lab, checked)}\n`)
}
