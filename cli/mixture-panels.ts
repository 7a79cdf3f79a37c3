import type { Evaluator } from '../core/double-oracle/payoffs.ts'
import type { Seen } from '../core/define.ts'
import type { Assembled } from '../core/lab.ts'
import { dirac, type Mixture } from '../core/mixture.ts'
import { samples } from '../metrics/samples.ts'
import { png } from '../studies/report/picture.ts'
import type { MixtureRecord } from '../studies/mixture-page/record.ts'
import type { SamplePanel } from '../studies/mixture-page/panels.ts'

/** Components that are drawn. */
const most = 11

/** Samples of the real data, of the mixture and of each of its generators, the heaviest first; none of games that cannot be seen. */
export async function panelsOf(
  { game, key }: Assembled,
  { evaluate }: Evaluator,
  mixtures: readonly Mixture[],
  { support }: MixtureRecord,
): Promise<SamplePanel[]> {
  if (!game.gan || samples.refuses?.(game)) return []
  const { generator } = game.gan
  const form = { rows: 6, columns: 6, side: 96 }
  const draw = (of: 'generated' | 'real') => samples.create({ of, ...form }, game)
  const seen = (mixture: Mixture): Seen => ({
    step: 0,
    answer: mixtures.map((m, i) => (i === generator ? mixture : m)),
    key: key.fold('evaluation'),
    evaluate: (probe, z, inputs = []) => evaluate(probe, z, inputs),
  })
  const own = mixtures[generator]!
  const heaviest = [...own.atoms.keys()].sort((a, b) => Number(own.weights[b]) - Number(own.weights[a])).slice(0, most)
  const whole = own.atoms.length === 1 ? [] : [await draw('generated').picture!(seen(own))]
  const panels: SamplePanel[] = [
    { title: 'real data', about: '', png: png(await draw('real').picture!(seen(own))) },
    ...whole.map(picture => ({ title: 'the mixture', about: `${own.atoms.length} components`, png: png(picture) })),
  ]
  for (const [k, a] of heaviest.entries()) {
    const { from, weight } = support[generator as 0 | 1][k]!
    const picture = await draw('generated').picture!(seen(dirac(own.atoms[a]!)))
    panels.push({ title: `weight ${weight.toFixed(3)}`, about: from, png: png(picture), weight })
  }
  return panels
}
