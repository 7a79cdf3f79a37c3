import { compiledEngine } from '../compile/engine.ts'
import type { Game } from '../contract.ts'
import type { Probe } from '../define.ts'
import { startOf, type FieldRun } from '../engine.ts'
import type { HostTensor } from '../host.ts'
import type { Mixture } from '../mixture.ts'
import { Profile } from '../profile.ts'
import { Refusal } from '../refusal.ts'
import { hostLeaves } from '../tree.ts'
import { joined, norm } from '../vector.ts'
import { engineOf } from './engine-of.ts'
import { leastResidual, type Operator } from './krylov.ts'
import { field } from './local.ts'
import { settings } from './step-map.ts'

/** A solution, and where it comes from. */
export interface Solution {
  readonly z: Profile
  readonly from: string
}

/** The run without chance: itself where its game draws nothing, or on the mean over all of a finite sum. Throws where every step is a random map. */
export function withoutChance(run: FieldRun): FieldRun {
  const { game, key } = run
  if (hostLeaves(game.sample(key)).length === 0) return run
  const all = game.finiteSum?.all()
  if (all) return { ...run, game: { ...game, sample: () => all } }
  throw new Refusal(
    `game '${game.id}' draws a sample for every step: its steps are random maps, which have no eigenvalues; use a game without draws, full batches, or a finite sum`,
  )
}

const pointOf = (answer: readonly Mixture[]): Profile | null => {
  const atoms = answer.map(m => (m.atoms.length === 1 ? m.atoms[0]! : null))
  return atoms.every(a => a !== null) ? new Profile(atoms) : null
}

/** A solution that the game knows: its equilibrium, or the end of its exact stages. */
export async function knownSolution({ claims, views }: Game): Promise<Solution | null> {
  const claimed = claims.equilibrium && pointOf(claims.equilibrium())
  if (claimed) return { z: claimed, from: "the game's equilibrium" }
  const still = claims.stationary && pointOf(claims.stationary())
  if (still) return { z: still, from: "the game's stationary point" }
  const staged = views?.staged?.()
  if (!staged) return null
  const stages: Profile[] = []
  for (let stage = 0; stage < staged.stages; stage++) stages.push(await staged.solve(stage, stages))
  return { z: stages.at(-1)!, from: "the game's closed form" }
}

const along: Probe = {
  run: (view, z, v) =>
    view
      .Jv(
        z,
        z.map((x, i) => x.with(v[i] as never)),
        view.sample(),
      )
      .points.map(p => p.tensor),
}

/** Newton steps at most. */
const corrections = 50

/** A point near the start at which the field vanishes, by Newton's method with least residuals; null where sets bind or none is found. */
export async function stationary(run: FieldRun): Promise<Solution | null> {
  if (run.game.players.some(({ set }) => set.name !== 'free')) return null
  const engine = compiledEngine(run, settings)
  let z = startOf(run)
  const space = (parts: readonly HostTensor[]): Float64Array => joined(parts.map(p => p.values))
  const profile = (x: Float64Array): Profile => {
    let at = 0
    return z.map(p => p.with(x.slice(at, (at += p.size))))
  }
  const F = async (at: Profile): Promise<Float64Array> => space(await engine.evaluate(field, at, []))
  try {
    let f = await F(z)
    const first = norm(f)
    for (let step = 0; step < corrections && norm(f) > 1e-14 * first; step++) {
      const J: Operator = async v =>
        space(
          await engine.evaluate(
            along,
            z,
            profile(v).points.map(p => ({ shape: [p.size], values: p.host })),
          ),
        )
      const { x: v } = await leastResidual(J, f, { most: 200, tolerance: 1e-12 })
      let c = 1
      let next = z.minus(profile(v))
      let g = await F(next)
      for (; !(norm(g) < norm(f)) && c > 1e-6; c /= 2) {
        next = z.minus(profile(v.map(e => (e * c) / 2)))
        g = await F(next)
      }
      if (!(norm(g) < norm(f))) break
      ;[z, f] = [next, g]
    }
    return norm(f) <= 1e-10 * (1 + first) ? { z, from: "a zero of the field, by Newton's method from the start" } : null
  } finally {
    engine.dispose()
  }
}

/** Steps that a run is given to reach a solution, and those between two looks. */
const most = 40_000
const apart = 500
/** A solution is reached where so many steps change nothing beyond this, relative to its size. */
const atRest = 1e-12

/** A solution of a game: known to it, a zero of its field, or where a run of the optimizer `named` ends. */
export async function solutionOf(given: FieldRun, named: string): Promise<Solution> {
  const run = withoutChance(given)
  return (await knownSolution(run.game)) ?? (await stationary(run)) ?? (await reached(run, named))
}

/** Where a run ends in double precision, if it comes to rest. Throws where it does not. */
export async function reached(given: FieldRun, named: string): Promise<Solution> {
  const run = withoutChance(given)
  const engine = engineOf(run)
  try {
    let state = await engine.init()
    let before: Profile | null = null
    for (let k = 0; k < most; k += apart) {
      state = (await engine.advance(state, k, apart)).state
      const now = pointOf(await engine.answer(state))
      if (!now) throw new Refusal(`${named} answers with mixtures, which are no point to analyse at`)
      const size = 1 + (now.norm() as number)
      if (!Number.isFinite(size)) break
      if (before && (now.minus(before).norm() as number) <= atRest * size)
        return { z: now, from: `${k + apart} steps of ${named}` }
      before = now
    }
  } finally {
    engine.dispose()
  }
  throw new Refusal(`no solution is reached: ${most} steps of ${named} on game '${run.game.id}' did not come to rest`)
}
