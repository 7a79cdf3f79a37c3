import { Command } from 'commander'
import { join } from 'node:path'
import type { Game } from '../core/contract.ts'
import { doubleOracle, type DoubleOracleOptions } from '../core/double-oracle/double-oracle.ts'
import { lawsOf } from '../core/double-oracle/laws.ts'
import { ownResponse } from '../core/double-oracle/own.ts'
import { evaluatorOf, payoffsOf, type Evaluator } from '../core/double-oracle/payoffs.ts'
import { strategyFiles } from '../core/folder/strategies.ts'
import type { Lab } from '../core/lab.ts'
import { support } from '../core/mixture.ts'
import { namedWeights } from '../core/named-weights.ts'
import { Refusal } from '../core/refusal.ts'
import { encodeSafetensors } from '../core/safetensors.ts'
import { recordOf } from '../studies/mixture-page/record.ts'
import { trainedRun, type TrainedRun } from './export-run.ts'
import { plain } from './jsonl.ts'
import { labOf } from './lab.ts'
import { keptStrategies, type Kept } from './mixture-atoms.ts'
import { panelsOf } from './mixture-panels.ts'
import { trainer, usualTrainer } from './mixture-trainer.ts'
import { inWords, roundLine } from './mixture-words.ts'
import { byParts, demandFile, makeRoom, writeWhole } from './out-file.ts'
import { integer } from './run-flags.ts'

interface Flags {
  readonly draws: number
  readonly bestResponses: number
  readonly steps: number
  readonly maxSteps?: number
  readonly optimizer?: string
  readonly rounds: number
  readonly seed: number
  readonly out?: string
  readonly trained?: boolean
  readonly compare: boolean
}

/** Throws where there is no one payoff between two players. */
function demandZeroSum({ id, players, claims }: Game): void {
  if (claims.zeroSum && players.length === 2) return
  const losses: Readonly<Record<string, string>> = {
    'gan': 'it is with loss=minimax or loss=wasserstein and without a penalty',
    'dirac-gan': 'it is with loss=gan or loss=wasserstein and without a penalty',
    'mix': 'it is where the game inside is, and with entropy=0',
  }
  const valid =
    losses[id] ?? 'an equilibrium by linear programming needs one payoff, which the first player loses and the second gets'
  throw new Refusal(`game '${id}' as it was played is not claimed to be zero-sum between two players; ${valid}`)
}

const even = (n: number): number[] => Array<number>(n).fill(1 / n)
const alone = ({ atoms, last }: Kept): number[] => atoms.map((_, k) => (k === last ? 1 : 0))

/** The double oracle on what the run has kept. */
async function played(run: TrainedRun, path: string, lab: Lab, flags: Flags, evaluator: Evaluator) {
  const { assembled, about } = run
  const { game } = assembled
  const kept = keptStrategies(path, run)
  const optimizerOf = (steps: number): string => flags.optimizer ?? usualTrainer(game, steps)
  const most = flags.maxSteps ?? 16 * flags.steps
  const always = flags.trained ?? false
  const engine = trainer(lab, run, optimizerOf, always || game.players.some((_, i) => ownResponse(game, i) === null))
  const key = assembled.key.fold('mixture').fold(flags.seed)
  const laws = lawsOf(game)
  const [train, held] = [laws.training, laws.heldOut].map((law, i) =>
    payoffsOf(evaluator, law.draws(key.fold(['matrix', 'held out'][i]!), flags.draws)),
  ) as [DoubleOracleOptions['training'], DoubleOracleOptions['heldOut']]
  const result = await doubleOracle({
    game,
    training: train,
    heldOut: laws.training.exact ? train : held,
    starts: flags.bestResponses,
    steps: flags.steps,
    most,
    points: 20,
    always,
    engineOf: engine,
    rows: kept[0].atoms,
    columns: kept[1].atoms,
    rounds: flags.rounds,
    key,
    compared: flags.compare
      ? {
          uniform: [even(kept[0].atoms.length), even(kept[1].atoms.length)],
          last: [alone(kept[0]), alone(kept[1])],
        }
      : {},
    told: round => process.stderr.write(`${roundLine(round)}\n`),
  })
  const { draws, bestResponses, steps, rounds, seed } = flags
  const record = recordOf(result, {
    about,
    players: game.players.map(p => p.id) as [string, string],
    settings: { draws: laws.training.exact ? 1 : draws, bestResponses, steps, most, optimizer: optimizerOf(steps), rounds, seed },
    laws: { training: laws.training.about, heldOut: laws.heldOut.about },
  })
  const { x, y } = result.rounds.at(-1)!
  const mixtures = [
    { atoms: result.rows, weights: x },
    { atoms: result.columns, weights: y },
  ].map(({ atoms, weights }) => support({ atoms: atoms.map(a => a.point), weights: Array.from(weights) }))
  return { record, mixtures }
}

async function execute(path: string, flags: Flags, command: Command): Promise<void> {
  const run = await trainedRun(path, command)
  demandZeroSum(run.assembled.game)
  if (!run.checkpoint.outcome)
    process.stderr.write(
      `the run in ${path} has not ended: what it has kept up to its newest checkpoint is mixed, step ${run.checkpoint.step}\n`,
    )
  const file = flags.out ?? join(path, 'mixture.json')
  demandFile(file, 'mixture.json')
  const beside = (ending: string): string => `${file.replace(/\.json$/, '')}${ending}`
  const lab = await labOf(command, run.config.plugins)
  const evaluator = await evaluatorOf(run.assembled, run.config.execution)
  try {
    const { record, mixtures } = await played(run, path, lab, flags, evaluator)
    makeRoom(file)
    writeWhole(file, byParts(record, plain))
    writeWhole(beside('-answer.json'), strategyFiles(record.players, mixtures).text)
    const { value } = record.rounds.at(-1)!.restricted
    const about = { ...run.about, mixture: JSON.stringify({ ...record.settings, value }) }
    const tensors = encodeSafetensors(namedWeights(record.players, mixtures), 'F64', about)
    writeWhole(beside('-answer.safetensors'), tensors)
    const { page } = await import('../studies/mixture-page/page.ts')
    writeWhole(beside('.html'), page(record, await panelsOf(run.assembled, evaluator, mixtures, record)))
    process.stdout.write(
      `${inWords(record).join('\n')}\n${[file, beside('-answer.json'), beside('-answer.safetensors'), beside('.html')].join('\n')}\n`,
    )
  } finally {
    evaluator.dispose()
  }
}

const more = `
Examples:
  $ saddle run --game 'gan[loss=minimax]' --optimizer 'gda[direction=adam,stepSize=0.001]' --steps 2000 --snapshots 100 --out runs/ring
  $ saddle mixture runs/ring
  $ saddle mixture runs/ring --rounds 5

docs/mixed-strategies.md says what its numbers show, and what they do not.`

export const mixtureCommand = (): Command =>
  new Command('mixture')
    .description(
      'Mixes the strategies that a run has kept: solves their payoff matrix exactly, and measures the mixture against freshly trained best responses.',
    )
    .argument('<dir>', 'The folder of a run, as saddle run --snapshots N --out has made it.')
    .option('--draws <n>', 'Draws over which a payoff is averaged, where anything is drawn.', integer('draws', 2), 64)
    .option(
      '--best-responses <n>',
      'Best responses trained a player from fresh starts; one more begins at the best snapshot.',
      integer('best-responses', 1, 100),
      3,
    ) // prettier-ignore
    .option(
      '--steps <n>',
      'Steps of their training, which are doubled while the best payoff grows by more than its standard error.',
      integer('steps', 1),
      1000,
    ) // prettier-ignore
    .option('--max-steps <n>', 'Steps of their training at most; 16 times --steps where none is given.', integer('max-steps', 1))
    .option(
      '--optimizer <selector>',
      'What trains them, begun anew at each doubling; Adam with a step size that falls from 0.005 to 0, or descent from 0.1 on balls and simplices, where none is given.',
    )
    .option(
      '--rounds <n>',
      'Rounds of double oracle: the best responses join the matrix, which is solved again.',
      integer('rounds', 1),
      1,
    ) // prettier-ignore
    .option('--trained', 'Trains best responses also where the game has its own.')
    .option('--no-compare', 'Leaves out the uniform mixture and the last strategies, which cost as much again each.')
    .option('--seed <n>', 'Draws and starts follow from this number and the run.', integer('seed', 0), 0)
    .option(
      '--out <file>',
      'The file; mixture.json in the folder of the run where none is given. Its page and the mixture itself go beside it.',
    )
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', more)
    .action(execute)
