import type { Game } from '../../core/contract.ts'
import type { Lab, Request } from '../../core/lab.ts'
import type { Mixture } from '../../core/mixture.ts'
import { Profile } from '../../core/profile.ts'
import { meanGame } from './finite-sum.ts'
import { after, apart, demand, entriesOf, subject } from './subject.ts'

/** The equilibrium that a game claims, where it is pure. */
export function pureEquilibrium(game: Game): readonly Mixture[] | null {
  const found = game.claims.equilibrium?.()
  return found?.every(m => m.atoms.length === 1) ? found : null
}

/** Started at the equilibrium that the game claims, five steps (of a finite sum's mean) stay there within 1e-12 in double precision. */
export async function equilibriumIsFixed(lab: Lab, request: Request): Promise<void> {
  const atEquilibrium = (game: Game): Game => {
    const points = pureEquilibrium(game)!.map(m => m.atoms[0]!)
    return { ...meanGame(game), players: game.players.map((p, i) => ({ ...p, start: () => points[i]! })) }
  }
  const s = subject(lab, request, atEquilibrium)
  const engine = await s.engine('float64')
  const answer = await engine.answer(await after(engine, 5))
  const want = pureEquilibrium(s.run.game)!
  answer.forEach(({ atoms }, i) => {
    const x = want[i]!.atoms[0]!
    for (const a of atoms) {
      const moved = a.minus(x).norm() as number
      demand(moved <= 1e-12, `player ${i} left the claimed equilibrium by ${moved} in 5 steps`)
    }
  })
}

/** The same game with its players in reverse order. */
const reversed = (game: Game): Game => {
  const n = game.players.length
  const turned = (z: Profile): Profile => new Profile([...z.points].reverse())
  const { players, loss, gan: _gan, views: _views, ...rest } = game
  return { ...rest, players: [...players].reverse(), loss: (i, z, ξ) => loss(n - 1 - i, turned(z), ξ) }
}

/** With the players in reverse order, the trajectory is the same in reverse order, within 1e-12 after five float64 steps. */
export async function permutationPermutes(lab: Lab, request: Request): Promise<void> {
  const answerOf = async (change?: typeof reversed): Promise<readonly Mixture[]> => {
    const engine = await subject(lab, request, change).engine('float64')
    return engine.answer(await after(engine, 5))
  }
  const [plain, turned] = [await answerOf(), await answerOf(reversed)]
  const error = apart(entriesOf(plain), entriesOf([...turned].reverse()))
  demand(error <= 1e-12, `with the players in reverse order the strategies differ by ${error} after 5 steps`)
}
