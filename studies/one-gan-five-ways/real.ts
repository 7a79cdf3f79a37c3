import { defaultExecution, engineOf } from '../../core/execute.ts'
import type { Lab } from '../../core/lab.ts'
import type { Picture } from '../../core/picture.ts'
import { seeds, type Panel } from './settings.ts'

/** Real samples of a panel's game, drawn as those of its answers are. */
export async function realPicture(
  lab: Lab,
  { game, players = {}, rows, realPicture: metric, precision }: Panel,
): Promise<Picture> {
  const made = lab.assemble({ game, players, optimizer: rows[0]!.optimizer, metrics: [metric], seed: seeds[0]! })
  const { engine } = await engineOf(made, { ...defaultExecution, precision })
  try {
    const answer = await engine.answer(await engine.init())
    const seen = { step: 0, answer, key: made.key.fold('evaluation'), evaluate: engine.evaluate }
    return await made.metrics[0]!.metric.picture!(seen)
  } finally {
    engine.dispose()
  }
}
