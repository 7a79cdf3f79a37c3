import type { Network } from '../../contract.ts'
import { sizeOf } from '../../host.ts'
import { key } from '../../key.ts'
import { Refusal } from '../../refusal.ts'
import type { TrainedNetwork } from './model.ts'
import { feed, inPrecision, sessionOf } from '../session.ts'

/** Beyond the rounding of either precision, relative to the largest entry: what statistics of the batch change is far more. */
const apart = 1e-3

/**
 * Whether a row of the output depends on its row of the input alone; not so where a network uses statistics of the batch. Told by a run
 * of the model: its first row among others, and again among others. Throws where ONNX Runtime cannot run the model.
 */
export async function rowsAlone(
  model: Uint8Array,
  { network, precision, batch, strategy, perRow }: TrainedNetwork,
): Promise<boolean> {
  const b = batch ?? 4
  const first = async (others: string): Promise<Float64Array> => {
    const session = await sessionOf(model, { threads: 1, provider: 'cpu' })
    const noise = noiseOf(network, b, others)
    const y = await session.run({
      x: feed(inPrecision(rows(network.input, b, others), precision), [b, ...network.input]),
      ...(noise && { noise: feed(inPrecision(noise.values, precision), noise.shape) }),
      ...(strategy.atoms.length > 1 &&
        (perRow ? { u: feed(inPrecision(new Float64Array(b), precision), [b]) } : { atom: feed(BigInt64Array.of(0n), []) })),
    })
    return Float64Array.from(y.y!.data as Float64Array).subarray(0, sizeOf(network.output))
  }
  try {
    const [y, again] = [await first('some'), await first('others')]
    const scale = y.reduce((most, v) => Math.max(most, Math.abs(v)), Number.MIN_VALUE)
    return y.every((v, i) => Math.abs(v - again[i]!) <= apart * scale)
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split('\n')[0]!
    throw new Refusal(
      `ONNX Runtime cannot run the network of player '${network.id}' in ${precision} (${why}); try the other precision`,
    )
  }
}

/** b normal rows, the first always the same. */
function rows(shape: readonly number[], b: number, others: string): Float64Array {
  const n = sizeOf(shape)
  const x = key(0)
    .fold(others)
    .normal(b * n)
  x.set(key(0).fold('first').normal(n))
  return x
}

/** The player's own noise, where it draws some, the same for every row that is. */
const noiseOf = (network: Network, b: number, others: string): ReturnType<NonNullable<Network['noise']>> | null => {
  if (!network.noise) return null
  const [noise, same] = [network.noise(key(0).fold(others), b), network.noise(key(0).fold('first'), b)]
  const values = Float64Array.from(noise.values)
  values.set(same.values.subarray(0, values.length / b))
  return { shape: noise.shape, values }
}
