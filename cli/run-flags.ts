import { Command, Option } from 'commander'
import { backends, type BackendName } from '../core/backend.ts'
import type { Budget } from '../core/budget.ts'
import type { Precision } from '../core/compile/onnx.ts'
import type { Execution } from '../core/execute.ts'
import { brief } from '../core/config/brief.ts'
import { shown } from '../core/config/number.ts'
import { Refusal } from '../core/refusal.ts'

/** What `saddle run` was told. */
export interface Flags {
  readonly game?: string
  readonly optimizer?: string
  readonly player: readonly string[]
  readonly metric: readonly string[]
  readonly steps?: number
  readonly flops?: number
  readonly gradients?: number
  readonly seconds?: number
  readonly seed: number
  readonly every?: number
  readonly execution: Execution['execution']
  readonly precision: Precision
  readonly device: Execution['device']
  readonly threads: number
  readonly backend: BackendName | 'auto'
  readonly format: 'table' | 'jsonl'
  readonly answers?: boolean
  readonly out?: string
  readonly resume?: string
}

export const executions = ['auto', 'compiled', 'eager'] as const
export const precisions = ['float32', 'float64'] as const
export const devices = ['cpu', 'cuda', 'dml'] as const
export const mostThreads = 256

const positive =
  (name: string) =>
  (text: string): number => {
    const x = Number(text)
    if (text.trim() !== '' && Number.isFinite(x) && x > 0) return x
    throw new Refusal(`--${name} must be a number > 0, got ${shown(text)}`)
  }
const integer =
  (name: string, min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const x = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(x) && x >= min && x <= max) return x
    throw new Refusal(
      `--${name} must be an integer ${max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `from ${min} to ${max}`}, got ${shown(text)}`,
    )
  }
const collect = (value: string, all: readonly string[]): string[] => [...all, value]

/** The budget of the flags; null where none is given. */
export function budgetOf({ steps, flops, gradients, seconds }: Flags): Budget | null {
  const given = {
    ...(steps ? { steps } : {}),
    ...(flops ? { flops } : {}),
    ...(gradients ? { gradients } : {}),
    ...(seconds ? { seconds } : {}),
  }
  return Object.keys(given).length > 0 ? given : null
}

/** `generator=mlp[hidden=[32]]`: a role and a player. */
export function playersOf(pairs: readonly string[]): Record<string, string> {
  const players = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at <= 0 || at === pair.length - 1)
      throw new Refusal(`--player must be NAME=SELECTOR such as generator=mlp[hidden=[64]], got ${shown(pair)}`)
    const name = pair.slice(0, at)
    if (players.has(name))
      throw new Refusal(
        `--player gives the player '${brief(name)}' twice, as ${brief(players.get(name)!)} and as ${brief(pair.slice(at + 1))}; give it once`,
      )
    players.set(name, pair.slice(at + 1))
  }
  return Object.fromEntries(players)
}

/** The command without its action. */
export const runFlags = (): Command =>
  new Command('run')
    .description('run one optimizer on one game')
    .option('--game <selector>', 'the game, as id[option=value,…]')
    .option('--optimizer <selector>', 'the optimizer')
    .option('--player <name=selector>', 'put a player into a role of the game (repeatable)', collect, [])
    .option('--metric <selector>', 'measure this (repeatable)', collect, [])
    .option('--steps <n>', 'budget in steps (default 1000 where no budget is given)', integer('steps', 1))
    .option('--flops <n>', 'budget in floating-point operations', positive('flops'))
    .option('--gradients <n>', 'budget in gradients', positive('gradients'))
    .option('--seconds <s>', 'budget in seconds of stepping', positive('seconds'))
    .option('--seed <n>', 'everything random follows from it', integer('seed', 0), 0)
    .option('--every <n>', 'measure every n-th step (default: about 20 times)', integer('every', 1))
    .addOption(new Option('--execution <how>', 'how steps run').choices(executions).default('auto'))
    .addOption(new Option('--precision <type>', 'of compiled steps').choices(precisions).default('float32'))
    .addOption(new Option('--device <name>', 'of compiled steps').choices(devices).default('cpu'))
    .option('--threads <n>', 'of compiled steps; other counts give other last bits', integer('threads', 1, mostThreads), 1)
    .addOption(new Option('--backend <name>', 'of eager steps').choices(['auto', ...backends]).default('auto'))
    .addOption(new Option('--format <kind>', 'of the output').choices(['table', 'jsonl']).default('table'))
    .option('--answers', 'print strategies of more than 128 entries too (jsonl)')
    .option('--out <dir>', 'keep config, metrics, checkpoints and final strategies in a new folder')
    .option('--resume <dir>', 'go on with the run in a folder')

/** Flags that are part of a run that exists, and cannot be given with --resume. */
export const fixed = [
  'game',
  'optimizer',
  'player',
  'metric',
  'seed',
  'every',
  'execution',
  'precision',
  'device',
  'threads',
  'backend',
  'out',
] as const
