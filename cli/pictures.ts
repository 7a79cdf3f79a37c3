import type { Engine } from '../core/engine.ts'
import type { RunFolder } from '../core/folder/folder.ts'
import type { Assembled } from '../core/lab.ts'
import type { Measured } from '../core/measure.ts'
import { enlarged, type Picture } from '../core/picture.ts'
import { png } from '../studies/report/picture.ts'

/** Pixels along the longer side of a picture file, as nearly as whole pixels allow without more. */
const wanted = 640
const forEyes = (picture: Picture): Picture =>
  enlarged(picture, Math.max(1, Math.floor(wanted / Math.max(picture.width, picture.height))))

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
    folder.write(`${id}.png`, png(forEyes(picture)))
  }
}
