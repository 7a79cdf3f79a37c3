import { defineMetric } from '../core/define.ts'
import { dimension, modeMetric, modesUnknown } from './modes.ts'

/**
 * The protocol of PacGAN's Table 1: 2,500 samples in the plane, of high quality within (below) 3 standard deviations of the nearest
 * mode, a mode counted with at least one such sample. The paper averages 10 trials and reports per cent; here one trial, as a share.
 * Keys `modes`, `high-quality`, and of real samples `real-modes`, `real-high-quality`. Not to be set beside VEEGAN's table, whose
 * data and networks are others: the plain GAN gets 6.3 of 8 modes here and 1 there.
 */
export const modesPacgan = defineMetric({
  id: 'modes-pacgan',
  about: "Modes covered and share of high-quality samples by PacGAN's protocol, with the same of real samples.",
  equations: ['high quality: minₖ ‖x − cₖ‖ < 3σ', 'mode k counts if it is nearest to ≥ 1 high-quality sample', '2,500 samples'],
  source: 'arXiv:1712.04086, Table 1',
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05] --metric modes-pacgan --steps 200',
  config: {},
  refuses: game => {
    const unknown = modesUnknown('modes-pacgan', game)
    if (unknown) return unknown
    const d = dimension(game)
    return d === 2 ? null : `modes-pacgan is defined for samples in the plane, those of game '${game.id}' have ${d} entries`
  },
  create: (_, game) => modeMetric(game, { deviations: 3, strict: true, suffix: '' }),
})
