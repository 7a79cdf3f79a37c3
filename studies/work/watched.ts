/** What happens in a study, as its live view shows it. */
import { live, type Group, type Live } from '../live.ts'
import { isTuned, pairName, purposeText, type GameRow, type OptimizerRow, type Plan, type PlannedRun } from '../plan/plan.ts'
import { seedCount } from '../plan/seed-list.ts'
import type { StudyNews } from './run-study.ts'

/** Shows a study on the terminal while it is made. */
export function watched(
  plan: Plan,
  jobs: number,
  out: NodeJS.WriteStream = process.stdout,
): { tell(news: StudyNews): void; stop(): void } {
  const known: PlannedRun[] = []
  const chosen = new Set<string>()
  const label = (rows: readonly (GameRow | OptimizerRow)[], id: string): string => rows.find(r => r.id === id)?.label ?? id
  const id = (run: PlannedRun): string =>
    `${label(plan.games, run.game)} / ${label(plan.optimizers, run.optimizer)}, ${purposeText(run.purpose)}`
  const refused = new Set(plan.refused.map(pairName))
  const groups = (): Group[] =>
    plan.games.map(game => ({
      name: game.label,
      lines: plan.optimizers.flatMap(optimizer => {
        const pair = pairName({ game: game.id, optimizer: optimizer.id })
        if (refused.has(pair)) return []
        const runs = known.filter(r => r.game === game.id && r.optimizer === optimizer.id).map(id)
        // Evaluations that are planned once the trials are done: one a seed.
        const later = isTuned(optimizer) && !chosen.has(pair) && runs.length > 0 ? seedCount(plan.study) : 0
        if (runs.length + later === 0) return []
        return [{ id: pair, label: optimizer.label, runs, metric: game.objective.metric, later }]
      }),
    }))
  let view: Live | null = null
  return {
    tell: news => {
      if (news.kind === 'planned') {
        known.push(...news.runs)
        if (view) view.rows(groups())
        else view = live(plan.study.title, groups(), jobs, out)
      } else if (news.kind === 'chosen') {
        const { game, optimizer, options } = news.choice
        chosen.add(pairName(news.choice))
        const said = Object.entries(options).map(([name, x]) => `${name} ${typeof x === 'number' ? Number(x.toPrecision(4)) : x}`)
        view?.say(`${label(plan.games, game)} / ${label(plan.optimizers, optimizer)}: tuning chose ${said.join(', ')}`)
      } else if (news.kind === 'begun') view?.begun(id(news.run))
      else if (news.kind === 'news') view?.news({ id: id(news.run), share: news.share })
      else if (news.kind === 'again')
        view?.say(`${id(news.run)}: its worker ended (${news.how}); the run is made again from its last checkpoint`)
      else {
        const { run, stored, before } = news
        view?.done({
          id: id(run),
          before,
          ...(stored.state === 'done'
            ? { ended: stored.outcome.kind, metrics: stored.marks.at(-1)?.metrics ?? {} }
            : { ended: 'failed', reason: stored.reason }),
        })
      }
    },
    stop: () => view?.stop(),
  }
}
