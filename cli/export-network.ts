import { networkModel, type NotedModel, type TrainedNetwork } from '../core/compile/network/model.ts'
import { rowsAlone } from '../core/compile/network/rows.ts'
import type { Game, Network } from '../core/contract.ts'
import { Refusal } from '../core/refusal.ts'
import type { Exported } from './exported.ts'
import type { TrainedRun } from './export-run.ts'
import { version } from '../core/version.ts'

/** What x is, in words. */
function inputWords({ gan }: Game, player: number): string {
  if (player === gan?.generator) return gan.prior === undefined ? 'latents of the game' : `latents, rows of the law ${gan.prior}`
  if (player === gan?.critic) return "rows like the data's and the generator's"
  return "rows as the game's losses give them"
}
const mapped = (rows: string, { input, output }: Network): string =>
  `[${[rows, ...input].join(', ')}] → [${[rows, ...output].join(', ')}]`

/** What a network does that ONNX cannot say is the user's to know: its weights are written all the same. */
function written(trained: TrainedNetwork): NotedModel {
  try {
    return networkModel(trained)
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof Error) || error.name === 'TypeError') throw error
    throw new Refusal(
      `the network of player '${trained.network.id}' cannot be written as ONNX: ${error.message}; --format safetensors writes its weights`,
    )
  }
}

/**
 * The ONNX file of a player's network with what makes the run again. Throws where the player is no network.
 */
export async function networkFile(
  run: TrainedRun,
  player: number,
  { precision, batch, perRow }: Pick<TrainedNetwork, 'precision' | 'batch'> & { readonly perRow: boolean },
): Promise<Exported> {
  const { game, resolved } = run.assembled
  const { id, set } = game.players[player]!
  if (!('apply' in game.players[player]!))
    throw new Refusal(
      `player '${id}' is a strategy in ${set.name}, no network: ONNX is for networks; use --format safetensors for it`,
    )
  const network = game.players[player] as Network
  const strategy = run.answer[player]!
  if (perRow && strategy.atoms.length === 1)
    throw new Refusal(`--per-row chooses among the components of a mixture, and player '${id}' plays one strategy; leave it out`)
  const trained = { network, strategy, precision, batch, perRow }
  const model = written(trained)
  const alone = await rowsAlone(model({ version, doc: '', metadata: {} }), trained)
  const K = strategy.atoms.length
  const map = mapped(batch === null ? 'N' : String(batch), network)
  const input = inputWords(game, player)
  const doc = [
    `Player '${network.id}' of game ${game.id} after ${run.checkpoint.step} steps of ${resolved.optimizer}: x ↦ y, ${map}; x: ${input}.`,
    ...(K > 1
      ? [
          perRow
            ? `A mixture of ${K} strategies: u, uniform on [0, 1), chooses one for each row by its probability; the output weights has these.`
            : `A mixture of ${K} strategies: atom (an integer from 0 to ${K - 1}) chooses one, the output weights has their probabilities.`,
        ]
      : []),
    ...(alone
      ? []
      : ['A row of y depends on all rows of x (statistics of the batch): feed batches as large as those of training.']),
  ].join(' ')
  const metadata = {
    ...run.about,
    player: network.id,
    ...(resolved.players[network.id] === undefined ? {} : { selector: resolved.players[network.id]! }),
    input,
    rows: alone ? 'independent' : 'statistics of the batch',
    ...(K > 1 ? { atoms: String(K), weights: JSON.stringify(strategy.weights) } : {}),
  }
  const atoms = K > 1 ? `, ${K} atoms${perRow ? ', one for each row' : ''}` : ''
  return { bytes: model({ version, doc, metadata }), what: `${network.id} ${map}${atoms}, ${precision}` }
}
