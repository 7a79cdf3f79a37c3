import { int } from '../core/config/options.ts'
import type { Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import type { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'
import { iterateOf, movable, type Inner } from './inner.ts'
import { partOf, stageOf } from './progressive/part.ts'
import { boundPlayer } from './refusals.ts'

/** All blocks, those of the present stage as they were when it began; and the inner optimizer on its blocks alone. */
type State = { readonly whole: Profile; readonly inner: Inner }
/** `enter`: the stage begins with this step. */
type Phase = { readonly stage: number; readonly enter: boolean; readonly inner: unknown }

/**
 * Progressive training: the stages of a game one after another, each by a fresh optimizer, the blocks of earlier ones frozen.
 *
 *     steps sT, …, (s + 1)T − 1:  the inner optimizer on the blocks of stage s, all before them as they are; the last stage goes on
 *
 * Karras et al., arXiv:1710.10196, without fade-in and with frozen stages, as the baseline of arXiv:2107.05680 has it; of an average in
 * `of`, the iterates are kept and the average begins anew. No gradients of its own: a step costs what the inner one does on the blocks of
 * the stage. Schedules of the inner step size run over the whole run.
 */
export const progressive = defineOptimizer({
  id: 'progressive',
  about: 'Trains the stages of a game one after another, each by a fresh optimizer, earlier ones frozen.',
  equations: ['steps sT, …, (s + 1)T − 1: z_s by the inner optimizer', 'z_0, …, z_{s−1} frozen'],
  source: 'arXiv:1710.10196; arXiv:2107.05680 (baseline)',
  example: 'saddle run --game progressive-wgan[data=digits,batch=8] --optimizer progressive[steps=20] --steps 60 --every 20',
  needs: 'inner',
  cost: 'that of the inner optimizer on the blocks of a stage',
  config: { steps: int('T', 15000, 'steps of each stage', { min: 1 }) },
  slots: {
    of: {
      kind: 'optimizer',
      default: 'gda[stepSize=0.001,direction=adam[beta1=0,beta2=0.99]]',
      doc: 'what trains a stage; the baseline’s gda has moves=["critic","generator"], in an average of kind ema',
    },
  },
  refuses: (_, game) =>
    game.stages ? boundPlayer('progressive', game) : `game '${game.id}' is not learned in stages; progressive-wgan is`,
  create: ({ steps: T }, { of }, { stages }): Optimizer<State, 'field', Phase> => {
    const inner = movable('progressive', of)
    const parts = stages!.map((_, s) => partOf(stages!, s))
    const at = (k: number): number => Math.min(stages!.length - 1, Math.floor(k / T))
    const widened = ({ whole }: State, z: Profile): Profile => {
      const { joined } = parts[stageOf(stages!, z)]!
      return z.map((x, i) => joined(i, x, whole.at(i)))
    }
    return {
      init: view => {
        const whole = view.start()
        if (whole.points.some((x, i) => !stages!.every(names => names[i]!.every(name => x.layout.some(b => b.name === name)))))
          throw new Refusal(
            'progressive: the optimizer in `of` has one stage to train, and a progressive there would look for stages in it; use gda, extragradient, average[of=gda], …',
          )
        return { whole, inner: inner.init(parts[0]!.view(view, whole)) }
      },
      phase: (k, key) => {
        const stage = at(k)
        return { stage, enter: stage > 0 && k === stage * T, inner: inner.phase?.(k - stage * T, key) }
      },
      step: (view, state, { stage, enter, inner: phase }) => {
        const before = parts[stage - 1]
        const ended = enter ? iterateOf(state.inner) : null
        const whole = ended ? state.whole.map((x, i) => before!.replaced(ended.at(i), x)) : state.whole
        const own = parts[stage]!.view(view, whole)
        return { whole, inner: inner.step(own, enter ? inner.init(own) : state.inner, phase) }
      },
      answer: state => {
        const i = stageOf(stages!, iterateOf(state.inner))
        return inner.answer(state.inner).map((m, p) => ({
          ...m,
          atoms: m.atoms.map(x => parts[i]!.joined(p, x, state.whole.at(p))),
        }))
      },
      visited: state => {
        const { iterate, extrapolated, weight } = inner.visited(state.inner)
        return {
          iterate: widened(state, iterate),
          ...(extrapolated ? { extrapolated: widened(state, extrapolated) } : {}),
          weight,
        }
      },
    }
  },
})
