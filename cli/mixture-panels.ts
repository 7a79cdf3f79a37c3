import type { Seen } from '../core/define.ts'
import type { Evaluator } from '../core/double-oracle/payoffs.ts'
import type { HostTensor } from '../core/host.ts'
import type { Assembled } from '../core/lab.ts'
import { dirac, type Mixture } from '../core/mixture.ts'
import { sampler } from '../metrics/draw.ts'
import { densitiesOf, gridPicture } from '../metrics/picture.ts'
import { samples } from '../metrics/samples.ts'
import { png } from '../studies/report/picture.ts'
import type { MixtureRecord } from '../studies/mixture-page/record.ts'
import type { SamplePanel } from '../studies/mixture-page/panels.ts'

/** Components that are drawn; pictures a side of a grid of samples; points of a density and cells along a side of it. */
const [most, pictures, points, side] = [11, 6, 5000, 96] as const

/** Samples of the real data, of the mixture and of each of its generators, the heaviest first, in one frame; none of games that cannot be seen. */
export async function panelsOf(
  { game, key }: Assembled,
  { evaluate }: Evaluator,
  mixtures: readonly Mixture[],
  { support }: MixtureRecord,
): Promise<SamplePanel[]> {
  if (!game.gan || samples.refuses?.(game)) return []
  const { generator, picture } = game.gan
  const draw = sampler(game.gan)
  const n = picture ? pictures ** 2 : points
  const seen = (mixture: Mixture): Seen => ({
    step: 0,
    answer: mixtures.map((m, i) => (i === generator ? mixture : m)),
    key: key.fold('evaluation'),
    evaluate: (probe, z, inputs = []) => evaluate(probe, z, inputs),
  })
  const own = mixtures[generator]!
  const heaviest = [...own.atoms.keys()].sort((a, b) => Number(own.weights[b]) - Number(own.weights[a])).slice(0, most)
  const about: Omit<SamplePanel, 'png'>[] =
    own.atoms.length === 1 ? [] : [{ title: 'the mixture', about: `${own.atoms.length} components` }]
  const rows: HostTensor[] = own.atoms.length === 1 ? [] : [await draw.generated(seen(own), n)]
  for (const [k, a] of heaviest.entries()) {
    const { from, weight } = support[generator as 0 | 1][k]!
    about.push({ title: `weight ${weight.toFixed(3)}`, about: from, weight })
    rows.push(await draw.generated(seen(dirac(own.atoms[a]!)), n))
  }
  const data = draw.real(key.fold('evaluation'), n, 'picture')
  const grid = (x: HostTensor) => ({ picture: gridPicture(x, picture!, pictures, pictures), inside: 1 })
  const drawn = picture ? { real: grid(data), sets: rows.map(grid) } : densitiesOf(data, rows, side)
  return [
    { title: 'real data', about: '', png: png(drawn.real.picture) },
    ...drawn.sets.map(({ picture, inside }, k) => {
      const outside = inside < 0.9995 ? `, ${(100 * inside).toFixed(1)} % of it in the frame` : ''
      return { ...about[k]!, about: `${about[k]!.about}${outside}`, png: png(picture) }
    }),
  ]
}
