/**
 * Whether memory stays flat while a run goes on: `npm run bench:memory` makes 100,000 compiled steps of two games, measured at every
 * step and at every hundredth, and 10,000 eager ones, and prints what was held after the first fifth and at the end.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pathToFileURL } from 'node:url'
import * as tf from '@tensorflow/tfjs'
import { lastValueFrom } from 'rxjs'
import { builtin, createLab, engineOf, everySteps, run } from '../index.ts'

/** What a process holds: numbers of tensors, bytes of the collected heap and of the process. */
export interface Held {
  readonly tensors: number
  readonly heap: number
  readonly rss: number
}
/** What was held after a fifth of the steps, when all is compiled and every pool has its size, and at the end. */
export interface Watched {
  readonly early: Held
  readonly late: Held
  /** Steps between the two. */
  readonly steps: number
}
export interface Work {
  readonly game: string
  readonly optimizer: string
  readonly execution: 'compiled' | 'eager'
  readonly steps: number
  /** Steps from one measurement to the next. */
  readonly every: number
}

function held(): Held {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, rss } = process.memoryUsage()
  return { tensors: tf.memory().numTensors, heap: heapUsed, rss }
}

/** Makes the steps of a run and looks twice at what is held. */
export async function watch({ game, optimizer, execution, steps, every }: Work): Promise<Watched> {
  const assembled = createLab(builtin).assemble({ game, optimizer, seed: 1 })
  const { engine } = await engineOf(assembled, { execution })
  const fifth = steps / 5
  let early: Held | null = null
  const ticks = run({
    engine,
    key: assembled.key,
    budget: { steps },
    measured: everySteps(every),
    progress: step => {
      if (step >= fifth) early ??= held()
    },
  })
  const { outcome } = await lastValueFrom(ticks)
  if (outcome?.kind !== 'completed' && outcome?.kind !== 'cycling')
    throw new Error(`${optimizer} on ${game} ended as ${outcome?.kind ?? 'unfinished'}`)
  const late = held()
  engine.dispose()
  return { early: early!, late, steps: steps - fifth }
}

export const bilinear = { game: 'bilinear', optimizer: 'extragradient[stepSize=0.1]' } as const
export const gan = {
  game: 'gan[batch=8,latent=2,penalty=r1]',
  optimizer: 'gda[stepSize=0.001,direction=adam[beta1=0.5]]',
} as const

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const works: readonly Work[] = [
    { ...bilinear, execution: 'compiled', steps: 100_000, every: 1 },
    { ...bilinear, execution: 'compiled', steps: 100_000, every: 100 },
    { ...gan, execution: 'compiled', steps: 100_000, every: 100 },
    { ...bilinear, execution: 'eager', steps: 10_000, every: 10 },
  ]
  for (const work of works) {
    const { early, late, steps } = await watch(work)
    const grown = (of: 'heap' | 'rss'): string => `${((late[of] - early[of]) / steps).toFixed(1)} bytes a step`
    process.stdout.write(
      `${work.execution}, ${work.game}, measured every ${work.every}: tensors ${early.tensors} → ${late.tensors}, ` +
        `heap ${grown('heap')}, process ${grown('rss')} of ${(late.rss / 2 ** 20).toFixed(0)} MB\n`,
    )
  }
}
