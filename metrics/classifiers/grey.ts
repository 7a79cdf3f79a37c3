import { hostTensor, type HostTensor } from '../../core/host.ts'
import type { PictureForm } from '../../core/picture.ts'

/**
 * The channels of pictures as grey pictures of their own: rows [n, h, w, c] ↦ [n·c, side, side, 1], the channels of a row one after
 * another, entries as the levels in [0, 1] that are seen. Of larger pictures the middle is taken, of odd margins the smaller half above and left.
 */
export function greyPictures(
  { shape, values }: HostTensor,
  { height, width, channels, level }: PictureForm,
  side: number,
): HostTensor {
  const n = shape[0]!
  const [top, left] = [(height - side) >> 1, (width - side) >> 1]
  const d = height * width * channels
  const out = new Float64Array(n * channels * side * side)
  for (let i = 0, at = 0; i < n; i++)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          const entry = ((top + y) * width + left + x) * channels + c
          out[at++] = level(values[i * d + entry]!, entry)
        }
  return hostTensor(out, [n * channels, side, side, 1])
}
