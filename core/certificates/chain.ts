import type { Certificate } from './certificate.ts'

/** The certificates of the stages of a game, one file: each holds by itself, for the game of its stage. */
export interface Chain {
  readonly format: 'saddlepoint-certificate'
  readonly version: 1
  readonly family: 'progressive'
  readonly says: string
  readonly stages: readonly (Certificate & { readonly stage: string })[]
}

/** `left`: names of the stages that are not in it. */
export const chain = (stages: Chain['stages'], left: readonly string[]): Chain => ({
  ...{ format: 'saddlepoint-certificate', version: 1, family: 'progressive' },
  says:
    'Every stage by itself: the gap of its game with players bounded by R ≤ generator and N ≤ critic is at most gap.' +
    (left.length > 0 ? ` Not in this file: ${left.join(', ')}.` : ''),
  stages,
})
