import { int } from '../core/config/options.ts'
import type { Game, StageOracle } from '../core/contract.ts'
import { defineMetric, type Seen } from '../core/define.ts'
import { hostTensor, sizeOf, type HostTensor } from '../core/host.ts'
import { support, type Mixture } from '../core/mixture.ts'
import { layoutSize, Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { generating, joinRows, systematicCounts } from './draw.ts'
import { gridPicture } from './picture.ts'

/** A generator's mixture with the blocks of stages 0 … s alone; null where an atom has not got them. */
function cut({ stages, gan }: Game, mixture: Mixture, s: number): Mixture | null {
  const names = stages!.slice(0, s + 1).flatMap(players => players[gan!.generator]!)
  const { atoms, weights } = support(mixture)
  if (!atoms.every(θ => names.every((name, i) => θ.layout[i]?.name === name))) return null
  const total = weights.reduce((a, b) => a + b, 0)
  return {
    atoms: atoms.map(θ => {
      const layout = θ.layout.slice(0, names.length)
      return new Point(layout, θ.host.slice(0, layoutSize(layout)))
    }),
    weights: weights.map(w => w / total),
  }
}

/** Rows of which each is that of one atom, by weight, atom after atom. */
async function shared({ atoms, weights }: Mixture, rowsOf: (x: Point) => Promise<readonly HostTensor[]>): Promise<HostTensor> {
  const made: HostTensor[] = []
  for (const x of atoms) made.push((await rowsOf(x))[0]!)
  const [n, ...row] = made[0]!.shape as [number, ...number[]]
  const size = sizeOf(row)
  const of = systematicCounts(weights.map(Number), n, 0.5).flatMap((count, a) => Array<number>(count).fill(a))
  const parts = of.map((a, i) => hostTensor(made[a]!.values.slice(i * size, (i + 1) * size), [1, ...row]))
  return joinRows(parts)
}

/** The last result of a stage, for as long as its blocks and those before are the same to the last bit. */
function remembered(oracle: StageOracle): StageOracle['generated'] {
  let last: { readonly θ: Mixture; readonly result: ReturnType<StageOracle['generated']> } | null = null
  const same = (a: Mixture, b: Mixture): boolean =>
    a.atoms.length === b.atoms.length &&
    a.atoms.every((x, k) => a.weights[k] === b.weights[k] && x.host.every((v, i) => v === b.atoms[k]!.host[i]))
  return θ => {
    if (!last || !same(last.θ, θ)) last = { θ, result: oracle.generated(θ) }
    return last.result
  }
}

/**
 * The stages of a game that matches second moments size by size. Numbers: `constraint-8x8` = ‖C − S‖₂/β of each stage that the answer
 * has (NaN of the others), at most 1 where the constraint is met, for real second moments C, generated ones S and the stage's threshold
 * β; `violation` = (max_s ‖C_s − S_s‖₂/β_s − 1)₊, NaN until the answer has all stages. Picture: samples of each stage, a row a stage, the
 * same latents in a column. Figure: eigenvalues of C and S with β. Of a mixture S is the mean over its atoms, and the columns are shared out
 * among them by weight, the atom being that of the column in every row.
 */
export const stages = defineMetric({
  id: 'stages',
  about: 'Samples of each stage of a progressive game, its spectra with the threshold, and how far its constraint is met.',
  equations: ['‖C_s − S_s‖₂ / β_s', 'violation: (max_s ‖C_s − S_s‖₂ / β_s − 1)₊'],
  source: 'arXiv:2107.05680',
  example: 'saddle run --game progressive-wgan[data=digits] --optimizer convex-dual --metric stages --steps 3 --out runs/stages',
  config: { columns: int('c', 12, 'samples of a stage in the picture', { min: 1, max: 64 }) },
  refuses: game =>
    game.oracles?.stages && game.stages && game.gan?.picture
      ? null
      : `game '${game.id}' has no stages that match second moments; progressive-wgan has`,
  create: ({ columns }, game) => {
    const gan = game.gan!
    const oracles = game.oracles!.stages!
    const generated = oracles.map(remembered)
    const numberOf = ({ name }: StageOracle): string => `constraint-${name.replace('×', 'x')}`
    const probe = generating(gan)
    const strategy = ({ answer }: Seen): Mixture => answer[gan.generator]!
    return {
      names: () => [...oracles.map(numberOf), 'violation'],
      measure: async seen => {
        const numbers: Record<string, number> = {}
        for (const [s, oracle] of oracles.entries()) {
          const θ = seen.answer.length === 0 ? null : cut(game, strategy(seen), s)
          const distance = θ && (await generated[s]!(θ)).distance
          numbers[numberOf(oracle)] = distance === null ? NaN : distance / (await oracle.real()).threshold
        }
        // Of a number and NaN the largest is NaN.
        return { ...numbers, violation: Math.max(0, ...Object.values(numbers).map(ratio => ratio - 1)) }
      },
      picture: async seen => {
        const latent = gan.drawLatent(seen.key.fold('generated').fold('stages'), columns)
        const z = new Profile(seen.answer.map(m => m.atoms[0]!))
        const rows: HostTensor[] = []
        for (const s of oracles.keys()) {
          const θ = cut(game, strategy(seen), s)
          if (θ) rows.push(await shared(θ, x => seen.evaluate(probe, z.with(gan.generator, x), [latent])))
        }
        return gridPicture(joinRows(rows), gan.picture!, rows.length, columns)
      },
      figure: async seen => ({
        kind: 'spectra',
        stages: (
          await Promise.all(
            oracles.map(async ({ name, real }, s) => {
              const θ = cut(game, strategy(seen), s)
              if (!θ) return []
              const [{ values, threshold }, made] = [await real(), await generated[s]!(θ)]
              return [{ name, real: values, generated: made.values.slice(0, values.length), threshold }]
            }),
          )
        ).flat(),
      }),
    }
  },
})
