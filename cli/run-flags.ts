import { Command, Option } from 'commander'
import { backends, type BackendName } from '../core/backend.ts'
import type { Budget } from '../core/budget.ts'
import type { Precision } from '../core/compile/onnx.ts'
import type { Execution } from '../core/execute.ts'
import { brief } from '../core/config/brief.ts'
import { shown } from '../core/config/number.ts'
import { Refusal } from '../core/refusal.ts'
import { axes, type Seeds } from '../core/seeds.ts'

/** What `saddle run` was told. */
export interface Flags {
  readonly game?: string
  readonly optimizer?: string
  readonly player?: readonly string[]
  readonly start?: readonly string[]
  readonly metric?: readonly string[]
  readonly steps?: number
  readonly flops?: number
  readonly gradients?: number
  readonly seconds?: number
  readonly seed: number | Seeds
  readonly every?: number
  readonly snapshots?: number
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
export const integer =
  (name: string, min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const x = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(x) && x >= min && x <= max) return x
    throw new Refusal(
      `--${name} must be an integer ${max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `from ${min} to ${max}`}, got ${shown(text)}`,
    )
  }
/** `3`, or a number for each axis; an axis that is left out has 0. */
export function seedsIn(text: string): number | Seeds {
  if (!text.includes('=')) return integer('seed', 0)(text)
  const given = text.split(',').map(part => part.split('='))
  const wrong = given.find(
    ([axis, n], i) => !axes.some(a => a === axis) || n === undefined || given.findIndex(g => g[0] === axis) < i,
  )
  if (wrong)
    throw new Refusal(
      `--seed must be an integer ≥ 0, or a list of ${axes.map(a => `${a}=N`).join(',')}, each at most once, got ${shown(text)}`,
    )
  const numbers = given.map(([axis, n]) => [axis!, integer(`seed ${axis!}`, 0)(n!)] as const)
  return { data: 0, init: 0, latent: 0, evaluation: 0, ...Object.fromEntries(numbers) }
}

/** A flag that may be given several times. */
export const collect = (value: string, all: readonly string[] = []): string[] => [...all, value]

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

/** How steps are carried out. Throws where a flag is given that has no say in it. */
export function executionOf({ execution, precision, device, threads, backend }: Flags): Execution {
  const idle =
    execution === 'eager' && device !== 'cpu'
      ? ['--device', device, 'compiled']
      : execution === 'eager' && threads > 1
        ? ['--threads', threads, 'compiled']
        : execution === 'compiled' && backend !== 'auto'
          ? ['--backend', backend, 'eager']
          : null
  if (idle) {
    const [flag, value, steps] = idle
    throw new Refusal(
      `${flag} ${value} is of ${steps} steps and cannot be given with --execution ${execution}; leave it out, or use --execution ${steps}`,
    )
  }
  return { execution, precision, device, threads, backend }
}

/** `generator=mlp[hidden=[32]]`: a role and a player, or what else a flag gives by name. `form` says what stands behind the name. */
export function namedPairs(flag: string, form: string, pairs: readonly string[] = []): Record<string, string> {
  const named = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at <= 0 || at === pair.length - 1) throw new Refusal(`--${flag} must be NAME=${form}, got ${shown(pair)}`)
    const name = pair.slice(0, at)
    if (named.has(name))
      throw new Refusal(
        `--${flag} gives the player '${brief(name)}' twice, as ${brief(named.get(name)!)} and as ${brief(pair.slice(at + 1))}; give it once`,
      )
    named.set(name, pair.slice(at + 1))
  }
  return Object.fromEntries(named)
}

/** What a reader of the help does next. */
const more = `
Example:
  $ saddle run --game gan --player 'critic=mlp[hidden=[128,128]]' \\
      --optimizer 'extragradient[stepSize=0.05]' --steps 2000 \\
      --metric sliced-wasserstein --out runs/first

A selector is id[option=value,…]; put it in quotes where it has brackets.
saddle list shows what there is, saddle describe ID the options of each,
and saddle report DIR makes the page of a run again.`

/** The command without its action. */
export const runFlags = (): Command =>
  new Command('run')
    .description('Runs one optimizer on one game and prints measured steps.')
    .option('--game <selector>', 'The game to play, as id[option=value,…].')
    .option('--optimizer <selector>', 'The optimizer that plays it.')
    .option('--player <name=selector>', "Puts a player into a role of the game in place of the role's own (repeatable).", collect)
    .option(
      '--start <name=file>',
      'Starts a player from weights of a .safetensors file, named block or player.block (repeatable).',
      collect,
    )
    .option(
      '--metric <selector>',
      'Measures this (repeatable). Where none is given: certified-gap, duality-gap, distance or losses, the first that applies.',
      collect,
    )
    .option('--steps <n>', 'Ends the run after so many steps (1000 where no budget is given).', integer('steps', 1))
    .option('--flops <n>', 'Ends the run after so many floating-point operations.', positive('flops'))
    .option('--gradients <n>', 'Ends the run after so many gradients.', positive('gradients'))
    .option('--seconds <s>', 'Ends the run after so many seconds of stepping.', positive('seconds'))
    .option(
      '--seed <n>',
      'Everything random follows from this number; or a number an axis: data=0,init=3,latent=0,evaluation=0.',
      seedsIn,
      0,
    )
    .option('--every <n>', 'Measures every n-th step (about 20 times where nothing is given).', integer('every', 1))
    .option(
      '--snapshots <n>',
      'Keeps the strategies after every n-th step in the folder of --out, for saddle mixture; no bit of the run depends on it.',
      integer('snapshots', 1),
    )
    .addOption(
      new Option('--execution <how>', 'Compiles steps or runs them eagerly; auto compiles where it can.')
        .choices(executions)
        .default('auto'),
    )
    .addOption(new Option('--precision <type>', 'The precision of compiled steps.').choices(precisions).default('float32'))
    .addOption(new Option('--device <name>', 'The device of compiled steps.').choices(devices).default('cpu'))
    .option(
      '--threads <n>',
      'Threads of compiled steps; other counts give other last bits.',
      integer('threads', 1, mostThreads),
      1,
    )
    .addOption(new Option('--backend <name>', 'The backend of eager steps.').choices(['auto', ...backends]).default('auto'))
    .addOption(
      new Option('--format <kind>', 'Prints a table, or a line of JSON a measured step.')
        .choices(['table', 'jsonl'])
        .default('table'),
    )
    .option('--answers', 'Prints strategies of more than 128 entries too (jsonl).')
    .option(
      '--out <dir>',
      'Keeps the run in a new folder: its options, measured steps, pictures, checkpoints, final strategies, and index.html, a page that shows it.',
    )
    .option('--resume <dir>', 'Goes on with the run in a folder.')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', more)

/** Flags that are part of a run that exists, and cannot be given with --resume. */
export const fixed = [
  'game',
  'optimizer',
  'player',
  'start',
  'metric',
  'seed',
  'every',
  'snapshots',
  'execution',
  'precision',
  'device',
  'threads',
  'backend',
  'out',
] as const
