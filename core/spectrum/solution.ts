import { compiledEngine } from '../compile/engine.ts'
import type { Game } from '../contract.ts'
import type { FieldRun } from '../engine.ts'
import type { Mixture } from '../mixture.ts'
import { Profile } from '../profile.ts'
import { Refusal } from '../refusal.ts'
import { hostLeaves } from '../tree.ts'
import { settings } from './step-map.ts'

/** A solution, and where it comes from. */
export interface Solution {
  readonly z: Profile
  readonly from: string
}

/** The game without chance: itself where it draws nothing, the mean over all of a finite sum; null where every step is a random map. */
export function withoutChance(run: FieldRun): FieldRun | null {
  const { game, key } = run
  if (hostLeaves(game.sample(key)).length === 0) return run
  const { finiteSum } = game
  return finiteSum ? { ...run, game: { ...game, sample: () => finiteSum.all() } } : null
}

const pointOf = (answer: readonly Mixture[]): Profile | null => {
  const atoms = answer.map(m => (m.atoms.length === 1 ? m.atoms[0]! : null))
  return atoms.every(a => a !== null) ? new Profile(atoms) : null
}

/** A solution that the game knows: its equilibrium, or the end of its exact stages. */
export function knownSolution({ claims, views }: Game): Solution | null {
  const claimed = claims.equilibrium && pointOf(claims.equilibrium())
  if (claimed) return { z: claimed, from: "the game's equilibrium" }
  const staged = views?.staged?.()
  if (!staged) return null
  const stages: Profile[] = []
  for (let stage = 0; stage < staged.stages; stage++) stages.push(staged.solve(stage, stages))
  return { z: stages.at(-1)!, from: "the game's closed form" }
}

/** Steps that a run is given to reach a solution, and those between two looks. */
const most = 40_000
const apart = 500
/** A solution is reached where so many steps change nothing beyond this, relative to its size. */
const still = 1e-12

/** Where a run ends in double precision, if it comes to rest. Throws where it does not. */
export async function reached(run: FieldRun, named: string): Promise<Solution> {
  const engine = compiledEngine(run, settings)
  try {
    let state = await engine.init()
    let before: Profile | null = null
    for (let k = 0; k < most; k += apart) {
      state = (await engine.advance(state, k, apart)).state
      const now = pointOf(await engine.answer(state))
      if (!now) throw new Refusal(`${named} answers with mixtures, which are no point to analyse at`)
      const size = 1 + (now.norm() as number)
      if (!Number.isFinite(size)) break
      if (before && (now.minus(before).norm() as number) <= still * size)
        return { z: now, from: `${k + apart} steps of ${named}` }
      before = now
    }
  } finally {
    engine.dispose()
  }
  throw new Refusal(`no solution is known: game '${run.game.id}' claims none, and ${most} steps of ${named} did not come to rest`)
}
