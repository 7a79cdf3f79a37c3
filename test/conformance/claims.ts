import { describe, it } from 'vitest'
import { claimsOf, type Claim } from '../../core/claims.ts'
import { createLab, type Lab } from '../../core/lab.ts'
import type { Mixture } from '../../core/mixture.ts'
import { formatSelector } from '../../core/selector-parse.ts'
import { noisyGames } from './claim-games.ts'
import { optimizerSelector, selects, type ConformanceOptions } from './setting.ts'
import { after, demand, subject } from './subject.ts'
import { pureEquilibrium } from './symmetry.ts'

/** The games that the claims are about. */
export const claimGames = {
  bilinear: 'bilinear[start=[[1],[0.5]]]',
  bilinearSum: 'one-coordinate',
  bilinearNoise: 'noisy-bilinear',
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
/** Looks at the end, of which none may be as near as a tenth where `cycles` or `stalls` is claimed. */
const tail = 10
const rise = { diverges: 1.5, bounded: 3 } as const

/**
 * The claim of an optimizer with its default step size, in double precision. `last-iterate` and `average`: the distance of the answer to
 * the equilibrium falls to a tenth in 1,000 steps; `diverges`: it becomes 1.5 times as large; `bounded`: it never exceeds 3 times the first;
 * `cycles`: nor does it come as near as a tenth at any of the last looks, every 50 steps; `stalls`: their mean is more than a tenth.
 */
export async function claimHolds(lab: Lab, id: string, name: ClaimName, claim: Claim): Promise<void> {
  const optimizer = optimizerSelector(lab, id, claim.when)
  const { run, engine: engineOf } = subject(lab, { game: claimGames[name], optimizer, seed: 1 })
  const solution = pureEquilibrium(run.game)
  demand(solution !== null, `the game ${claimGames[name]} claims no equilibrium`)
  const engine = await engineOf('float64')
  let state = await after(engine, 0)
  const first = distance(await engine.answer(state), solution)
  let most = first
  const seenLast: number[] = []
  for (let k = 0; k < steps; k += 50) {
    state = (await engine.advance(state, k, 50)).state
    const last = distance(await engine.answer(state), solution)
    seenLast.push(last)
    // Math.max would keep NaN, as it should: a run that has overflowed is no longer bounded.
    most = Math.max(most, last)
  }
  const ends = seenLast.slice(-tail)
  const [last, least, mean] = [ends.at(-1)!, Math.min(...ends), ends.reduce((s, d) => s + d, 0) / tail]
  const seen = `the distance to the equilibrium was ${first} at first, ${most} at most and ${last} after ${steps} steps`
  if (claim.is === 'diverges') demand(!(last < rise.diverges * first), `claimed to diverge, but ${seen}`)
  else if (claim.is === 'bounded') demand(most <= rise.bounded * first, `claimed to stay bounded, but ${seen}`)
  else if (claim.is === 'cycles')
    demand(most <= rise.bounded * first && least > fall * first, `claimed to circle, but ${seen}, ${least} at least near the end`)
  else if (claim.is === 'stalls')
    demand(
      most <= rise.bounded * first && mean > fall * first,
      `claimed to come no nearer, but ${seen}, ${mean} in the mean near the end`,
    )
  else demand(last <= fall * first, `claimed to converge (${claim.is}), but ${seen}`)
}

/** What optimizers claim, of themselves and against themselves. */
export function claims({ plugins }: Lab, { only }: ConformanceOptions): void {
  const lab = createLab([...plugins, noisyGames])
  const under = selects(only)
  const names = Object.keys(claimGames) as ClaimName[]
  const made = lab
    .list('optimizer')
    .filter(under)
    .flatMap(({ id, claims = {} }) => names.flatMap(name => claimsOf(claims[name]).map(claim => ({ id, name, claim }))))
  if (made.length === 0) return
  describe('claims', () => {
    for (const { id, name, claim } of made) {
      it(`${formatSelector(optimizerSelector(lab, id, claim.when))} on ${claimGames[name]}: ${claim.is}`, () =>
        claimHolds(lab, id, name, claim))
    }
  })
}
