import { int } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { defineMetric, type Probe, type Seen } from '../core/define.ts'
import type { HostTensor } from '../core/host.ts'
import type { Picture } from '../core/picture.ts'
import type { Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { dimension } from './modes.ts'
import { panelGrid, type Panel } from './panels.ts'
import { density, densityPicture, frameOf, gridPicture } from './picture.ts'
import { support } from './support.ts'

/** Points of a density, and real samples that fix its frame and brightness. */
const points = 2000

/** A pure generator of a mixture, and its weight. */
interface Component {
  readonly weight: number
  readonly θ: Point
}

/** The atoms of the answer's generator, and of each the components that the game makes of it. Weights sum to 1. */
function componentsOf({ gan }: Game, { answer }: Seen): Component[] {
  const { atoms, weights } = support(answer[gan!.generator]!)
  const total = weights.reduce((a, b) => a + b, 0)
  return atoms.flatMap((θ, a) =>
    (gan!.components?.(θ) ?? [{ weight: 1, pure: θ }]).map(({ weight, pure }) => ({
      weight: (weight * weights[a]!) / total,
      θ: pure,
    })),
  )
}

/** At most `most` of them by weight: those in whose parts of [0, 1) the points (k + ½)/most fall. */
function chosen(all: readonly Component[], most: number): number[] {
  if (all.length <= most) return [...all.keys()]
  let reached = 0
  const ends = all.map(c => (reached += c.weight))
  const at = Array.from({ length: most }, (_, k) => ends.findIndex(end => (k + 0.5) / most < end))
  return [...new Set(at)].filter(i => i >= 0)
}

/**
 * The pure generators of which the answer's mixture is made, a panel each with its weight: atoms of a mixture (`chekhov`), and components of the game
 * `mix`. Pictures are a strip of samples, of the same latents in every strip; points in the plane their density, in the frame of real data as
 * `samples` has it. A bar under a panel is as long as the weight is of 1. On the page of a run weights are written. It measures no number.
 */
export const components = defineMetric({
  id: 'components',
  about: 'Samples of each component of the generator’s mixture, with its weight.',
  example:
    'saddle run --game gan --optimizer chekhov[stepSize=0.05,queue=4,spacing=50] --metric components --steps 200 --out runs/components',
  config: {
    most: int('n', 12, 'components shown at most; of more, these by weight', { min: 1, max: 100 }),
    columns: int('c', 8, 'pictures of a strip', { min: 1, max: 64 }),
    side: int('s', 64, 'cells along a side of a density', { min: 2, max: 1024 }),
  },
  refuses: game => {
    if (!game.gan) return `game '${game.id}' is not a GAN, which components needs`
    if (game.gan.picture || dimension(game) === 2) return null
    return `samples of game '${game.id}' are neither pictures nor points in the plane`
  },
  create: ({ most, columns, side }, game) => {
    const gan = game.gan!
    const probe: Probe = { run: (_, z, [latent]) => [gan.generate(z.at(gan.generator), latent!)] }
    const panels = async (
      seen: Seen,
    ): Promise<{ readonly all: number; readonly panels: (Panel & { readonly inside: number })[] }> => {
      const all = componentsOf(game, seen)
      const latent = gan.drawLatent(seen.key.fold('generated').fold('components'), gan.picture ? columns : points)
      const z = new Profile(seen.answer.map(m => m.atoms[0]!))
      const made: (Panel & { readonly inside: number })[] = []
      const real = gan.picture ? null : gan.drawReal(seen.key.fold('real').fold('frame'), points)
      for (const index of chosen(all, most)) {
        const { θ, weight } = all[index]!
        const [rows] = await seen.evaluate(probe, z.with(gan.generator, θ), [latent])
        made.push({ index, weight, ...pictureOf(rows!, real) })
      }
      return { all: all.length, panels: made }
    }
    const pictureOf = (rows: HostTensor, real: HostTensor | null): { readonly picture: Picture; readonly inside: number } => {
      if (!real) return { picture: gridPicture(rows, gan.picture!, 1, columns), inside: 1 }
      const frame = frameOf(real)
      const white = density(real, frame, side).reduce((a, b) => Math.max(a, b), 1)
      const counts = density(rows, frame, side)
      const inside = counts.reduce((a, b) => a + b, 0) / rows.shape[0]!
      return { picture: densityPicture(counts, side, white), inside }
    }
    return {
      names: () => [],
      measure: () => ({}),
      picture: async seen => panelGrid((await panels(seen)).panels, gan.picture ? 1 : null),
      figure: async seen => {
        const { all, panels: some } = await panels(seen)
        return {
          kind: 'components',
          all,
          strips: gan.picture !== undefined,
          panels: some.map(({ index, weight, inside, picture: { width, height, channels, levels } }) => ({
            index,
            weight,
            inside,
            width,
            height,
            channels,
            bytes: Buffer.from(Uint8Array.from(levels, x => Math.round(255 * Math.min(1, Math.max(0, x))))).toString('base64'),
          })),
        }
      },
    }
  },
})
