import { defineLearner } from '../../core/define.ts'
import { needsBilinear, needsLeader } from './refusals.ts'

/**
 * Fictitious play: the best reply to what the opponent has played so far, taken as one mixed strategy.
 *
 *     x_{t+1} = argmin_x ℓ(x, (1/t)Σ_{s≤t} y_s),     x₁ and y₁ the first action; of equal actions the first
 *
 * Brown 1951. Where losses are bilinear the gradient at the mean is the mean of the gradients, so that this is follow-the-leader from the first
 * action, wherever the game starts; elsewhere it would not be, and is refused. The averages converge on zero-sum games (Robinson 1951), their gap like O(t^{−1/(m+n−2)}) (Shapiro 1958) or
 * better: on rock–paper–scissors like t^{−1/2}.
 */
export const fictitiousPlay = defineLearner({
  id: 'fictitious-play',
  about: 'Fictitious play: the best reply to the opponent’s empirical mixture.',
  equations: ['x_{t+1} = argmin_x ℓ(x, (1/t)Σ_{s≤t} y_s)'],
  source: 'Brown 1951; Robinson, Ann. of Math. 54, 1951',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=fictitious-play] --metric exploitability --steps 100',
  config: {},
  refuses: (_, set, game) => needsLeader(set) ?? needsBilinear(game),
  create: (_, { set }) => ({
    init: x => ({ sum: x.zeros(), x: set.extreme!(x.zeros()) }),
    play: ({ x }) => x,
    observe: ({ sum }, g) => {
      const next = sum.plus(g)
      return { sum: next, x: set.extreme!(next) }
    },
  }),
})
