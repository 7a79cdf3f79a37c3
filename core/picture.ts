/** A picture to be looked at: levels in [0, 1], 0 dark, [height, width, channels] row by row; one channel is grey, three are red, green, blue. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly levels: Float64Array
}

/** Levels as bytes, 255 of full light, as image files have them. */
export const bytesOf = (levels: Float64Array): Uint8Array =>
  Uint8Array.from(levels, x => Math.round(255 * Math.min(1, Math.max(0, x))))

/** How a row of data is seen: its entries are [height, width, channels] row by row. */
export interface PictureForm extends Pick<Picture, 'width' | 'height' | 'channels'> {
  /** The level in [0, 1] of the value x of this entry of the row. */
  level(x: number, entry: number): number
}

/** Every pixel as a square of factor × factor pixels, factor a positive integer. */
export function enlarged(picture: Picture, factor: number): Picture {
  const { width, height, channels, levels } = picture
  const [W, H] = [factor * width, factor * height]
  const out = new Float64Array(W * H * channels)
  for (let y = 0, at = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels
      for (let c = 0; c < channels; c++) out[at++] = levels[from + c]!
    }
  return { width: W, height: H, channels, levels: out }
}
