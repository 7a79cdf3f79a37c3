/** The fields of a study's games in the plane, each around the ways of all its runs: what the portraits of its rows have in common. */
import { engineOf } from '../../core/execute.ts'
import type { Assembled, Lab } from '../../core/lab.ts'
import { placeOf, squareAround, type Place, type Portrait, type Square } from '../../core/portrait.ts'
import { Refusal } from '../../core/refusal.ts'
import type { DoneRun, StudyResults } from '../store/stored-run.ts'

/** The field of a game, and the square that is drawn. */
export interface GameField {
  readonly game: string
  readonly portrait: Portrait
  readonly square: Square
}

/** Runs that go farther from the middle than this many times the way of the calmest one are drawn to the edge. */
const beyond = 2

const far = ([a, b]: Place, [x, y]: Place): number => Math.hypot(a - x, b - y)

/** Around the solution, or the mean start: everything but what runs away. */
export function commonSquare(ways: readonly (readonly Place[])[], solution: Place | null): Square {
  const starts = ways.flatMap(w => w.slice(0, 1))
  const middle =
    solution ?? ([0, 1].map(i => starts.reduce((sum, s) => sum + s[i]!, 0) / Math.max(1, starts.length)) as [number, number])
  const reaches = ways.map(w => Math.max(...w.map(p => far(p, middle))))
  const calmest = Math.min(...reaches)
  return squareAround([middle, ...ways.flat().filter(p => far(p, middle) <= beyond * calmest)])
}

/** Null where a plugin is not what it was: a page shows what was run all the same. */
function assembled(lab: Lab, request: Parameters<Lab['assemble']>[0]): Assembled | null {
  try {
    return lab.assemble(request)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** One for each game whose runs have kept their ways. */
export async function fieldsOf({ plan, runs }: StudyResults, lab: Lab): Promise<GameField[]> {
  const found: GameField[] = []
  for (const { id } of plan.games) {
    const own = runs.flatMap(({ planned, stored }): DoneRun[] =>
      planned.game === id && stored?.state === 'done' && stored.way?.[0] ? [stored] : [],
    )
    if (!own[0]) continue
    const { game, players, optimizer, seeds, picture, execution } = own[0].spec
    const made = assembled(lab, { game, players, optimizer, metrics: [picture!], seed: seeds.init, seeds })
    if (!made) continue
    const { metric } = made.metrics[0]!
    const { engine } = await engineOf(made, execution)
    try {
      const seen = {
        step: 0,
        answer: await engine.answer(await engine.init()),
        key: made.key.fold('evaluation'),
        evaluate: engine.evaluate,
      }
      const { equilibrium } = made.game.claims
      const square = commonSquare(
        own.map(run => run.way!.map(w => w.at)),
        equilibrium ? placeOf(equilibrium()) : null,
      )
      found.push({ game: id, portrait: await metric.portrait!(seen, square), square })
    } finally {
      engine.dispose()
    }
  }
  return found
}
