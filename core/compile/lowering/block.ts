import { sizeOf } from '../../host.ts'
import type { Graph, Precision, Value } from '../graph.ts'
import { fast, portable, type Lowering } from './lowering.ts'
import { encodeModel, graphMessage, plainNames } from '../onnx.ts'
import { feed, sessionOf, type Device } from '../session.ts'

/** The blocks there are: by 8 with AVX2, by 16 with AVX-512. */
const blocks = [16, 8] as const

/** One convolution of stride 2, [2, b, 4, 4] → [2, 2b, 2, 2]. */
function probe(b: number): Graph {
  const value = (id: number, shape: readonly number[]): Value => ({ id, shape, type: 'real' })
  const [x, w, y] = [value(0, [2, b, 4, 4]), value(1, [2 * b, b, 4, 4]), value(2, [2, 2 * b, 2, 2])]
  const attributes = { strides: [2, 2], dilations: [1, 1], pads: [1, 1, 1, 1] }
  return { inputs: [x, w], constants: [], outputs: [y], nodes: [{ op: 'Conv', inputs: [x, w], outputs: [y], attributes }] }
}

async function runs(b: number, lowering: Lowering): Promise<Float32Array> {
  const graph = probe(b)
  const model = encodeModel(graphMessage(graph, 'probe', 'float32', plainNames, lowering), lowering.domains)
  const session = await sessionOf(model, { threads: 1, provider: 'cpu' })
  const feeds = graph.inputs.map(({ id, shape }) => {
    const n = sizeOf(shape)
    return [
      `v${id}`,
      feed(
        Float32Array.from({ length: n }, (_, i) => ((i * 37 + id) % 23) - 11),
        shape,
      ),
    ] as const
  })
  return (await session.run(Object.fromEntries(feeds))).v2!.data as Float32Array
}

/** The block for which the blocked convolution gives what the plain one gives, to the last bit on these integers; none where it is missing. */
async function probed(): Promise<number | null> {
  for (const b of blocks) {
    const plain = await runs(b, portable('float32'))
    const blocked = await runs(b, fast(b)).catch(() => null)
    if (blocked && plain.every((y, i) => y === blocked[i])) return b
  }
  return null
}

let known: Promise<number | null> | null = null

/** Channels a block of this machine's fast convolutions, null where it has none. Found out once a process, in a few milliseconds. */
export const blockSize = (): Promise<number | null> => (known ??= probed())

/** How a graph is put for a device. */
export async function loweringOf(graph: Graph, precision: Precision, { provider }: Device): Promise<Lowering> {
  if (precision === 'float64' || provider !== 'cpu') return portable(precision)
  return fast(convolves(graph) ? await blockSize() : null)
}

const convolves = ({ nodes }: Graph): boolean =>
  nodes.some(({ op, body }) => op === 'Conv' || op === 'ConvTranspose' || (body !== undefined && convolves(body)))
