import { backends } from '../core/backend.ts'
import { brief } from '../core/config/brief.ts'
import { defaultExecution, type Execution } from '../core/execute.ts'
import { runFiles } from '../core/folder/folder.ts'
import type { RunConfig } from '../core/folder/run-config.ts'
import { Refusal } from '../core/refusal.ts'
import { devices, executions, mostThreads, precisions } from './run-flags.ts'

const isText = (x: unknown): boolean => typeof x === 'string'
const isCount =
  (min: number) =>
  (x: unknown): boolean =>
    Number.isSafeInteger(x) && (x as number) >= min
const isRecord =
  (of: (x: unknown) => boolean) =>
  (x: unknown): boolean =>
    typeof x === 'object' && x !== null && !Array.isArray(x) && Object.values(x).every(of)
const isList = (x: unknown): boolean => Array.isArray(x) && x.every(isText)
type Entry = readonly [is: (x: unknown) => boolean, valid: string]
const entries: Readonly<Record<Exclude<keyof RunConfig, 'saddlepoint' | 'starts' | 'seeds' | 'snapshots'>, Entry>> = {
  game: [isText, 'a selector'],
  optimizer: [isText, 'a selector'],
  players: [isRecord(isText), 'an object of selectors'],
  metrics: [isList, 'an array of selectors'],
  seed: [isCount(0), 'an integer ≥ 0'],
  every: [isCount(1), 'an integer ≥ 1'],
  budget: [isRecord(x => typeof x === 'number' && x > 0), 'an object of numbers > 0'],
  execution: [isRecord(() => true), `an object of ${Object.keys(defaultExecution).join(', ')}`],
  plugins: [isList, 'an array of paths or packages'],
}
const oneOf = (words: readonly string[]): Entry => [x => words.some(w => w === x), words.join(', ')]
const executionEntries: Readonly<Record<keyof Execution, Entry>> = {
  execution: oneOf(executions),
  precision: oneOf(precisions),
  threads: [x => isCount(1)(x) && (x as number) <= mostThreads, `an integer from 1 to ${mostThreads}`],
  device: oneOf(devices),
  backend: oneOf(['auto', ...backends]),
}
const startsEntry: Entry = [
  isRecord(x => isRecord(isText)(x) && isText((x as { file?: unknown }).file) && isText((x as { sha256?: unknown }).sha256)),
  'an object of files with their sha256',
]
/** Throws where a run.json is not what `fresh` wrote. */
export function checked(config: RunConfig, path: string): RunConfig {
  const check = (wanted: Readonly<Record<string, Entry>>, got: object, within: string): void => {
    for (const [name, [is, valid]] of Object.entries(wanted)) {
      const value: unknown = (got as Record<string, unknown>)[name]
      if (is(value)) continue
      throw new Refusal(
        `${path}/${runFiles.config} is damaged (${within}${name} must be ${valid}, got ${value === undefined ? 'nothing' : brief(JSON.stringify(value))}); restore it, or start the run again in a new folder`,
      )
    }
  }
  check(entries, config, '')
  check(executionEntries, config.execution, 'execution.')
  if (config.seeds !== undefined) check({ seeds: [isRecord(isCount(0)), 'an object of integers ≥ 0'] }, config, '')
  if (config.snapshots !== undefined) check({ snapshots: entries.every }, config, '')
  if (config.starts !== undefined) check({ starts: startsEntry }, config, '')
  return config
}
