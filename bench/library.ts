/**
 * The library as a child process: the step assembled from selectors, compiled or eager. Arguments: a work, execution, threads or
 * backend, and `bare` where only the runtime is to be timed.
 */
import { pathToFileURL } from 'node:url'
import { createLab, type Assembled } from '../core/lab.ts'
import { engineOf, type Execution } from '../core/execute.ts'
import { builtin } from '../plugins/builtin.ts'
import { bareCalls } from './bare.ts'
import { serve } from './serve.ts'
import { benchPlugin } from './works/noise-images.ts'
import { workOf } from './works/works.ts'
import type { Work } from './works/work.ts'

export const assembled = ({ request }: Work): Assembled => createLab([...builtin, benchPlugin]).assemble(request)

/** Steps made before a turn is timed: methods that fill a queue have filled it. */
const filling = 6
/** But no more of them after so many ms. */
const longest = 10_000

/** Starts the engine, makes the first step, then serves turns. */
async function library([id, execution, how, bare]: readonly string[]): Promise<void> {
  const options: Partial<Execution> =
    execution === 'eager' ? { execution, backend: how as Execution['backend'] } : { execution: 'compiled', threads: Number(how) }
  const begun = performance.now()
  const { engine } = await engineOf(assembled(workOf(id!)), options)
  const start = await engine.init()
  const ready = performance.now()
  let { state, flops } = await engine.advance(start, 0, 1)
  const first = { ms: performance.now() - begun, compileMs: performance.now() - ready }
  let k = 1
  for (; k <= filling && performance.now() - begun < longest; k++) ({ state, flops } = await engine.advance(state, k, 1))
  const began = { ...first, ...(flops === null || execution === 'eager' ? {} : { flops }) }
  if (bare === 'bare') {
    const again = bareCalls(n => engine.advance(state, k, n))
    return serve(began, async (steps, block) => {
      for (let at = 0; at < steps; at += block) await again(block)
    })
  }
  await serve(began, async (steps, block) => {
    for (const end = k + steps; k < end;) {
      const n = Math.min(block, end - k)
      ;({ state } = await engine.advance(state, k, n))
      k += n
    }
  })
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await library(process.argv.slice(2))
