import type { Game } from '../core/contract.ts'
import { sizeOf, type HostTensor } from '../core/host.ts'
import type { Picture, PictureForm } from '../core/picture.ts'
import { dimension } from './modes.ts'

/** The reason why a game's samples cannot be drawn, or null. */
export function unseen(metric: string, game: Game): string | null {
  if (!game.gan) return `game '${game.id}' is not a GAN, which ${metric} needs`
  if (game.gan.picture || dimension(game) === 2) return null
  return `samples of game '${game.id}' are neither pictures nor points in the plane`
}

/** Black between the pictures of a grid, in pixels. */
const gap = 1
const clamp = (v: number): number => Math.min(1, Math.max(0, v))

/** The first rows of samples as pictures in a grid, row by row from the top left, one black pixel between them. */
export function gridPicture(samples: HostTensor, form: PictureForm, rows: number, columns: number): Picture {
  const { height, width, channels } = form
  const W = columns * (width + gap) - gap
  const H = rows * (height + gap) - gap
  const levels = new Float64Array(W * H * channels)
  const line = width * channels
  const entries = height * line
  for (let s = 0; s < Math.min(rows * columns, samples.shape[0]!); s++) {
    const top = Math.floor(s / columns) * (height + gap)
    const left = (s % columns) * (width + gap)
    for (let e = 0; e < entries; e++) {
      const at = ((top + Math.floor(e / line)) * W + left) * channels + (e % line)
      levels[at] = clamp(form.level(samples.values[s * entries + e]!, e))
    }
  }
  return { width: W, height: H, channels, levels }
}

/** A square of the plane, its centre and half of its side. */
export interface Frame {
  readonly centre: readonly [number, number]
  readonly half: number
}

/** The least square that holds the points, a quarter wider. */
export function frameOf(points: HostTensor): Frame {
  const column = (c: number): readonly [number, number] => {
    let [low, high] = [Infinity, -Infinity]
    for (let i = c; i < points.values.length; i += 2) {
      low = Math.min(low, points.values[i]!)
      high = Math.max(high, points.values[i]!)
    }
    return [low, high]
  }
  const [x, y] = [column(0), column(1)]
  return { centre: [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2], half: (1.25 * Math.max(x[1] - x[0], y[1] - y[0])) / 2 || 1 }
}

/** Times that a frame of several sets of points may be as wide as that of the first. */
const widest = 3

/** The points but for the hundredth of them that lies lowest, and the one that lies highest, along each axis. */
function bulk({ values, shape: [n] }: HostTensor): HostTensor {
  const cut = Math.floor(n! / 100)
  const axis = (c: number): Float64Array =>
    Float64Array.from({ length: n! }, (_, i) => values[2 * i + c]!)
      .sort()
      .subarray(cut, n! - cut)
  const [x, y] = [axis(0), axis(1)]
  return { shape: [x.length, 2], values: Float64Array.from({ length: 2 * x.length }, (_, e) => (e % 2 === 0 ? x : y)[e >> 1]!) }
}

/**
 * One frame for real data and sets of generated points [n, 2]: the least square that holds the data and the bulk of each set, a quarter wider. Where that
 * would be more than three times as wide as the data's own frame, three times that: what lies outside is not seen.
 */
export function commonFrame(real: HostTensor, sets: readonly HostTensor[]): Frame {
  const own = frameOf(real)
  const all = [real, ...sets.map(bulk)].flatMap(({ values }) => Array.from(values))
  const frame = frameOf({ shape: [all.length / 2, 2], values: Float64Array.from(all) })
  return frame.half <= widest * own.half ? frame : { centre: own.centre, half: widest * own.half }
}

/** A set of points as a picture, and the share of them that is in it. */
export interface Seen {
  readonly picture: Picture
  readonly inside: number
}

/** Real data and sets of generated points as densities of side × side cells in their common frame, white where the data are densest. */
export function densitiesOf(
  real: HostTensor,
  sets: readonly HostTensor[],
  side: number,
): { readonly real: Seen; readonly sets: readonly Seen[] } {
  const frame = commonFrame(real, sets)
  const most = density(real, frame, side).reduce((a, b) => Math.max(a, b), 1)
  const seen = (points: HostTensor): Seen => {
    const counts = density(points, frame, side)
    return { picture: densityPicture(counts, side, most), inside: counts.reduce((a, b) => a + b, 0) / points.shape[0]! }
  }
  return { real: seen(real), sets: sets.map(seen) }
}

/** Points in each cell of side × side cells, row by row from the top left; points outside the frame are not drawn. */
export function density(points: HostTensor, { centre, half }: Frame, side: number): Float64Array {
  if (sizeOf(points.shape.slice(1)) !== 2)
    throw new Error(`samples: points of shape [${points.shape.join(', ')}] must lie in the plane`)
  const counts = new Float64Array(side * side)
  for (let i = 0; i < points.shape[0]!; i++) {
    const column = Math.floor(((points.values[2 * i]! - centre[0] + half) / (2 * half)) * side)
    const row = Math.floor(((centre[1] + half - points.values[2 * i + 1]!) / (2 * half)) * side)
    if (column >= 0 && column < side && row >= 0 && row < side) counts[row * side + column]!++
  }
  return counts
}

/** √(count/most) cut at 1: brighter where there are more points. `most` is the count drawn white. */
export const densityPicture = (counts: Float64Array, side: number, most: number): Picture => ({
  width: side,
  height: side,
  channels: 1,
  levels: counts.map(c => Math.min(1, Math.sqrt(c / most))),
})
