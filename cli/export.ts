import { Command, Option } from 'commander'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Precision } from '../core/compile/onnx.ts'
import { unknown } from '../core/config/nearest.ts'
import type { Game } from '../core/contract.ts'
import { dirac } from '../core/mixture.ts'
import { namedWeights } from '../core/named-weights.ts'
import { Refusal } from '../core/refusal.ts'
import { encodeSafetensors } from '../core/safetensors.ts'
import { withMixture } from './export-mixture.ts'
import { networkFile } from './export-network.ts'
import type { Exported } from './exported.ts'
import { trainedRun, type TrainedRun } from './export-run.ts'
import { demandFile, makeRoom, writeWhole } from './out-file.ts'
import { integer, precisions } from './run-flags.ts'

interface Flags {
  readonly player?: string
  readonly format?: Format
  readonly out?: string
  readonly precision?: Precision
  readonly batch?: number
  readonly component?: number
  readonly perRow?: boolean
  readonly mixture?: boolean
  readonly force?: boolean
}
const formats = ['onnx', 'safetensors'] as const
type Format = (typeof formats)[number]

/** The player whose network is written: the one asked for, the generator of a GAN, or the only network. Throws where none is meant. */
function networkIndex({ players, gan }: Game, asked: string | undefined): number {
  const ids = players.map(p => p.id)
  if (asked !== undefined) return playerIndex(ids, asked)
  if (gan) return gan.generator
  const networks = [...players.keys()].filter(i => 'apply' in players[i]!)
  if (networks.length === 1) return networks[0]!
  if (networks.length > 1) throw new Refusal(`--player is missing: name one of ${networks.map(i => ids[i]).join(', ')}`)
  throw new Refusal(
    `no player of this game is a network (${ids.join(', ')}): ONNX is for networks; use --format safetensors for strategies that are vectors`,
  )
}
function playerIndex(ids: readonly string[], asked: string): number {
  const i = ids.indexOf(asked)
  if (i < 0) throw new Refusal(unknown('--player: player', asked, ids))
  return i
}

function tensorsFile({ assembled, answer, about }: TrainedRun, asked: string | undefined, precision: Precision): Exported {
  const ids = assembled.game.players.map(p => p.id)
  const at = asked === undefined ? [...ids.keys()] : [playerIndex(ids, asked)]
  const tensors = namedWeights(
    at.map(i => ids[i]!),
    at.map(i => answer[i]!),
  )
  const bytes = encodeSafetensors(tensors, precision === 'float64' ? 'F64' : 'F32', about)
  return { bytes, what: `${at.map(i => ids[i]).join(', ')} in ${tensors.size} tensors, ${precision}` }
}

/** The run with one component of each mixture that is written, as if that were the strategy. Throws where there is none of this number. */
function component(run: TrainedRun, k: number, asked: number | string | undefined): TrainedRun {
  const ids = run.assembled.game.players.map(p => p.id)
  const at = typeof asked === 'number' ? [asked] : asked === undefined ? [...ids.keys()] : [playerIndex(ids, asked)]
  const few = at.find(i => run.answer[i]!.atoms.length <= k)
  if (few !== undefined) {
    const K = run.answer[few]!.atoms.length
    const has = K === 1 ? 'plays one strategy, which is component 0' : `has ${K} components, 0 to ${K - 1}`
    throw new Refusal(`--component ${k}: player '${ids[few]}' ${has}`)
  }
  const answer = run.answer.map((m, i) => (at.includes(i) ? dirac(m.atoms[k]!) : m))
  const weights = Object.fromEntries(at.map(i => [ids[i]!, run.answer[i]!.weights[k]]))
  return { ...run, answer, about: { ...run.about, component: String(k), weight: JSON.stringify(weights) } }
}

async function execute(path: string, flags: Flags, command: Command): Promise<void> {
  const format = flags.format ?? (flags.out?.endsWith('.safetensors') ? 'safetensors' : 'onnx')
  if (format === 'safetensors' && flags.batch !== undefined)
    throw new Refusal('--batch is of ONNX files and cannot be given with --format safetensors; leave it out')
  if (format === 'safetensors' && flags.perRow)
    throw new Refusal(
      '--per-row is of ONNX files and cannot be given with --format safetensors, which holds every component; leave it out',
    )
  if (flags.perRow && flags.component !== undefined)
    throw new Refusal('--per-row chooses among all components and --component writes one: give one of the two')
  const own = await trainedRun(path, command)
  const whole = flags.mixture ? withMixture(own, path) : own
  const { game } = whole.assembled
  const precision = flags.precision ?? whole.config.execution.precision
  const player = format === 'onnx' ? networkIndex(game, flags.player) : null
  const run = flags.component === undefined ? whole : component(whole, flags.component, player ?? flags.player)
  const name = player === null ? (flags.player ?? 'weights') : game.players[player]!.id
  const file = flags.out ?? join(path, `${flags.mixture ? 'mixture-' : ''}${encodeURIComponent(name)}.${format}`)
  demandFile(file, `${name}.${format}`)
  if (existsSync(file) && !flags.force)
    throw new Refusal(`${file} is there already; give --force to replace it, or another file with --out`)
  const { bytes, what } =
    player === null
      ? tensorsFile(run, flags.player, precision)
      : await networkFile(run, player, { precision, batch: flags.batch ?? null, perRow: flags.perRow ?? false })
  makeRoom(file)
  writeWhole(file, bytes)
  const { step, outcome } = run.checkpoint
  if (!outcome) process.stderr.write(`the run in ${path} has not ended: its newest checkpoint is exported, step ${step}\n`)
  process.stdout.write(`${file}: ${what}, ${bytes.length} bytes\n`)
}

const more = `
Examples:
  $ saddle export runs/ring
  $ saddle export runs/ring --format safetensors --out ring.safetensors
  $ saddle export runs/queue --per-row
  $ saddle export runs/ring --mixture --per-row

The ONNX file takes x [N, …] for any N and gives y [N, …]; docs/networks.md
shows how Python runs it, and how weights go to PyTorch and back.`

export const exportCommand = (): Command =>
  new Command('export')
    .description('Writes the trained network of a run as an ONNX file, or the weights of its players as safetensors.')
    .argument('<dir>', "The folder of a run, as saddle run --out has made it; the run's newest checkpoint counts.")
    .option('--player <name>', 'The player to write. Where none is given: the generator (ONNX), all players (safetensors).')
    .addOption(
      new Option('--format <kind>', "The kind of file; that of --out's ending where none is given, else onnx.").choices(formats),
    )
    .option('--out <file>', 'The file; in the folder of the run where none is given.')
    .addOption(new Option('--precision <type>', "The precision of the file; the run's where none is given.").choices(precisions))
    .option('--batch <n>', 'Fixes the number of rows that the ONNX file takes a call.', integer('batch', 1))
    .option('--component <k>', 'Writes one component of a mixture, as if it were the strategy: 0, 1, …', integer('component', 0))
    .option('--per-row', 'Of a mixture: the ONNX file has an input u [N] that chooses a component for each row.')
    .option('--mixture', "Writes the mixture that saddle mixture has made of the run, in place of the run's own answer.")
    .option('--force', 'Replaces a file that is there.')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', more)
    .action(execute)
