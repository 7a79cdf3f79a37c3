import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { decodeCheckpoint, encodeCheckpoint, runName, type Checkpoint } from '../checkpoint.ts'
import { demandEmpty } from './demand-empty.ts'
import { lockName, takeLock } from './lock.ts'
import { makeFolder, reason } from './make-folder.ts'
import { stepOf, wrongLines } from './measured-lines.ts'
import type { Mixture } from '../mixture.ts'
import { Refusal } from '../refusal.ts'
import { replace, writing } from './replace.ts'
import { strategyFiles } from './strategies.ts'

/** The files of a run's folder. */
export const runFiles = {
  config: runName,
  metrics: 'metrics.jsonl',
  checkpoint: 'checkpoint.bin',
  progress: 'progress.json',
  answer: 'answer.json',
  tensors: 'answer.safetensors',
  provenance: 'provenance.json',
  prediction: 'prediction.json',
  pictures: 'pictures',
  snapshots: 'snapshots',
  page: 'index.html',
} as const

/** What to do about a damaged file that no checkpoint can make again. */
const again = 'restore it, or start the run again in a new folder'

/** One run on disk. Every file is replaced as a whole, so that a run killed at any time can be resumed. */
export interface RunFolder<C> {
  readonly path: string
  readonly config: C
  /** Adds one line to the measured steps. */
  append(line: string): void
  /** The lines of the measured steps so far. */
  lines(): readonly string[]
  /** Keeps other processes out until `unlock`, or until this one ends. Throws where another one makes the run. */
  lock(): void
  unlock(): void
  /** Throws where the measured steps up to this one, every so many, are not there once and in order. */
  check(step: number, every: number): void
  /** Drops measured steps after this one: they will be made again. */
  rewind(step: number): void
  save(checkpoint: Checkpoint): void
  /** Null where nothing has been saved. Throws where the checkpoint is damaged or of another run. */
  load(): Checkpoint | null
  /** Each player's final strategies: atoms with weights, block by block; their entries in a file beside it where they are many. */
  writeAnswer(players: readonly string[], answer: readonly Mixture[]): void
  write(name: string, content: Uint8Array | string): void
  /** Removes what `createFolder` made, where nothing has been saved since. */
  discard(): void
}

/**
 * Makes a folder for a new run and takes its lock; `beside` are files that the run needs again to go on. Throws where it cannot be
 * written, has something in it, or another process makes a run there; then nothing has been changed.
 */
export function createFolder<C>(path: string, config: C, beside: Beside = new Map()): RunFolder<C> {
  let made: string | undefined
  let release: () => void
  try {
    made = makeFolder(path)
    accessSync(path, constants.W_OK | constants.X_OK)
    demandEmpty(path)
    release = takeLock(path)
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(
      `the output folder '${path}' cannot be made or written (${reason(error)}); give a folder that can be made or is empty`,
    )
  }
  try {
    // Once more: another process may have come and gone before the lock was taken.
    const present = readdirSync(path).filter(name => name !== lockName)
    if (present.length > 0) throw new Refusal(`the output folder '${path}' holds another run by now; give a new folder`)
    for (const [name, content] of beside) replace(join(path, name), content)
    replace(join(path, runFiles.config), `${JSON.stringify(config, null, 2)}\n`)
    writing(join(path, runFiles.metrics), () => writeFileSync(join(path, runFiles.metrics), ''))
  } catch (error) {
    release()
    throw error
  }
  return folder(path, config, { above: made === undefined ? null : dirname(made), beside, release })
}

/** Opens the folder of a run to go on with it: `lock` is to be called before its checkpoint is read. Changes nothing. Throws where it holds no run, or a damaged one. */
export function openFolder<C>(path: string): RunFolder<C> {
  const file = join(path, runFiles.config)
  if (!existsSync(file))
    throw new Refusal(`the folder '${path}' holds no run (${runFiles.config} is missing); give a folder that was made with --out`)
  let config: unknown
  try {
    config = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : reason(error)
    throw new Refusal(`${file} is damaged (${why}); ${again}`)
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new Refusal(`${file} is damaged (it is not a JSON object); ${again}`)
  }
  return folder(path, config as C, { release: null })
}

/** What makes a run this one: all of its configuration but its budget, which may grow, and what is kept of it on the way. */
const identity = (config: object): string => {
  const { budget: _budget, snapshots: _snapshots, ...rest } = config as { budget?: unknown; snapshots?: unknown }
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 16)
}

/** Files of a folder by name, written once. */
type Beside = ReadonlyMap<string, Uint8Array>

interface Held {
  readonly beside?: Beside
  /** The folder that was there before, null where none was made, absent where the run is an old one. */
  readonly above?: string | null
  /** Gives the lock back; null where it has not been taken. */
  readonly release: (() => void) | null
}

function folder<C>(path: string, config: C, { above, beside, release: taken }: Held): RunFolder<C> {
  let release = taken
  const at = (name: string): string => join(path, name)
  const run = identity(config as object)
  const lines = (): string[] => {
    if (!existsSync(at(runFiles.metrics))) return []
    try {
      return readFileSync(at(runFiles.metrics), 'utf8').split('\n').filter(Boolean)
    } catch (error) {
      throw new Refusal(`${at(runFiles.metrics)} cannot be read (${reason(error)}); ${again}`)
    }
  }
  const seconds = (): number => {
    try {
      const { seconds } = JSON.parse(readFileSync(at(runFiles.progress), 'utf8')) as { seconds: number }
      return Number.isFinite(seconds) ? seconds : 0
    } catch {
      // Only the clock is lost.
      return 0
    }
  }
  return {
    path,
    config,
    append: line => writing(at(runFiles.metrics), () => appendFileSync(at(runFiles.metrics), `${line}\n`)),
    lines,
    lock: () => {
      try {
        release ??= takeLock(path)
      } catch (error) {
        if (error instanceof Refusal) throw error
        throw new Refusal(`the folder '${path}' cannot be written (${reason(error)}); mend its permissions, or copy it elsewhere`)
      }
    },
    unlock: () => {
      release?.()
      release = null
    },
    check: (step, every) => {
      const wrong = wrongLines(lines(), step, every)
      if (wrong !== null) throw new Refusal(`${at(runFiles.metrics)} is damaged (${wrong}); ${again}`)
    },
    rewind: step => {
      const all = lines()
      const kept = all.filter(line => (stepOf(line) ?? Infinity) <= step)
      if (kept.length < all.length) replace(at(runFiles.metrics), kept.map(line => `${line}\n`).join(''))
    },
    save: checkpoint => {
      replace(at(runFiles.progress), `${JSON.stringify({ step: checkpoint.step, seconds: checkpoint.meter.seconds })}\n`)
      replace(at(runFiles.checkpoint), encodeCheckpoint(checkpoint, run))
    },
    load: () => {
      const file = at(runFiles.checkpoint)
      if (!existsSync(file)) return null
      let bytes: Buffer
      try {
        bytes = readFileSync(file)
      } catch (error) {
        throw new Refusal(`the checkpoint ${file} cannot be read (${reason(error)}); restore it, or delete it to begin at step 0`)
      }
      return decodeCheckpoint(bytes, { file, run, seconds: seconds() })
    },
    writeAnswer: (players, answer) => {
      const { text, tensors } = strategyFiles(players, answer)
      if (tensors) replace(at(runFiles.tensors), tensors)
      else rmSync(at(runFiles.tensors), { force: true })
      replace(at(runFiles.answer), text)
    },
    write: (name, content) => replace(at(name), content),
    discard: () => {
      if (above === undefined || existsSync(at(runFiles.checkpoint))) return
      const { config, metrics, progress, provenance, pictures, snapshots } = runFiles
      for (const name of [config, metrics, progress, provenance, pictures, snapshots, ...(beside?.keys() ?? [])])
        rmSync(at(name), { force: true, recursive: true })
      release?.()
      release = null
      if (above === null) return
      try {
        for (let made = resolve(path); made !== resolve(above); made = dirname(made)) rmdirSync(made)
      } catch {
        // Someone has put something there: it stays.
      }
    },
  }
}
