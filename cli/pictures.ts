import type { RunFolder } from '../core/folder/folder.ts'
import { figureName, keepPicture, portraitName } from '../core/folder/pictures.ts'
import type { Assembled } from '../core/lab.ts'
import { enlarged, type Picture } from '../core/picture.ts'
import { pairsIn, placeOf, squareAround } from '../core/portrait.ts'
import { png } from '../studies/report/picture.ts'
import { measuredIn } from '../studies/run-page/record.ts'
import type { Tick } from '../core/run.ts'

/** Pixels along the longer side of a picture file, as nearly as whole pixels allow without more. */
const wanted = 640
const forEyes = (picture: Picture): Picture =>
  enlarged(picture, Math.max(1, Math.floor(wanted / Math.max(picture.width, picture.height))))

/**
 * Measured steps whose pictures are kept beside the last one: the first, and then measured steps 1, 2, 4, 8, … A function of the step
 * alone, so that a run that is resumed or given more keeps the same, and log₂ of the measured steps are all that is ever drawn.
 */
export function isPictured(step: number, every: number): boolean {
  const n = step / every
  return n === 0 || n === 2 ** Math.round(Math.log2(n))
}

/**
 * The pictures of the metrics that have one at a step that is to be pictured, into the run's folder; the last also as `ID.png`. A
 * portrait is drawn anew, around all measured steps so far, and so is another figure.
 */
export async function writePictures<C extends { readonly every: number }>(
  { metrics, game }: Assembled,
  tick: Tick,
  folder: RunFolder<C>,
): Promise<void> {
  const { step, answer, outcome } = tick
  if (answer.length === 0 || !(outcome || isPictured(step, folder.config.every))) return
  for (const { id, metric } of metrics) {
    if (metric.picture) {
      const picture = await metric.picture(tick)
      keepPicture(folder.path, { metric: id, step }, png(picture))
      if (outcome) folder.write(`${id}.png`, png(forEyes(picture)))
    }
    if (metric.figure) folder.write(figureName(id), JSON.stringify(await metric.figure(tick)))
    if (metric.portrait) {
      const way = [...measuredIn(folder.lines()).way.map(w => w.at), placeOf(answer)]
      const solution = game.claims.equilibrium ? placeOf(game.claims.equilibrium()) : null
      const around = squareAround([...way, solution, ...pairsIn(answer).map(p => p.at)].filter(p => p !== null))
      folder.write(portraitName(id), JSON.stringify(await metric.portrait(tick, around)))
    }
  }
}
