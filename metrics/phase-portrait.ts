import { int } from '../core/config/options.ts'
import { defineMetric, type Seen } from '../core/define.ts'
import { key } from '../core/key.ts'
import type { Arrow, Place, Square } from '../core/portrait.ts'
import { Profile } from '../core/profile.ts'
import { drawsOption } from './evaluation.ts'
import { stationarity } from './residual.ts'
import { asProfile } from './support.ts'

/** Step of the projected residual. */
const η = 1e-3

/**
 * The phase portrait of a game of two numbers, one a player: −F on a grid of `arrows` × `arrows` places around the measured steps and
 * the claimed equilibrium, for the page of the run, which draws the measured steps over it; it measures no number. Where players' sets
 * bind, arrows are the projected field, −(z − prox(z − ηF, η))/η with η = 10⁻³, and there are none outside of the sets. F is its mean
 * over the evaluation draws.
 */
export const phasePortrait = defineMetric({
  id: 'phase-portrait',
  about: 'The field and the run’s way through it, of games with one number a player: a figure on the run’s page.',
  equations: ['ż = −F(z)'],
  source: 'arXiv:1801.04406 (phase portraits of the Dirac-GAN)',
  example:
    'saddle run --game dirac-gan --optimizer gda[stepSize=0.1] --metric phase-portrait --steps 200 --every 1 --out runs/portrait',
  config: { arrows: int('n', 21, 'arrows along a side', { min: 2, max: 101 }), draws: drawsOption },
  refuses: game => {
    const sizes = game.players.map(p => p.start(key(0)).size)
    return sizes.length === 2 && sizes.every(n => n === 1)
      ? null
      : `game '${game.id}' has players of ${sizes.join(' and ')} entries, and a phase portrait needs two players of one; bilinear and dirac-gan are such`
  },
  create: ({ arrows: n, draws }, game) => {
    const { residual } = stationarity(game, draws)
    const layouts = game.players.map(p => p.start(key(0)))
    const solution = game.claims.equilibrium ? asProfile(game, game.claims.equilibrium()) : null
    const inside = (z: Place): boolean =>
      game.players.every(({ set }, i) => !(set.violation && set.violation(Float64Array.of(z[i]!)) > 0))
    const placeOf = (z: Profile): Place => [z.at(0).host[0]!, z.at(1).host[0]!]
    return {
      names: () => [],
      measure: () => ({}),
      portrait: async (seen: Seen, { centre, half }: Square) => {
        const along = (i: 0 | 1) => Array.from({ length: n }, (_, k) => centre[i] + half * ((2 * k + 1) / n - 1))
        const places = along(1)
          .flatMap(y => along(0).map((x): Place => [x, y]))
          .filter(inside)
        const arrows: Arrow[] = []
        for (const at of places) {
          const z = new Profile(layouts.map((p, i) => p.with(Float64Array.of(at[i]!))))
          const [u, v] = placeOf(await residual(seen, z, η))
          arrows.push({ at, by: [-u, -v] })
        }
        return { names: [game.players[0]!.id, game.players[1]!.id], arrows, solution: solution && placeOf(solution) }
      },
    }
  },
})
