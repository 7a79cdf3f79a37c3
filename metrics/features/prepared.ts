import type { HostTensor } from '../../core/host.ts'
import { sizeOf } from '../../core/host.ts'
import type { PictureForm } from '../../core/picture.ts'
import { Refusal } from '../../core/refusal.ts'

/** How samples are put before a network of one's own. */
export interface Preparation {
  readonly layout: 'nchw' | 'nhwc'
  readonly range: readonly number[]
  readonly mean: readonly number[] | null
  readonly sd: readonly number[] | null
  readonly resize: 'refuse' | 'bilinear'
}
/** Rows of samples as the network takes them. */
export interface Prepared {
  /** Of one sample. */
  readonly shape: readonly number[]
  /** The entries of b samples, one after another. */
  of(rows: HostTensor): Float64Array
}

/**
 * The map from samples of this shape, pictures where there is a form, to rows of an input of these axes (without that of the rows; null: free).
 * Levels in [0, 1] of pictures become levels of `range`, other entries stay; then (x − mean)/sd. A grey picture is repeated for three channels.
 * Pictures of another size are resized bilinearly, pixel centres at ½, without smoothing, where that is asked for. Refuses what does not fit.
 */
export function preparation(
  what: string,
  row: readonly number[],
  picture: PictureForm | undefined,
  axes: readonly (number | null)[],
  by: Preparation,
): Prepared {
  const wanted = `[N${axes.map(a => `, ${a ?? '?'}`).join('')}]`
  const refuse = (why: string): never => {
    throw new Refusal(`${what} takes samples of shape ${wanted}, and ${why}`)
  }
  const d = sizeOf(row)
  const channels = picture?.channels ?? 1
  for (const [name, list] of [
    ['mean', by.mean],
    ['sd', by.sd],
  ] as const)
    if (list && list.length !== 1 && list.length !== 3 && list.length !== channels)
      refuse(`${name} has ${list.length} numbers; it must have one, or one a channel`)
  if (axes.length === 1) {
    if ((axes[0] ?? d) !== d) refuse(`the game's have ${d} entries`)
    const normal = normalised(by, channels)
    return { shape: [d], of: rows => leveled(rows.values, d, picture, by.range).map((x, i) => normal(x, i % channels)) }
  }
  if (axes.length !== 3) refuse('features are made of rows [N, d] or pictures of four axes only')
  if (!picture) return refuse(`the game's, of ${d} entries, are no pictures`)
  const [h, w, c] = (by.layout === 'nhwc' ? [axes[0], axes[1], axes[2]] : [axes[1], axes[2], axes[0]]) as [
    number | null,
    number | null,
    number | null,
  ]
  const { height, width } = picture
  const [H, W, C] = [h ?? height, w ?? width, c ?? channels]
  if (C !== channels && !(C === 3 && channels === 1))
    refuse(`with layout=${by.layout} the game's have ${channels} channels, not ${C}`)
  if ((H !== height || W !== width) && by.resize === 'refuse')
    refuse(`the game's are pictures of ${height}×${width}, not ${H}×${W}; resize=bilinear resizes them`)
  const normal = normalised(by, C)
  return {
    shape: by.layout === 'nhwc' ? [H, W, C] : [C, H, W],
    of: rows => {
      const b = rows.values.length / d
      const levels = leveled(rows.values, d, picture, by.range)
      const sized = H === height && W === width ? levels : resized(levels, [b, height, width, channels], H, W)
      const out = new Float64Array(b * H * W * C)
      for (let i = 0, at = 0; i < b; i++)
        for (let p = 0; p < H * W; p++)
          for (let k = 0; k < C; k++, at++) {
            const x = normal(sized[(i * H * W + p) * channels + (k % channels)]!, k)
            out[by.layout === 'nhwc' ? at : (i * C + k) * H * W + p] = x
          }
      return out
    },
  }
}

const normalised =
  ({ mean, sd }: Preparation, channels: number) =>
  (x: number, channel: number): number => {
    const of = (list: readonly number[]): number => list[list.length === 1 ? 0 : channel % channels] ?? NaN
    return (x - (mean ? of(mean) : 0)) / (sd ? of(sd) : 1)
  }

/** Levels of pictures in the range; other entries as they are. */
function leveled(
  values: HostTensor['values'],
  d: number,
  picture: PictureForm | undefined,
  [low, high]: readonly number[],
): Float64Array {
  if (!picture) return Float64Array.from(values)
  return Float64Array.from(values, (x, i) => low! + (high! - low!) * picture.level(x, i % d))
}

/** Pictures [b, h, w, c] at another size, bilinearly with pixel centres at ½. */
export function resized(
  x: Float64Array,
  [b, h, w, c]: readonly [number, number, number, number],
  H: number,
  W: number,
): Float64Array {
  const out = new Float64Array(b * H * W * c)
  const places = (from: number, to: number): { low: number; high: number; t: number }[] =>
    Array.from({ length: to }, (_, i) => {
      const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5))
      const low = Math.floor(at)
      return { low, high: Math.min(low + 1, from - 1), t: at - low }
    })
  const [down, across] = [places(h, H), places(w, W)]
  let at = 0
  for (let i = 0; i < b; i++)
    for (const y of down)
      for (const z of across)
        for (let k = 0; k < c; k++) {
          const pixel = (row: number, column: number): number => x[((i * h + row) * w + column) * c + k]!
          const upper = pixel(y.low, z.low) * (1 - z.t) + pixel(y.low, z.high) * z.t
          const lower = pixel(y.high, z.low) * (1 - z.t) + pixel(y.high, z.high) * z.t
          out[at++] = upper * (1 - y.t) + lower * y.t
        }
  return out
}
