import type { GameRow } from '../plan/plan.ts'
import type { Choice } from '../store/stored-run.ts'
import { bestOfK, type BestOfK } from './best-of-k.ts'
import { sign } from './of-run.ts'

/** The best of k trials of a tuning, for k = 1 … all, in the objective's own direction; a trial without a number is the worst value. */
export const ofTrials = (game: GameRow, { trials }: Choice): BestOfK[] =>
  bestOfK(trials.map(t => sign(game) * t.objective)).map(b => ({
    k: b.k,
    mean: sign(game) * b.mean,
    median: sign(game) * b.median,
  }))
