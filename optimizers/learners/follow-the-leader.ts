import { defineLearner } from '../../core/define.ts'
import { needsLeader } from './refusals.ts'

/**
 * Follow the leader: plays what would have cost least so far.
 *
 *     x_{t+1} = argmin_x ⟨Σ_{s≤t} g_s, x⟩,     x₁ where the game starts; of equal actions the first
 *
 * Cesa-Bianchi and Lugosi, Prediction, Learning, and Games, 2006, section 3.2. No bound on linear losses: its regret may grow like T, as on
 * costs that turn with every round. What a regularizer is for.
 */
export const followTheLeader = defineLearner({
  id: 'follow-the-leader',
  about: 'Follow the leader: what would have cost least so far.',
  equations: ['x_{t+1} = argmin_x ⟨Σ_{s≤t} g_s, x⟩'],
  source: 'Cesa-Bianchi and Lugosi 2006, section 3.2',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=follow-the-leader] --metric exploitability --steps 100',
  config: {},
  refuses: (_, set) => needsLeader(set),
  create: (_, { set }) => ({
    init: x => ({ sum: x.zeros(), x }),
    play: ({ x }) => x,
    observe: ({ sum }, g) => {
      const next = sum.plus(g)
      return { sum: next, x: set.extreme!(next) }
    },
  }),
})
