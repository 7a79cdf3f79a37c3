import { Command } from 'commander'
import { runtimeFault, withoutRuntime } from '../core/compile/runtime.ts'
import type { FieldRun } from '../core/engine.ts'
import { openFolder, type RunFolder } from '../core/folder/folder.ts'
import { keepPrediction } from '../core/folder/prediction.ts'
import type { RunConfig } from '../core/folder/run-config.ts'
import type { Assembled, Lab } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'
import type { Selector } from '../core/selector.ts'
import { formatSelector, parseSelector } from '../core/selector-parse.ts'
import { analyze } from '../core/spectrum/analyze.ts'
import { measured, measuring } from '../core/spectrum/measured.ts'
import { reached, solutionOf, type Solution } from '../core/spectrum/solution.ts'
import { report, type Found } from './analyze-report.ts'
import { vary, type Varied } from './analyze-vary.ts'
import { labOf } from './lab.ts'
import { writtenPage } from './report.ts'
import { together } from './run-config.ts'
import { collect, integer, namedPairs } from './run-flags.ts'
import { keptStarts } from './run-starts.ts'
import { checked } from './stored-config.ts'

/** What `saddle analyze` was told. */
interface Flags {
  readonly game?: string
  readonly optimizer?: string
  readonly player?: readonly string[]
  readonly seed: number
  readonly solver?: string
  readonly vary?: string
  readonly points: number
  readonly measure?: boolean
  readonly json?: boolean
}

const asField = ({ game, optimizer, key, needs }: Assembled): FieldRun => {
  if (needs === 'saddle') return { game, optimizer, key, needs }
  if (needs !== 'field')
    throw new Refusal(
      `the optimizer runs on the game's ${needs} view, on the host: it has no step map to differentiate; valid: optimizers of the field, such as extragradient, and pdhg`,
    )
  return { game, optimizer, key }
}

/** What a run is made of but its optimizer. */
type Base = Omit<Parameters<typeof together>[1], 'optimizer'>

/** What is analysed, and how it is put together for another value of an option. */
function subjectOf(lab: Lab, base: Base, optimizer: string, solver: string | undefined): Varied {
  const assembled = (chosen: Selector): Assembled => together(lab, { ...base, optimizer: formatSelector(chosen) }).assembled
  const found = new Map<string, Promise<Solution>>()
  const named = (text: string): Selector => parseSelector(text, 'optimizer selector')
  return {
    optimizer: named(optimizer),
    assembled,
    field: asField,
    solution: run => {
      const by = solver ?? optimizer
      const made =
        found.get(by) ?? (solver === undefined ? solutionOf(asField(run), by) : reached(asField(assembled(named(solver))), by))
      found.set(by, made)
      return made
    },
  }
}

interface Given {
  readonly lab: Lab
  readonly base: Base
  readonly optimizer: string
  /** Where the prediction and the page are written; null where nothing is. */
  readonly folder: RunFolder<RunConfig> | null
}

async function ofFlags({ game, optimizer, player, seed }: Flags, command: Command): Promise<Given> {
  if (!game) throw new Refusal('--game is missing: name a game such as --game bilinear; saddle list games shows them')
  if (!optimizer)
    throw new Refusal(
      '--optimizer is missing: name an optimizer such as --optimizer extragradient; saddle list optimizers shows them',
    )
  const players = namedPairs('player', 'SELECTOR such as x=vector[start=[1]]', player)
  return { lab: await labOf(command), base: { game, players, seed }, optimizer, folder: null }
}

/** The run in a folder, from its own start. */
async function ofFolder(path: string, command: Command): Promise<Given> {
  const given = (['game', 'optimizer', 'player', 'seed'] as const).find(name => command.getOptionValueSource(name) === 'cli')
  if (given !== undefined) throw new Refusal(`the run in ${path} has its own --${given}; give a folder, or what a run is made of`)
  const folder = openFolder<RunConfig>(path)
  const stored = checked(folder.config, path)
  const { game, optimizer, players, seed, seeds, plugins } = stored
  const base = { game, players, seed, ...(seeds ? { seeds } : {}), override: { starts: keptStarts(path, stored) } }
  return { lab: await labOf(command, plugins), base, optimizer, folder }
}

async function execute(path: string | undefined, flags: Flags, command: Command): Promise<void> {
  const fault = runtimeFault()
  if (fault !== null) throw new Refusal(withoutRuntime(fault))
  const { lab, base, optimizer, folder } = await (path === undefined ? ofFlags(flags, command) : ofFolder(path, command))
  const subject = subjectOf(lab, base, optimizer, flags.solver)
  const run = subject.assembled(subject.optimizer)
  const field = asField(run)
  const solution = await subject.solution(run)
  const analysis = await analyze(field, solution.z)
  const found: Found = {
    game: run.resolved.game,
    optimizer: run.resolved.optimizer,
    solution: solution.from,
    analysis,
    ...(flags.measure ? { measured: await measured(field, solution.z, measuring(field, analysis)) } : {}),
    ...(flags.vary === undefined ? {} : { variation: await vary(subject, flags.vary, flags) }),
  }
  if (folder) {
    keepPrediction(folder, { verdict: analysis.verdict, solution: solution.from })
    if (folder.lines().length > 0) await writtenPage(folder.path)
  }
  process.stdout.write(flags.json ? `${JSON.stringify(found)}\n` : `${report(found).join('\n')}\n`)
}

const more = `
Examples:
  $ saddle analyze --game bilinear --optimizer 'extragradient[stepSize=0.3]'
  $ saddle analyze --game bilinear --optimizer extragradient --vary stepSize=0.01..2 --measure

The traced step itself is differentiated, the optimizer's state with it; no formula of any method is known to the command.`

export const analyzeCommand = (): Command =>
  new Command('analyze')
    .description('Predicts the local rate of an optimizer at a solution: the spectrum of its step map.')
    .argument('[dir]', 'the folder of a run: the prediction is kept there and drawn on its page')
    .option('--game <selector>', 'The game, as id[option=value,…].')
    .option('--optimizer <selector>', 'The optimizer.')
    .option('--player <name=selector>', 'Puts a player into a role of the game (repeatable).', collect)
    .option('--solver <selector>', 'The optimizer whose run finds the solution, also where the game knows one.')
    .option(
      '--vary <option=a..b>',
      'Where an option of the optimizer keeps it stable, between two values > 0: stepSize=0.01..2, of.stepSize=….',
    )
    .option('--points <n>', 'Values of --vary that are looked at before the limits are bisected.', integer('points', 2, 1000), 25)
    .option('--measure', 'Runs from near the solution, and shows what it measures beside what is predicted.')
    .option('--seed <n>', 'The seed of the starts.', integer('seed', 0), 0)
    .option('--json', 'Prints everything as one JSON object.')
    .addHelpText('after', more)
    .action(execute)
