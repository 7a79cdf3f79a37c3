/** A process that makes a study, to be killed: `node --import tsx make-study.ts DIR PLAN PAUSE`. Each run that it sees end is a line of `ended.log` beside the folder. */
import { appendFileSync } from 'node:fs'
import { runStudy } from '../../studies/work/run-study.ts'
import { killPlans, type KillPlan } from './kill-plans.ts'

const [dir, plan, pause] = process.argv.slice(2) as [string, KillPlan, string]
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort())
await runStudy(killPlans[plan](), dir, {
  jobs: 2,
  pause: Number(pause),
  // No run is to fail for bad luck alone.
  attempts: 50,
  signal: stop.signal,
  tell: news => {
    if (news.kind === 'ended' && !news.before) appendFileSync(`${dir}.log`, `${news.run.key}\n`)
    if (news.kind === 'again') appendFileSync(`${dir}.log`, `again ${news.how}\n`)
  },
})
