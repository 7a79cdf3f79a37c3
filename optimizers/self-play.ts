import { choice, flag } from '../core/config/options.ts'
import type { FieldView, Game } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { pure, type Mixture } from '../core/mixture.ts'
import { Profile } from '../core/profile.ts'
import { product, scalar, total, type Scalar } from '../core/scalar.ts'
import { uniform, type Weighted } from './average/weights.ts'

interface State {
  readonly learners: readonly unknown[]
  readonly t: Scalar
  readonly average: Weighted
}

const refuses = (_: unknown, { id, players, claims: { zeroSum, monotone } }: Game): string | null =>
  players.length === 2 && zeroSum && monotone
    ? null
    : `the average of two learners is near an equilibrium where losses sum to zero between two players and each is convex in its own strategy, which game '${id}' does not claim (zeroSum, monotone); use gda or extragradient`

/**
 * Self-play: two online learners, each shown the gradient of its own loss at what both have played; the answer is their weighted average.
 *
 *     x_t, y_t played;   g_t = ∇₁ℓ₁(x_t, y_t), h_t = ∇₂ℓ₂(x_t, y_t) observed;     x̄_T = Σ w_t x_t/Σ w_t,  w_t = 1, t or t²
 *     alternating:  g_t as before, then h_t = ∇₂ℓ₂(x_{t+1}, y_t), and the averages are of x_{t+1} and y_t
 *
 * Freund and Schapire, Games Econ. Behav. 29, 1999: the gap of the uniform average is (R_x + R_y)/T at most, with equality on matrix games.
 * Alternating (Burch, Moravčík and Schmid, arXiv:1810.11542) that is proved of learners that never answer the last loss worse than they met it:
 * all but predictive ones and those that weigh the whole sum by a falling step size. The linear average of regret matching+ is Tammelin's (arXiv:1407.5042), the quadratic
 * one goes with its predictive form (arXiv:2007.14358).
 * n gradients a step. The last iterate is among the other answers: `last`.
 */
export const selfPlay = defineOptimizer({
  id: 'self-play',
  about: 'Two online learners against each other; the answer is the average of what they play.',
  equations: ['x̄_T = Σ w_t x_t/Σ w_t,  w_t = 1, t or t²'],
  source: 'Freund and Schapire 1999; arXiv:1810.11542 for alternation',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=by-player[x=hedge,y=regret-matching]] --metric exploitability --steps 100',
  needs: 'field',
  cost: 'n gradients',
  config: {
    alternating: flag('', false, 'the second player sees the first one’s next strategy'),
    averaging: choice(['uniform', 'linear', 'quadratic'], 'uniform', 'weights w_t of the average'),
  },
  slots: {
    learner: { kind: 'learner', default: 'regret-matching[plus=true]', doc: 'one for both, or by-player[…]' },
  },
  claims: {
    bilinear: { when: { learner: 'online-gradient-descent', alternating: true }, noise: 'deterministic', is: 'average' },
    permutation: true,
    reducesTo: [
      { when: { learner: 'online-gradient-descent' }, optimizer: 'gda[stepSize=0.1]', bits: 'exact' },
      {
        when: { learner: 'online-gradient-descent', alternating: true },
        optimizer: 'gda[stepSize=0.1,moves=alternating]',
        bits: 'exact',
      },
    ],
  },
  refuses,
  create: ({ alternating, averaging }, { learner }) => {
    const average = uniform(false)
    const played = (states: readonly unknown[]): Profile => new Profile(states.map((s, i) => learner[i]!.play(s)))
    const weight = (t: Scalar): Scalar => (averaging === 'uniform' ? 1 : averaging === 'linear' ? t : product(t, t))
    return {
      init: ({ start }: FieldView): State => {
        const learners = start().points.map((x, i) => learner[i]!.init(x))
        return { learners, t: scalar(0), average: average.init(played(learners)) }
      },
      step: ({ F, grad, sample }: FieldView, { learners, t, average: before }: State): State => {
        const z = played(learners)
        const [a, b] = learners
        const f = alternating ? null : F(z, sample())
        const x = learner[0]!.observe(a, f ? f.at(0) : grad(0, 0, z, sample()))
        const met = f ? z : z.with(0, learner[0]!.play(x))
        const y = learner[1]!.observe(b, f ? f.at(1) : grad(1, 1, met, sample()))
        const next = total(t, 1)
        return { learners: [x, y], t: next, average: average.add(before, met, weight(next), null) }
      },
      answer: ({ learners, average: { mean } }: State, other?: string): readonly Mixture[] =>
        pure(other === 'last' ? played(learners) : mean),
      others: ['last'],
      visited: ({ learners }: State) => ({ iterate: played(learners), weight: 1 }),
    }
  },
})
