/** Each player's final strategies as files of a run's folder. */
import type { Mixture } from '../mixture.ts'
import { namedWeights, tensorName } from '../named-weights.ts'
import { encodeSafetensors, type TensorType } from '../safetensors.ts'

/** Numbers of all strategies together that are still written as text: about 200 KB. */
const most = 10_000

/** What the two files hold; `tensors` is null where there is none. */
export interface StrategyFiles {
  readonly text: string
  readonly tensors: Uint8Array | null
}

/**
 * Strategies as JSON: atoms with weights, block by block. Where they have more than 10,000 entries together a block has the name of its
 * tensor in place of its values, and those are in a safetensors file: as F32 where every one of them is such a number, else as F64.
 */
export function strategyFiles(players: readonly string[], answer: readonly Mixture[]): StrategyFiles {
  const entries = answer.reduce((n, m) => n + m.atoms.reduce((k, x) => k + x.size, 0), 0)
  const large = entries > most
  const strategies = answer.map(({ atoms, weights }, i) => ({
    player: players[i],
    atoms: atoms.map((atom, a) => {
      const values = atom.hostBlocks()
      const blocks = atom.layout.map((block, b) => ({
        ...block,
        ...(large
          ? { tensor: tensorName(players[i]!, atoms.length > 1 ? a : null, block.name) }
          : { values: Array.from(values[b]!) }),
      }))
      return { weight: weights[a], blocks }
    }),
  }))
  const text = `${JSON.stringify(strategies)}\n`
  return { text, tensors: large ? encodeSafetensors(namedWeights(players, answer), narrowest(answer)) : null }
}

/** F32 where no entry loses by it; weights are in the text too. */
const narrowest = (answer: readonly Mixture[]): TensorType =>
  answer.every(({ atoms }) => atoms.every(x => isSingle(x.host))) ? 'F32' : 'F64'
const isSingle = (values: Float64Array): boolean => values.every(x => Object.is(Math.fround(x), x))
