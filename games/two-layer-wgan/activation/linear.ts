import { meanMatching } from '../dual/mean-matching.ts'
import { reluMeanMatching } from '../dual/relu-mean-matching.ts'
import type { Activation } from './activation.ts'

/** σ(t) = t: the critic sees means. */
export const linear: Activation = {
  id: 'linear',
  apply: t => t,
  degree: 1,
  coefficients: [0, 1, 0],
  closed: true,
  dual: meanMatching,
  joint: reluMeanMatching,
}
