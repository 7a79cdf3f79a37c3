/** A worker of a study: a process that makes one run after another, so that its end is nobody else's. Programs stay compiled between runs. */
import { createLab, type Lab } from '../../core/lab.ts'
import { loadPlugins } from '../../core/plugin-load.ts'
import { Refusal } from '../../core/refusal.ts'
import { builtin } from '../../plugins/builtin.ts'
import { runPlace, type RunPlace } from '../store/run-place.ts'
import { CannotKeep } from '../store/sealed.ts'
import { makeRun } from './make-run.ts'
import type { Ending, Order, Report } from './messages.ts'

type Setup = Extract<Order, { kind: 'setup' }>
type Make = Extract<Order, { kind: 'make' }>

const stop = new AbortController()
let setup: Promise<{ readonly lab: Lab } & Setup> | null = null
let atWork: Promise<void> = Promise.resolve()
let dying = false

const tell = (report: Report): void => {
  if (process.connected) process.send!(report)
}
/** Milliseconds between two news of a run. */
const quiet = 100
/** On one line, whatever a library has written. */
const sentence = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .slice(0, 1000)

/** A worker of a study that was killed may still be saving its run: it soon ends. */
async function taken(place: RunPlace): Promise<() => void> {
  for (const until = performance.now() + 30_000; ;) {
    try {
      return place.lock()
    } catch (error) {
      if (error instanceof CannotKeep || performance.now() > until) throw error
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}

async function make({ run }: Make): Promise<Ending> {
  const { key } = run
  let release: (() => void) | null = null
  try {
    const { lab, dir, pause } = await setup!
    const place = runPlace(dir, run)
    release = await taken(place)
    const before = place.stored()
    if (before?.state === 'done') return { kind: 'done', key, outcome: before.outcome.kind }
    let last = -Infinity
    const made = await makeRun({
      lab,
      run,
      place,
      signal: stop.signal,
      pause,
      news: ({ share, step }) => {
        if (performance.now() - last < quiet) return
        last = performance.now()
        tell({ kind: 'news', key, share, step })
      },
    })
    if (!made) return { kind: 'left', key }
    place.finish(made)
    return { kind: 'done', key, outcome: made.outcome.kind }
  } catch (error) {
    if (error instanceof CannotKeep) return { kind: 'full', key, reason: sentence(error) }
    const fault =
      error instanceof Refusal || (error instanceof Error && error.name === 'Error') ? '' : ' (a fault of the program)'
    return { kind: 'failed', key, reason: `${sentence(error)}${fault}` }
  } finally {
    release?.()
  }
}

async function prepared(order: Setup): Promise<{ readonly lab: Lab } & Setup> {
  const { plugins } = await loadPlugins(order.plugins, order.from)
  return { lab: createLab([...builtin, ...plugins]), ...order }
}

process.on('message', (order: Order) => {
  if (order.kind === 'setup') setup = prepared(order)
  else if (order.kind === 'make') atWork = atWork.then(() => make(order)).then(ending => (dying ? undefined : tell(ending)))
  else stop.abort()
})
/** Saves what is under way and ends, soon. */
const end = (): void => {
  stop.abort()
  setTimeout(() => process.exit(1), 10_000).unref()
  void atWork.finally(() => process.exit(0))
}
// Ctrl-C goes to every process of a terminal; the study says when to stop.
process.on('SIGINT', () => undefined)
// The study is gone.
process.on('disconnect', end)
// Ended by another: the study has the run made by the next worker, from what is saved here.
process.on('SIGTERM', () => {
  dying = true
  end()
})
tell({ kind: 'ready' })
