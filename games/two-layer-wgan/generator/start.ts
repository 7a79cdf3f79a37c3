import { matrix, num } from '../../../core/config/options.ts'
import type { Option } from '../../../core/config/option.ts'
import { hostPoint } from '../../../core/point.ts'
import { Refusal } from '../../../core/refusal.ts'
import { matrixOf } from '../../pairing.ts'
import type { Generator } from './generator.ts'

type Rows = readonly (readonly number[])[]
const deviation = num('σ₀', 0.1, 'start', { min: 0 })
const given = matrix('W₀', undefined, 'start')

/** How random the generator's entries are at the start, or what they are. */
export const startOption: Option<number | Rows> = {
  kind: 'start',
  symbol: 'σ₀, W₀',
  doc: "standard deviation of the generator's entries at the start; or W₀, where it is linear in its weights",
  default: 0.1,
  valid: `${deviation.valid}, or ${given.valid}`,
  parse: (value, place) => (Array.isArray(value) ? given.parse(value, place) : deviation.parse(value, place)),
}

/** The generator with this start. Throws where W₀ has another shape than W. */
export function startingAt(id: string, generator: Generator, start: number | Rows): Generator {
  if (typeof start === 'number') return generator
  const { features, linear, player } = generator
  const W0 = matrixOf(`${id}: start (W₀)`, start)
  if (!linear)
    throw new Refusal(`${id}: start (W₀) as a matrix needs a generator that is linear in its weights; a number is valid`)
  const starts: Generator['player']['start'] = key => {
    const { layout } = player.start(key)
    const [p, d] = layout[0]!.shape
    if (W0.shape[0] !== p || W0.shape[1] !== d) {
      throw new Refusal(
        `${id}: start (W₀) must be ${p} × ${d} (${features.d} features, ${d} columns of the data), got ${W0.shape.join(' × ')}`,
      )
    }
    return hostPoint(layout, [W0.values])
  }
  return { ...generator, player: { ...player, start: starts } }
}
