import { int } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { defineMetric, type Seen } from '../core/define.ts'
import type { HostTensor } from '../core/host.ts'
import { support } from '../core/mixture.ts'
import { bytesOf, type Picture } from '../core/picture.ts'
import type { Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { generating } from './draw.ts'
import { panelGrid, type Panel } from './panels.ts'
import { densitiesOf, gridPicture, unseen, type Seen as Drawn } from './picture.ts'

/** Points of a density, and real samples that are drawn beside it and fix its brightness. */
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

const inJson = ({ width, height, channels, levels }: Picture) => ({
  width,
  height,
  channels,
  bytes: Buffer.from(bytesOf(levels)).toString('base64'),
})

/**
 * The pure generators of which the answer's mixture is made, a panel each with its weight: atoms of a mixture (`chekhov`), and components of the game
 * `mix`. Pictures are a strip of samples, of the same latents in every strip; points in the plane their density, in one
 * frame that holds the real data and every component, as bright as the data. A bar under a panel is as long as the weight is of 1. On the page of a run weights are written. It measures no number.
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
  refuses: game => unseen('components', game),
  create: ({ most, columns, side }, game) => {
    const gan = game.gan!
    const probe = generating(gan)
    const panels = async (seen: Seen) => {
      const all = componentsOf(game, seen)
      const latent = gan.drawLatent(seen.key.fold('generated').fold('components'), gan.picture ? columns : points)
      const z = new Profile(seen.answer.map(m => m.atoms[0]!))
      const some = chosen(all, most)
      const rows: HostTensor[] = []
      for (const index of some) rows.push((await seen.evaluate(probe, z.with(gan.generator, all[index]!.θ), [latent]))[0]!)
      const data = gan.drawReal(seen.key.fold('real').fold('frame'), gan.picture ? columns : points)
      const { real, sets } = drawn(data, rows)
      const panels = some.map((index, k): Panel & Drawn => ({ index, weight: all[index]!.weight, ...sets[k]! }))
      return { all: all.length, real, panels }
    }
    const strip = (rows: HostTensor): Drawn => ({ picture: gridPicture(rows, gan.picture!, 1, columns), inside: 1 })
    const drawn = (real: HostTensor, rows: readonly HostTensor[]): ReturnType<typeof densitiesOf> =>
      gan.picture ? { real: strip(real), sets: rows.map(strip) } : densitiesOf(real, rows, side)
    return {
      names: () => [],
      measure: () => ({}),
      picture: async seen => panelGrid((await panels(seen)).panels, gan.picture ? 1 : null),
      figure: async seen => {
        const { all, real, panels: some } = await panels(seen)
        return {
          kind: 'components',
          all,
          strips: gan.picture !== undefined,
          real: inJson(real.picture),
          panels: some.map(({ index, weight, inside, picture }) => ({ index, weight, inside, ...inJson(picture) })),
        }
      },
    }
  },
})
