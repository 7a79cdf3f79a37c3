import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync, appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.ts'
import type { Mixture } from './mixture.ts'
import { Refusal } from './refusal.ts'

/** The files of a run's folder. */
export const runFiles = { config: 'run.json', metrics: 'metrics.jsonl', checkpoint: 'checkpoint.bin', progress: 'progress.json', answer: 'answer.json' } as const

/** One run on disk. Every file is replaced as a whole, so that a run killed at any time can be resumed. */
export interface RunFolder<C> {
  readonly path: string
  readonly config: C
  /** Adds one line to the measured steps. */
  append(line: string): void
  /** The lines of the measured steps so far. */
  lines(): readonly string[]
  save(checkpoint: Checkpoint): void
  load(): Checkpoint | null
  /** Each player's final strategies: atoms with weights, block by block. */
  writeAnswer(players: readonly string[], answer: readonly Mixture[]): void
  write(name: string, content: Uint8Array | string): void
}

const reason = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

function replace(path: string, content: Uint8Array | string): void {
  const next = `${path}.next`
  try {
    writeFileSync(next, content)
    renameSync(next, path)
  } catch (error) {
    throw new Refusal(`${path} cannot be written (${reason(error)}); free the space or give another folder with --out`)
  }
}

/** Makes a folder for a new run. Throws where it cannot be written or has something in it. */
export function createFolder<C>(path: string, config: C): RunFolder<C> {
  try {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new Refusal(`the output folder ${path} cannot be written (${reason(error)}); give a folder that can be made or is empty`)
  }
  const present = readdirSync(path)
  if (present.includes(runFiles.config)) {
    throw new Refusal(`the output folder ${path} holds another run; go on with it by --resume ${path}, or give a new folder`)
  }
  if (present.length > 0) throw new Refusal(`the output folder ${path} is not empty (it holds ${present.slice(0, 3).join(', ')}); give a new or empty folder`)
  replace(join(path, runFiles.config), `${JSON.stringify(config, null, 2)}\n`)
  writeFileSync(join(path, runFiles.metrics), '')
  return folder(path, config)
}

/** Opens the folder of a run to go on with it. Measured steps after its checkpoint are dropped: they are made again. */
export function openFolder<C>(path: string): RunFolder<C> {
  const file = join(path, runFiles.config)
  if (!existsSync(file)) throw new Refusal(`${path} holds no run (${runFiles.config} is missing); give a folder that was made with --out`)
  let config: C
  try {
    config = JSON.parse(readFileSync(file, 'utf8')) as C
  } catch {
    throw new Refusal(`${file} is damaged: it is not JSON; restore it, or start the run again in a new folder`)
  }
  const opened = folder(path, config)
  const step = opened.load()?.step ?? -1
  const kept = opened.lines().filter(line => stepOf(line) <= step)
  replace(join(path, runFiles.metrics), kept.map(line => `${line}\n`).join(''))
  return opened
}

/** The step of a line; Infinity for one that was cut off. */
function stepOf(line: string): number {
  try {
    return (JSON.parse(line) as { step: number }).step
  } catch {
    return Infinity
  }
}

function folder<C>(path: string, config: C): RunFolder<C> {
  const at = (name: string): string => join(path, name)
  return {
    path,
    config,
    append: line => appendFileSync(at(runFiles.metrics), `${line}\n`),
    lines: () => (existsSync(at(runFiles.metrics)) ? readFileSync(at(runFiles.metrics), 'utf8').split('\n').filter(Boolean) : []),
    save: checkpoint => {
      replace(at(runFiles.progress), `${JSON.stringify({ step: checkpoint.step, seconds: checkpoint.meter.seconds })}\n`)
      replace(at(runFiles.checkpoint), encodeCheckpoint(checkpoint))
    },
    load: () => {
      const file = at(runFiles.checkpoint)
      if (!existsSync(file)) return null
      let seconds = 0
      try {
        seconds = (JSON.parse(readFileSync(at(runFiles.progress), 'utf8')) as { seconds: number }).seconds
      } catch {
        // Only the clock is lost.
      }
      return decodeCheckpoint(readFileSync(file), file, seconds)
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
  }
}
