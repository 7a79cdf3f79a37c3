import { encode } from 'fast-png'
import type { Engine } from '../core/engine.ts'
import type { RunFolder } from '../core/folder/folder.ts'
import type { Assembled } from '../core/lab.ts'
import type { Measured } from '../core/measure.ts'

/** Grey values in [0, 1] as a PNG file. */
export const png = ({
  width,
  height,
  grey,
}: {
  readonly width: number
  readonly height: number
  readonly grey: Float64Array
}): Uint8Array =>
  encode({
    width,
    height,
    channels: 1,
    depth: 8,
    data: Uint8Array.from(grey, g => Math.round(255 * Math.min(1, Math.max(0, g)))),
  })

/** The pictures of the metrics that have one, into the run's folder. */
export async function writePictures<C>(
  { metrics, key }: Assembled,
  engine: Engine,
  { step, answer }: Measured,
  folder: RunFolder<C> | null,
): Promise<void> {
  if (!folder || answer.length === 0) return
  for (const { id, metric } of metrics) {
    if (!metric.picture) continue
    const picture = await metric.picture({ step, answer, key: key.fold('evaluation'), evaluate: engine.evaluate })
    folder.write(`${id}.png`, png(picture))
  }
}
