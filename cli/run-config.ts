import type { Command } from 'commander'
import { exhausted, type Budget } from '../core/budget.ts'
import type { Checkpoint } from '../core/checkpoint.ts'
import { createFolder, openFolder, runFiles, type RunFolder } from '../core/folder/folder.ts'
import type { RunConfig } from '../core/folder/run-config.ts'
import type { Assembled, Lab, Request } from '../core/lab.ts'
import { usedUp } from '../core/outcome.ts'
import { Refusal } from '../core/refusal.ts'
import type { Registered } from '../core/registry.ts'
import { blamed } from './blame.ts'
import { labOf, pluginsOf } from './lab.ts'
import { budgetOf, executionOf, fixed, namedPairs, type Flags } from './run-flags.ts'
import { measuredSensibly } from './run-metric.ts'
import { givenStarts, keptStarts } from './run-starts.ts'
import { checked } from './stored-config.ts'
import { version } from '../core/version.ts'

/** A run that can begin, or go on. */
export interface Prepared {
  readonly assembled: Assembled
  readonly config: RunConfig
  /** The definitions that the run is made of. */
  readonly used: readonly Registered[]
  /** Null where nothing is kept. A new run's folder is made by calling it. */
  readonly folder: (() => RunFolder<RunConfig>) | null
  readonly checkpoint: Checkpoint | null
  /** Gives back what was taken while the run was prepared, where its folder has not been asked for. */
  release?(): void
}

/** Puts a run together. A fault on the way says whose it is. */
export function together(
  lab: Lab,
  request: Request & { readonly game: string; readonly optimizer: string },
): Pick<Prepared, 'assembled' | 'used'> {
  const used: Registered[] = []
  try {
    return { assembled: lab.assemble({ ...request, uses: entry => used.push(entry) }), used }
  } catch (error) {
    throw blamed(error, { ...request, used })
  }
}

/** One seed for all that is random, or one an axis, of which `init` names the run. */
const seeded = (seed: Flags['seed']): Pick<Request, 'seed' | 'seeds'> =>
  typeof seed === 'number' ? { seed } : { seed: seed.init, seeds: seed }

/** Measured about 20 times where nothing is said. */
const everyOf = ({ every }: Flags, { steps }: Budget): number =>
  every ?? (steps === undefined ? 100 : Math.max(1, Math.ceil(steps / 20)))

export async function fresh(flags: Flags, command: Command): Promise<Prepared> {
  const lab = await labOf(command)
  const { game, optimizer } = flags
  if (!game) throw new Refusal('--game is missing: name a game such as --game bilinear; saddle list games shows them')
  if (!optimizer)
    throw new Refusal(
      '--optimizer is missing: name an optimizer such as --optimizer extragradient[stepSize=0.1]; saddle list optimizers shows them',
    )
  const starts = givenStarts(flags.start)
  const made = together(lab, {
    game,
    optimizer,
    players: namedPairs('player', 'SELECTOR such as generator=mlp[hidden=[64]]', flags.player),
    override: { starts: starts.weights },
    metrics: flags.metric ?? [],
    ...seeded(flags.seed),
  })
  const { used } = made
  const assembled = flags.metric ? made.assembled : measuredSensibly(lab, made.assembled)
  const budget = budgetOf(flags) ?? { steps: 1000 }
  const { out } = flags
  if (flags.snapshots !== undefined && out === undefined)
    throw new Refusal(`--snapshots ${flags.snapshots} keeps strategies in the folder of the run; give one with --out DIR`)
  const config: RunConfig = {
    saddlepoint: version,
    ...assembled.resolved,
    ...(flags.start ? { starts: starts.files } : {}),
    every: everyOf(flags, budget),
    ...(flags.snapshots === undefined ? {} : { snapshots: flags.snapshots }),
    budget,
    execution: executionOf(flags),
    plugins: pluginsOf(command),
  }
  const folder = out === undefined ? null : () => createFolder(out, config, starts.copies)
  return { assembled, used, config, folder, checkpoint: null }
}

/** What only the last line of an ended run has. */
interface Ended {
  readonly outcome?: string
  readonly evidence?: string
  readonly cycle?: unknown
}

/** A run that had used up its budget becomes one that has not: its last line loses the outcome, or goes where only the end was measured there. */
function reopen(folder: RunFolder<RunConfig>, config: RunConfig): void {
  const lines = folder.lines().flatMap(line => {
    const { outcome, evidence: _evidence, cycle: _cycle, ...rest } = JSON.parse(line) as Ended & { step: number }
    return outcome === undefined ? [line] : rest.step % config.every === 0 ? [JSON.stringify(rest)] : []
  })
  folder.write(runFiles.metrics, lines.map(line => `${line}\n`).join(''))
}

/** The run of --resume; null where it has ended and is given nothing more, which is told. */
export async function resumed(path: string, flags: Flags, command: Command): Promise<Prepared | null> {
  const refused = fixed.find(name => command.getOptionValueSource(name) === 'cli')
  if (refused) {
    throw new Refusal(
      `--resume goes on with the run as it was: --${refused} cannot be given with it; valid beside it: --steps, --flops, --gradients, --seconds, --format, --answers`,
    )
  }
  const folder = openFolder<RunConfig>(path)
  const stored = checked(folder.config, path)
  const { game, optimizer, players, metrics, seed, seeds } = stored
  const lab = await labOf(command, stored.plugins)
  const override = { starts: keptStarts(path, stored) }
  const made = together(lab, { game, optimizer, players, metrics, seed, ...(seeds ? { seeds } : {}), override })
  folder.lock()
  try {
    const prepared = goingOn({ folder, stored, made, more: budgetOf(flags) })
    if (prepared) return { ...prepared, release: folder.unlock }
  } catch (error) {
    folder.unlock()
    throw error
  }
  folder.unlock()
  return null
}

/** What `resumed` has found. */
interface Found {
  readonly folder: RunFolder<RunConfig>
  readonly stored: RunConfig
  readonly made: Pick<Prepared, 'assembled' | 'used'>
  readonly more: Budget | null
}

/** The rest of a run from its checkpoint. Changes nothing before its folder is asked for. */
function goingOn({ folder, stored, made, more }: Found): Prepared | null {
  const { path } = folder
  const checkpoint = folder.load()
  if (checkpoint) folder.check(checkpoint.step, stored.every)
  else if (folder.lines().length > 0)
    process.stderr.write(`${path}/${runFiles.checkpoint} is missing: the run in ${path} begins again at step 0\n`)
  const config = more ? { ...stored, budget: more } : stored
  const begin = (): RunFolder<RunConfig> => {
    folder.rewind(checkpoint?.step ?? -1)
    if (more) folder.write(runFiles.config, `${JSON.stringify(config, null, 2)}\n`)
    return folder
  }
  if (more && checkpoint) {
    const axis = exhausted(more, checkpoint.step, checkpoint.meter)
    if (axis) {
      const spent = axis === 'steps' ? checkpoint.step : (checkpoint.meter[axis] ?? 0)
      throw new Refusal(
        `--${axis} ${more[axis] ?? 0} is used up already: the run in ${path} has spent ${spent}; give more than that`,
      )
    }
  }
  const outcome = checkpoint?.outcome
  if (!checkpoint || !outcome) return { ...made, config, folder: begin, checkpoint }
  const end = `the run in ${path} has ended (${outcome.kind}: ${outcome.evidence})`
  if (!usedUp(outcome)) {
    if (more) throw new Refusal(`${end}: it cannot go on; start another one with other options`)
    process.stderr.write(`${end}\n`)
    return null
  }
  if (!more) {
    process.stderr.write(`${end}; give it more with --steps N\n`)
    return null
  }
  const { outcome: _outcome, ...open } = checkpoint
  const reopened = (): RunFolder<RunConfig> => {
    reopen(begin(), config)
    return folder
  }
  return { ...made, config, folder: reopened, checkpoint: open }
}
