import { describe, it } from 'vitest'
import type { Claim } from '../../core/define.ts'
import type { Lab } from '../../core/lab.ts'
import type { Mixture } from '../../core/mixture.ts'
import { optimizerSelector, selects, type ConformanceOptions } from './setting.ts'
import { after, demand, subject } from './subject.ts'
import { pureEquilibrium } from './symmetry.ts'

/** The games that the claims are about. */
export const claimGames = {
  bilinear: 'bilinear[start=[[1],[0.5]]]',
  stronglyMonotone: 'quadratic[dimension=3,mu=0.1,start=[[1,0.5,-1],[0.3,-2,1]]]',
} as const
export type ClaimName = keyof typeof claimGames

/** √(Σᵢ E‖xᵢ − zᵢ*‖²), xᵢ drawn from player i's mixture. */
const distance = (answer: readonly Mixture[], z: readonly Mixture[]): number =>
  Math.sqrt(
    answer.reduce(
      (sum, { atoms, weights }, i) =>
        sum + atoms.reduce((s, x, a) => s + (weights[a] as number) * (x.minus(z[i]!.atoms[0]!).norm() as number) ** 2, 0),
      0,
    ),
  )

/** Steps that a claim is given. */
const steps = 1000
/** Falls, of `last-iterate` and `average`, and rises, of `diverges` and `bounded`, of the distance in those steps. */
const fall = 0.1
const rise = { diverges: 1.5, bounded: 3 } as const

/**
 * The claim of an optimizer with its default step size, in double precision. `last-iterate` and `average`: the distance of the answer to
 * the equilibrium falls to a tenth in 1,000 steps; `diverges`: it becomes 1.5 times as large; `bounded`: it never exceeds 3 times the first.
 */
export async function claimHolds(lab: Lab, id: string, name: ClaimName, claim: Claim): Promise<void> {
  const optimizer = optimizerSelector(lab, id, claim.when)
  const { run, engine: engineOf } = subject(lab, { game: claimGames[name], optimizer, seed: 1 })
  const solution = pureEquilibrium(run.game)
  demand(solution !== null, `the game ${claimGames[name]} claims no equilibrium`)
  const engine = await engineOf('float64')
  let state = await after(engine, 0)
  const first = distance(await engine.answer(state), solution)
  let [most, last] = [first, first]
  for (let k = 0; k < steps; k += 50) {
    state = (await engine.advance(state, k, 50)).state
    last = distance(await engine.answer(state), solution)
    // Math.max would keep NaN, as it should: a run that has overflowed is no longer bounded.
    most = Math.max(most, last)
  }
  const seen = `the distance to the equilibrium was ${first} at first, ${most} at most and ${last} after ${steps} steps`
  if (claim.is === 'diverges') demand(!(last < rise.diverges * first), `claimed to diverge, but ${seen}`)
  else if (claim.is === 'bounded') demand(most <= rise.bounded * first, `claimed to stay bounded, but ${seen}`)
  else demand(last <= fall * first, `claimed to converge (${claim.is}), but ${seen}`)
}

/** What optimizers claim, of themselves and against themselves. */
export function claims(lab: Lab, { only }: ConformanceOptions): void {
  const under = selects(only)
  const made = lab
    .list('optimizer')
    .filter(under)
    .flatMap(({ id, claims = {} }) =>
      (['bilinear', 'stronglyMonotone'] as const).flatMap(name => (claims[name] ? [{ id, name, claim: claims[name] }] : [])),
    )
  if (made.length === 0) return
  describe('claims', () => {
    for (const { id, name, claim } of made) {
      it(`${id} on ${claimGames[name]}: ${claim.is}`, () => claimHolds(lab, id, name, claim))
    }
  })
}
