import type * as tf from '@tensorflow/tfjs'
import { int, num, numbers, optional } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { defineMetric, type Probe, type Seen } from '../core/define.ts'
import { key } from '../core/key.ts'
import { dirac, pure, support, type Mixture } from '../core/mixture.ts'
import { Point } from '../core/point.ts'
import { drawsOf, drawsOption, meanOf } from './evaluation.ts'
import { outcomes } from './outcomes.ts'
import { projectedDescent, type Box, type Minimum } from './projected-descent.ts'
import { asProfile } from './support.ts'

/** Atoms that a reply meets at most; of more, as many are drawn by weight. */
const most = 1024

/** The centre as given, or the claimed equilibrium, or 0: one vector a player. */
function centreOf(game: Game, given: readonly number[] | null): Float64Array[] {
  const sizes = game.players.map(p => p.start(key(0)).size)
  const total = sizes.reduce((a, b) => a + b)
  if (given && given.length !== total)
    throw new Error(
      `restricted-gap: centre (c) must have ${sizes.join(' + ')} entries, all players in order, got ${given.length}`,
    )
  const claimed = given ? null : asProfile(game, game.claims.equilibrium?.() ?? [])
  const flat = given ?? claimed?.points.flatMap(p => Array.from(p.host)) ?? []
  let at = 0
  return sizes.map(n => Float64Array.from({ length: n }, () => flat[at++] ?? 0))
}

/** The part of a player's set within r of the centre, a box again. Throws where there is none. */
function boxOf({ players }: Game, i: number, c: Float64Array, r: number): Box {
  const { id, set } = players[i]!
  const { layout } = players[i]!.start(key(0))
  const [low, high] = [-r, r].map(
    s =>
      set.prox(
        new Point(
          layout,
          c.map(v => v + s),
        ),
        1,
      ).host,
  ) as [Float64Array, Float64Array]
  if (low.some((v, e) => v > c[e]! + r) || high.some((v, e) => v < c[e]! - r))
    throw new Error(
      `restricted-gap: the box of half-width ${r} around the centre does not meet the set ${set.name} of player '${id}'`,
    )
  return { low, high }
}

/**
 * What both players together could gain by replies within a box B around a centre (intersected with their sets):
 *
 *     gap_B(x, y) = max_{y′∈B_y} f(x, y′) − min_{x′∈B_x} f(x′, y)
 *
 * For a convex–concave f and a point in B: ≥ 0, and 0 at solutions; a point inside B that has none is a solution without B too
 * (Nesterov 2007, Lemma 1). Outside of B the value may be negative. Keys: `restricted-gap`, what the replies found gain, a lower bound;
 * and, where the game claims monotone and so f is convex–concave, `restricted-gap-missing`: the gap lies between the first number and
 * their sum, since the replies' Frank–Wolfe gaps bound what better ones could add. On bilinear f with A and c = 0,
 * gap_B = r(‖Aᵀx‖₁ + ‖Ay‖₁), found by one step to a vertex.
 *
 * Never replaced by L(θ, φ*) − L(θ*, φ), which is 0 everywhere on L = θφ. Values and gradients are of the run's precision, and f is a
 * mean over the evaluation draws. Of a mixture f is its mean over the atoms that a reply meets, and all of this holds of it; of more than
 * 1,024 atoms, as many are drawn by weight.
 */
export const restrictedGap = defineMetric({
  id: 'restricted-gap',
  about: 'Duality gap of a zero-sum game over replies in a box, with a bound on what the replies found miss.',
  equations: ['max_{y′∈B_y} f(x, y′) − min_{x′∈B_x} f(x′, y), B = {z : |z − c| ≤ r}'],
  source: 'Nesterov 2007 (restricted merit function); used in arXiv:1802.10551',
  example: 'saddle run --game quadratic --optimizer extragradient[stepSize=0.3] --metric restricted-gap[radius=2] --steps 200',
  config: {
    radius: num('r', 1, 'half of the width of the box, along every entry', { above: 0 }),
    centre: optional(numbers('c', undefined, 'centre, all players in order; the claimed equilibrium, or else 0, where absent')),
    tolerance: num('ε', 1e-6, 'a reply is good enough where it is shown to miss ε(1 + |f|) at most', { above: 0 }),
    evaluations: int('N', 500, 'values and gradients taken at most for a reply', { min: 1 }),
    draws: drawsOption,
  },
  refuses: game => {
    if (!game.claims.zeroSum || game.players.length !== 2)
      return `game '${game.id}' is not claimed to be zero-sum between two players, and a gap of one payoff needs that; field-norm applies to every game`
    const bent = game.players.find(({ set }) => set.kind !== 'set' || !set.separable)
    return bent
      ? `the set ${bent.set.name} of player '${bent.id}' is no product of intervals, and replies are sought in boxes; valid: free, box, orthant`
      : null
  },
  create: ({ radius, centre, tolerance, evaluations, draws }, game) => {
    const m = drawsOf(game, draws)
    const c = centreOf(game, centre)
    const boxes = game.players.map((_, i) => boxOf(game, i, c[i]!, radius))
    const monotone = game.claims.monotone !== undefined
    const probes = game.players.map((_, i): Probe => ({
      run: (view, z) => {
        const samples = Array.from({ length: m }, () => view.sample())
        return [meanOf(samples.map(ξ => view.loss(i, z, ξ))), meanOf(samples.map(ξ => view.grad(i, i, z, ξ).tensor as tf.Tensor))]
      },
    }))
    /** min over B_i of E ℓᵢ(·, z₋ᵢ). */
    const reply = (seen: Seen, answer: readonly Mixture[], i: number): Promise<Minimum> => {
      const from = support(answer[i]!).atoms[0]!
      const met = outcomes(answer.with(i, dirac(from)), most, seen.key)
      return projectedDescent(
        async x => {
          let mean = 0
          const slope = new Float64Array(x.length)
          for (const { z, weight } of met) {
            const [value, gradient] = await seen.evaluate(probes[i]!, z.with(i, from.with(x)), [])
            mean += weight * value!.values[0]!
            gradient!.values.forEach((g, e) => (slope[e]! += weight * g))
          }
          return { value: mean, gradient: slope }
        },
        boxes[i]!,
        from.host,
        tolerance,
        evaluations,
      )
    }
    return {
      names: () => ['restricted-gap', ...(monotone ? ['restricted-gap-missing'] : [])],
      measure: async (seen: Seen) => {
        const z = asProfile(game, seen.answer)
        const answer = z ? pure(z) : seen.answer
        const replies = [await reply(seen, answer, 0), await reply(seen, answer, 1)]
        const sum = (of: (m: Minimum) => number): number => replies.reduce((s, r) => s + of(r), 0)
        return {
          'restricted-gap': 0 - sum(r => r.value),
          ...(monotone ? { 'restricted-gap-missing': sum(r => r.missing) } : {}),
        }
      },
    }
  },
})
