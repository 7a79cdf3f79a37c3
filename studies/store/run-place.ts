/** The place of one run in a study's folder, named by its key. Its state is what its files say, and nothing else. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../../core/checkpoint.ts'
import { isHeld, takeLock } from '../../core/folder/lock.ts'
import { makeFolder, reason } from '../../core/folder/make-folder.ts'
import type { PlannedRun } from '../plan/plan.ts'
import { doneOf, doneText, keptPicture, markOf, pictureOf, type KeptMark } from './done-text.ts'
import { jsonOf, keep, keeping, seal, unseal } from './sealed.ts'
import type { DoneRun, FailedRun, Mark, StoredRun } from './stored-run.ts'

export const runsFolder = 'runs'
const files = {
  /** There: the run is done. */
  result: 'result.jsonl',
  /** There without a result: it has failed. */
  failure: 'failure.json',
  /** A run under way: where it is, and what it has measured. */
  checkpoint: 'checkpoint.bin',
  progress: 'progress.jsonl',
} as const
const progressFormat = 'saddlepoint progress 1'

/** A run under way. */
export interface Underway {
  readonly checkpoint: Checkpoint
  readonly marks: readonly Mark[]
  readonly pictures: DoneRun['pictures']
  readonly way?: DoneRun['way']
}
type Run = Pick<PlannedRun, 'key' | 'spec'>

export interface RunPlace {
  readonly path: string
  /** Null where the run has not ended. A result that cannot be read is a failure that says so. */
  stored(): StoredRun | null
  /** Another process makes it. */
  running(): boolean
  /** Keeps other processes out until what is returned is called. Throws where one is at work here. */
  lock(): () => void
  finish(run: DoneRun): void
  fail(reason: string, attempts: number): void
  save(underway: Underway): void
  /** Null where nothing is saved, or what is saved is damaged: the run then begins at step 0. */
  load(): Underway | null
  /** The step of the last checkpoint; −1 where there is none. */
  step(): number
  /** Takes away a failure or a damaged result, so that the run is made again. */
  forget(): void
}

export function runPlace(study: string, { key, spec }: Run): RunPlace {
  const path = join(study, runsFolder, key)
  const at = (name: keyof typeof files): string => join(path, files[name])
  const drop = (...names: (keyof typeof files)[]): void => {
    for (const name of names) rmSync(at(name), { force: true })
  }
  const text = (name: keyof typeof files): string | null => {
    try {
      return readFileSync(at(name), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
  const failed = (why: string, attempts: number): FailedRun => ({ state: 'failed', key, spec, reason: why, attempts })
  const damaged = (name: 'result' | 'failure', why: string): FailedRun =>
    failed(`${at(name)} is damaged (${why}); make the run again with saddle retry ${study} --failed`, 0)
  const tried = (name: 'result' | 'failure', read: (text: string) => StoredRun): StoredRun | null => {
    try {
      const content = text(name)
      return content === null ? null : read(content)
    } catch (error) {
      return damaged(name, 'code' in (error as object) ? reason(error) : (error as Error).message)
    }
  }
  return {
    path,
    stored: () =>
      tried('result', content => doneOf(content, key)) ??
      tried('failure', content => {
        const { reason: why, attempts } = JSON.parse(content) as Partial<FailedRun>
        if (typeof why !== 'string' || typeof attempts !== 'number') throw new Error('it has no reason')
        return failed(why, attempts)
      }),
    running: () => isHeld(path),
    lock: () => keeping(path, () => (makeFolder(path), takeLock(path))),
    finish: run => {
      keep(at('result'), doneText(run))
      drop('checkpoint', 'progress', 'failure')
    },
    fail: (why, attempts) => {
      keeping(path, () => makeFolder(path))
      keep(at('failure'), `${jsonOf({ reason: why, attempts }, 1)}\n`)
    },
    save: ({ checkpoint, marks, pictures, way }) => {
      // First what was measured: marks beyond the checkpoint are left out when it is read.
      const { seconds } = checkpoint.meter
      keep(at('progress'), seal(progressFormat, { seconds, marks, pictures: pictures.map(keptPicture), way }))
      keep(at('checkpoint'), encodeCheckpoint(checkpoint, key))
    },
    load: () => {
      if (!existsSync(at('checkpoint'))) return null
      try {
        const read = unseal(progressFormat, text('progress') ?? '') as {
          readonly seconds: number
          readonly marks: readonly KeptMark[]
          readonly pictures: readonly Parameters<typeof pictureOf>[0][]
          readonly way?: DoneRun['way']
        }
        const bytes = readFileSync(at('checkpoint'))
        const checkpoint = decodeCheckpoint(bytes, { file: at('checkpoint'), run: key, seconds: read.seconds })
        const made = <T extends { readonly step: number }>({ step }: T): boolean => step <= checkpoint.step
        const way = read.way && { way: read.way.filter(made) }
        return {
          checkpoint,
          marks: read.marks.filter(made).map(markOf),
          pictures: read.pictures.filter(made).map(pictureOf),
          ...way,
        }
      } catch {
        drop('checkpoint', 'progress')
        return null
      }
    },
    step: () => {
      try {
        const bytes = readFileSync(at('checkpoint'))
        return (JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString()) as { step: number }).step
      } catch {
        return -1
      }
    },
    forget: () => drop('failure', 'result'),
  }
}
