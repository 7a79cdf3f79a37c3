import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { decodeCheckpoint, encodeCheckpoint, runName, type Checkpoint } from './checkpoint.ts'
import type { Mixture } from './mixture.ts'
import { Refusal } from './refusal.ts'

/** The files of a run's folder. */
export const runFiles = {
  config: runName,
  metrics: 'metrics.jsonl',
  checkpoint: 'checkpoint.bin',
  progress: 'progress.json',
  answer: 'answer.json',
} as const

/** One run on disk. Every file is replaced as a whole, so that a run killed at any time can be resumed. */
export interface RunFolder<C> {
  readonly path: string
  readonly config: C
  /** Adds one line to the measured steps. */
  append(line: string): void
  /** The lines of the measured steps so far. */
  lines(): readonly string[]
  /** Drops measured steps after this one: they will be made again. */
  rewind(step: number): void
  save(checkpoint: Checkpoint): void
  /** Null where nothing has been saved. Throws where the checkpoint is damaged or of another run. */
  load(): Checkpoint | null
  /** Each player's final strategies: atoms with weights, block by block. */
  writeAnswer(players: readonly string[], answer: readonly Mixture[]): void
  write(name: string, content: Uint8Array | string): void
  /** Removes what `createFolder` made, where nothing has been saved since. */
  discard(): void
}

/** What the system says, without the path: `permission denied (EACCES)`. */
function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const said = /^[A-Z]+: ([^,]+)/.exec(message)?.[1]
  return said && code ? `${said}, ${code}` : (code ?? String(error))
}

function writing(path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new Refusal(
      `${path} cannot be written (${reason(error)}); make room or mend its permissions and go on with --resume, or give another folder with --out`,
    )
  }
}
const replace = (path: string, content: Uint8Array | string): void =>
  writing(path, () => {
    writeFileSync(`${path}.next`, content)
    renameSync(`${path}.next`, path)
  })

/**
 * Makes a folder and those above it that are missing; the topmost that was made, undefined where the folder was there. (`mkdirSync` with
 * `recursive` never returns where a system refuses new folders as missing ones, as /proc does.)
 */
function makeFolder(path: string): string | undefined {
  try {
    mkdirSync(path)
    return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return undefined
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    const made = makeFolder(dirname(path))
    mkdirSync(path)
    return made ?? path
  }
}

/** Makes a folder for a new run. Throws where it cannot be written or has something in it; then nothing has been changed. */
export function createFolder<C>(path: string, config: C): RunFolder<C> {
  let made: string | undefined
  let present: string[]
  try {
    made = makeFolder(path)
    accessSync(path, constants.W_OK | constants.X_OK)
    present = readdirSync(path)
  } catch (error) {
    throw new Refusal(
      `the output folder '${path}' cannot be made or written (${reason(error)}); give a folder that can be made or is empty`,
    )
  }
  if (present.includes(runFiles.config)) {
    throw new Refusal(`the output folder '${path}' holds another run; go on with it by --resume ${path}, or give a new folder`)
  }
  if (present.length > 0) {
    throw new Refusal(
      `the output folder '${path}' is not empty (it holds ${present.slice(0, 3).join(', ')}); give a new or empty folder`,
    )
  }
  replace(join(path, runFiles.config), `${JSON.stringify(config, null, 2)}\n`)
  writing(join(path, runFiles.metrics), () => writeFileSync(join(path, runFiles.metrics), ''))
  return folder(path, config, made === undefined ? null : dirname(made))
}

/** Opens the folder of a run to go on with it. Changes nothing. Throws where it holds no run, or a damaged one. */
export function openFolder<C>(path: string): RunFolder<C> {
  const file = join(path, runFiles.config)
  if (!existsSync(file))
    throw new Refusal(`the folder '${path}' holds no run (${runFiles.config} is missing); give a folder that was made with --out`)
  let config: unknown
  try {
    config = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : reason(error)
    throw new Refusal(`${file} is damaged (${why}); restore it, or start the run again in a new folder`)
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new Refusal(`${file} is damaged (it is not a JSON object); restore it, or start the run again in a new folder`)
  }
  return folder(path, config as C, undefined)
}

/** The step of a line; Infinity for one that was cut off. */
function stepOf(line: string): number {
  try {
    return (JSON.parse(line) as { step: number }).step
  } catch {
    return Infinity
  }
}

/** What makes a run this one: all of its configuration but its budget, which may grow. */
const identity = (config: object): string => {
  const { budget: _budget, ...rest } = config as { budget?: unknown }
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 16)
}

/** `above`: the folder that was there before, null where none was made, undefined where the run is an old one. */
function folder<C>(path: string, config: C, above: string | null | undefined): RunFolder<C> {
  const at = (name: string): string => join(path, name)
  const run = identity(config as object)
  const lines = (): string[] =>
    existsSync(at(runFiles.metrics)) ? readFileSync(at(runFiles.metrics), 'utf8').split('\n').filter(Boolean) : []
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
    rewind: step => {
      const all = lines()
      const kept = all.filter(line => stepOf(line) <= step)
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
      const strategies = answer.map(({ atoms, weights }, i) => ({
        player: players[i],
        atoms: atoms.map((atom, a) => {
          const values = atom.hostBlocks()
          return { weight: weights[a], blocks: atom.layout.map((block, b) => ({ ...block, values: Array.from(values[b]!) })) }
        }),
      }))
      replace(at(runFiles.answer), `${JSON.stringify(strategies)}\n`)
    },
    write: (name, content) => replace(at(name), content),
    discard: () => {
      if (above === undefined || existsSync(at(runFiles.checkpoint))) return
      for (const name of [runFiles.config, runFiles.metrics, runFiles.progress]) rmSync(at(name), { force: true })
      if (above === null) return
      try {
        for (let made = resolve(path); made !== resolve(above); made = dirname(made)) rmdirSync(made)
      } catch {
        // Someone has put something there: it stays.
      }
    },
  }
}
