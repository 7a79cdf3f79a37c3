import { feed, inPrecision, sessionOf } from '../../core/compile/session.ts'
import type { Game } from '../../core/contract.ts'
import { key } from '../../core/key.ts'
import { Refusal } from '../../core/refusal.ts'
import { byBatches } from './batches.ts'
import type { Features } from './features.ts'
import { onnxFile } from './onnx-file.ts'
import { preparation, type Preparation } from './prepared.ts'

export interface OnnxOptions extends Preparation {
  readonly file: string
  readonly name: string
  readonly input: string | null
  readonly output: string | null
}

/** Rows at once, where the model leaves them free. */
const batch = 50

/** Features by a network of the user's, an ONNX model run by ONNX Runtime on one thread: what its output holds of each row. */
export function onnxFeatures(options: OnnxOptions, game: Game): Features {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(options.name))
    throw new Refusal(`features=onnx: name must be lower-case words joined by hyphens, got '${options.name}'`)
  const { bytes, input, output } = onnxFile(options.file, options)
  const { picture, drawReal } = game.gan!
  const row = drawReal(key(0), 1).shape.slice(1)
  const [rows, ...axes] = input.shape
  const what = `the input '${input.name}' of the ONNX model ${options.file}`
  if (rows === undefined) throw new Refusal(`${what} has no axes; features need one for the samples`)
  const prepared = preparation(what, row, picture, axes, options)
  const b = rows ?? batch
  const run = async (entries: Float64Array): Promise<ArrayLike<number>> => {
    try {
      const session = await sessionOf(bytes, { threads: 1, provider: 'cpu' })
      const feeds = { [input.name]: feed(inPrecision(entries, input.precision), [b, ...prepared.shape]) }
      return (await session.run(feeds, [output]))[output]!.data as ArrayLike<number>
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).split('\n')[0]!
      throw new Refusal(
        `ONNX Runtime cannot run the model ${options.file} on samples of shape [${[b, ...prepared.shape].join(', ')}] (${why})`,
      )
    }
  }
  return {
    name: options.name,
    of: (_, samples) =>
      byBatches(samples, b, async some => {
        const made = await run(prepared.of(some))
        if (made.length > 0 && made.length % b === 0 && typeof made[0] === 'number') return made
        throw new Refusal(`the output '${output}' of the ONNX model ${options.file} is no vector of real numbers a sample`)
      }),
  }
}
