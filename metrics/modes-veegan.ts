import { defineMetric } from '../core/define.ts'
import { dimension, modeMetric, modesUnknown } from './modes.ts'

/**
 * The protocol of VEEGAN's Table 1: 2,500 samples, of high quality within (at most) 3 standard deviations of the nearest mode in the
 * plane and within 10 in higher dimension (the paper has 1,200), modes captured being the components whose mean is nearest to at
 * least one high-quality sample. The paper averages five runs and reports per cent; here one run, as a share. In the plane the count
 * differs from PacGAN's only in its data, its networks, its runs and the boundary of the radius, yet the plain GAN gets 1 of 8 modes
 * there and 6.3 in PacGAN's: the keys carry the protocol's name, `modes-veegan`, `high-quality-veegan`, `real-modes-veegan`,
 * `real-high-quality-veegan`.
 */
export const modesVeegan = defineMetric({
  id: 'modes-veegan',
  about: "Modes captured and share of high-quality samples by VEEGAN's protocol, with the same of real samples.",
  equations: [
    'high quality: minₖ ‖x − cₖ‖ ≤ 3σ (10σ above two dimensions)',
    'modes: components nearest to ≥ 1 high-quality sample',
    '2,500 samples',
  ],
  source: 'arXiv:1705.07761, section 4 and Table 1',
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05] --metric modes-veegan --steps 200',
  config: {},
  refuses: game => {
    const unknown = modesUnknown('modes-veegan', game)
    if (unknown) return unknown
    return dimension(game) > 1
      ? null
      : `modes-veegan is defined in two or more dimensions, samples of game '${game.id}' have one entry`
  },
  create: (_, game) => modeMetric(game, { deviations: dimension(game) === 2 ? 3 : 10, strict: false, suffix: '-veegan' }),
})
