/** Plans of short runs, of which some diverge and some cannot be made. */
import type { Plan } from '../../studies/plan/plan.ts'
import { planOf } from './planned.ts'

const ring = {
  game: 'gan[data=ring,batch=8,latent=2,penalty=r1]',
  players: { generator: 'mlp[hidden=[8]]', critic: 'mlp[hidden=[8]]' },
  metrics: ['losses'],
}
/** The last cannot be put together: fbf takes no such option. */
const bilinear = [
  'extragradient[stepSize=0.1]',
  'extragradient[stepSize=0.3]',
  'gda[stepSize=0.5]',
  'optimistic',
  'fbf[nonsense=1]',
]

export const killPlans = {
  /** 60 runs. */
  small: (): Plan =>
    planOf(
      'killed',
      [
        { game: 'bilinear', metrics: ['distance'], budget: { steps: 20_000 }, optimizers: bilinear },
        { ...ring, budget: { steps: 400 }, optimizers: ['extragradient[stepSize=0.01,direction=adam]'] },
      ],
      10,
    ),
  /** 500 runs. */
  full: (): Plan =>
    planOf(
      'killed',
      [
        { game: 'bilinear', metrics: ['distance'], budget: { steps: 20_000 }, optimizers: bilinear },
        {
          ...ring,
          budget: { steps: 400 },
          optimizers: [
            'extragradient[stepSize=0.01,direction=adam]',
            'extragradient[stepSize=0.02,direction=adam]',
            'gda[stepSize=0.01,direction=adam]',
            'gda[stepSize=0.02,direction=adam]',
            'optimistic[stepSize=0.01,direction=adam]',
          ],
        },
      ],
      50,
    ),
} as const
export type KillPlan = keyof typeof killPlans
