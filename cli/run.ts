import { Command, Option } from 'commander'
import { lastValueFrom, defaultIfEmpty } from 'rxjs'
import { backends, type BackendName } from '../core/backend.ts'
import type { Budget } from '../core/budget.ts'
import type { Precision } from '../core/compile/onnx.ts'
import { engineOf, type Execution } from '../core/execute.ts'
import { createFolder, openFolder, type RunFolder } from '../core/folder.ts'
import type { Assembled, Lab } from '../core/lab.ts'
import { measure, record, type Measured } from '../core/measure.ts'
import { Refusal } from '../core/refusal.ts'
import { everySteps, run } from '../core/run.ts'
import { writePictures } from './pictures.ts'
import { jsonLine } from './jsonl.ts'
import { labOf } from './lab.ts'
import { progress } from './progress.ts'
import { tableWriter } from './run-table.ts'
import { version } from './version.ts'

/** What makes a run again, as it stands in its folder. */
interface RunConfig {
  readonly saddlepoint: string
  readonly game: string
  readonly optimizer: string
  readonly players: Readonly<Record<string, string>>
  readonly metrics: readonly string[]
  readonly seed: number
  readonly every: number
  readonly budget: Budget
  readonly execution: Execution
  readonly plugins: readonly string[]
}

interface Flags {
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

const positive = (name: string, integer: boolean) => (text: string): number => {
  const x = Number(text)
  if (text.trim() !== '' && Number.isFinite(x) && x > 0 && (!integer || Number.isInteger(x))) return x
  throw new Refusal(`--${name} must be ${integer ? 'an integer' : 'a number'} > 0, got '${text}'`)
}
const natural = (name: string) => (text: string): number => {
  const x = Number(text)
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(x)) return x
  throw new Refusal(`--${name} must be an integer ≥ 0, got '${text}'`)
}
const collect = (value: string, all: readonly string[]): string[] => [...all, value]

function budgetOf({ steps, flops, gradients, seconds }: Flags): Budget | null {
  const given = { ...(steps ? { steps } : {}), ...(flops ? { flops } : {}), ...(gradients ? { gradients } : {}), ...(seconds ? { seconds } : {}) }
  return Object.keys(given).length > 0 ? given : null
}

/** `generator=mlp[hidden=[32]]`: a role and a player. */
function playersOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at <= 0 || at === pair.length - 1) throw new Refusal(`--player must be NAME=SELECTOR such as generator=mlp[hidden=[64]], got '${pair}'`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** Measured about 20 times where nothing is said. */
const everyOf = ({ every }: Flags, { steps }: Budget): number => every ?? (steps === undefined ? 100 : Math.max(1, Math.ceil(steps / 20)))

interface Prepared {
  readonly assembled: Assembled
  readonly config: RunConfig
  readonly folder: RunFolder<RunConfig> | null
}

function fresh(lab: Lab, flags: Flags, plugins: readonly string[]): Prepared {
  const { game, optimizer } = flags
  if (!game) throw new Refusal('--game is missing: name a game such as --game bilinear; saddle list games shows them')
  if (!optimizer) throw new Refusal('--optimizer is missing: name an optimizer such as --optimizer extragradient[stepSize=0.1]; saddle list optimizers shows them')
  const assembled = lab.assemble({ game, optimizer, players: playersOf(flags.player), metrics: flags.metric, seed: flags.seed })
  const budget = budgetOf(flags) ?? { steps: 1000 }
  const { execution, precision, device, threads, backend } = flags
  const config: RunConfig = {
    saddlepoint: version,
    ...assembled.resolved,
    every: everyOf(flags, budget),
    budget,
    execution: { execution, precision, device, threads, backend },
    plugins,
  }
  return { assembled, config, folder: flags.out === undefined ? null : createFolder(flags.out, config) }
}

function resumed(lab: Lab, flags: Flags, command: Command): Prepared {
  const refused = ['game', 'optimizer', 'player', 'metric', 'seed', 'every', 'execution', 'precision', 'device', 'threads', 'backend', 'out'].find(
    name => command.getOptionValueSource(name) === 'cli',
  )
  if (refused) throw new Refusal(`--resume goes on with the run as it was: --${refused} cannot be given with it; valid beside it: --steps, --flops, --gradients, --seconds, --format, --answers`)
  const folder = openFolder<RunConfig>(flags.resume!)
  const { game, optimizer, players, metrics, seed } = folder.config
  const assembled = lab.assemble({ game, optimizer, players, metrics, seed })
  const budget = budgetOf(flags)
  return { assembled, config: budget ? { ...folder.config, budget } : folder.config, folder }
}

async function execute(flags: Flags, command: Command): Promise<void> {
  const lab = await labOf(command)
  const { plugin: plugins = [] } = command.optsWithGlobals<{ plugin?: readonly string[] }>()
  const { assembled, config, folder } = flags.resume === undefined ? fresh(lab, flags, plugins) : resumed(lab, flags, command)
  const { engine, notice } = await engineOf(assembled, config.execution)
  if (notice) process.stderr.write(`${notice}\n`)
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  const ids = assembled.game.players.map(p => p.id)
  const loaded = flags.resume === undefined ? null : (folder?.load() ?? null)
  // A larger budget reopens a run that had used up the old one.
  const resume = loaded?.outcome?.kind === 'completed' && budgetOf(flags) ? { ...loaded, outcome: undefined } : loaded
  const bar = progress(config.budget, flags.format === 'table')
  const write = flags.format === 'jsonl' ? null : tableWriter(line => bar.line(line))
  let ended: Measured | null = null
  try {
    ended = await lastValueFrom(
      run({
        engine,
        key: assembled.key,
        budget: config.budget,
        measured: everySteps(config.every),
        signal: stop.signal,
        ...(resume ? { resume: resume as NonNullable<typeof loaded> } : {}),
        ...(folder ? { save: folder.save } : {}),
        progress: bar.update,
      }).pipe(
        measure(assembled.metrics),
        record(m => {
          const line = jsonLine(m, assembled.game, flags.answers ?? false)
          folder?.append(line)
          if (write) write(m)
          else process.stdout.write(`${line}\n`)
        }),
        defaultIfEmpty(null),
      ),
    )
    bar.stop()
    if (ended?.outcome) {
      if (folder) folder.writeAnswer(ids, ended.answer)
      await writePictures(assembled, engine, ended, folder)
      if (write) process.stdout.write(`${ended.outcome.kind}: ${ended.outcome.evidence}${folder ? `; everything is in ${folder.path}` : ''}\n`)
    } else if (loaded?.outcome && !stop.signal.aborted) {
      process.stderr.write(`this run has ended (${loaded.outcome.kind}: ${loaded.outcome.evidence}); give it more with --steps N\n`)
    } else if (stop.signal.aborted) {
      process.stderr.write(folder ? `stopped; go on with: saddle run --resume ${folder.path}\n` : 'stopped; nothing was kept: give --out DIR to be able to go on\n')
      process.exitCode = 130
    }
  } finally {
    bar.stop()
    engine.dispose()
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

export const runCommand = (): Command =>
  new Command('run')
    .description('run one optimizer on one game')
    .option('--game <selector>', 'the game, as id[option=value,…]')
    .option('--optimizer <selector>', 'the optimizer')
    .option('--player <name=selector>', 'put a player into a role of the game (repeatable)', collect, [])
    .option('--metric <selector>', 'measure this (repeatable)', collect, [])
    .option('--steps <n>', 'budget in steps (default 1000 where no budget is given)', positive('steps', true))
    .option('--flops <n>', 'budget in floating-point operations', positive('flops', false))
    .option('--gradients <n>', 'budget in gradients', positive('gradients', false))
    .option('--seconds <s>', 'budget in seconds of stepping', positive('seconds', false))
    .option('--seed <n>', 'everything random follows from it', natural('seed'), 0)
    .option('--every <n>', 'measure every n-th step (default: about 20 times)', positive('every', true))
    .addOption(new Option('--execution <how>', 'how steps run').choices(['auto', 'compiled', 'eager']).default('auto'))
    .addOption(new Option('--precision <type>', 'of compiled steps').choices(['float32', 'float64']).default('float32'))
    .addOption(new Option('--device <name>', 'of compiled steps').choices(['cpu', 'cuda', 'dml']).default('cpu'))
    .option('--threads <n>', 'of compiled steps; other counts give other last bits', positive('threads', true), 1)
    .addOption(new Option('--backend <name>', 'of eager steps').choices(['auto', ...backends]).default('auto'))
    .addOption(new Option('--format <kind>', 'of the output').choices(['table', 'jsonl']).default('table'))
    .option('--answers', 'print strategies of more than 128 entries too (jsonl)')
    .option('--out <dir>', 'keep config, metrics, checkpoints and final strategies in a new folder')
    .option('--resume <dir>', 'go on with the run in a folder')
    .action(async (flags: Flags, command: Command) => execute(flags, command))
