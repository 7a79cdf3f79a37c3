import type { Role } from '../core/define.ts'
import { mapRole } from './map-role.ts'

/** Height, width and channels of a picture. */
export type Image = readonly [number, number, number]

/** A role in a GAN of pictures: latents to pictures, or pictures to scores. */
export type ImageRole =
  | { readonly kind: 'generator'; readonly latent: number; readonly image: Image }
  | { readonly kind: 'critic'; readonly image: Image }

const isImage = (shape: readonly number[]): shape is Image => shape.length === 3
const largestBase = 4

/** What a role of pictures is. Throws where the role is none, or the pictures cannot be halved. */
export function imageRole(id: string, role: Role): ImageRole {
  const { id: name, input, output } = mapRole(id, role)
  const found: ImageRole | null =
    input.length === 1 && isImage(output)
      ? { kind: 'generator', latent: input[0]!, image: output }
      : isImage(input) && output.length === 1 && output[0] === 1
        ? { kind: 'critic', image: input }
        : null
  if (!found) {
    throw new Error(
      `${id}: player '${name}' maps [${input.join(', ')}] → [${output.join(', ')}], which is neither a generator of pictures, [d] → [height, width, channels], nor a critic of pictures, [height, width, channels] → [1]; take a player such as ${role.player}`,
    )
  }
  if (halvings(found.image) === 0) {
    const [height, width] = found.image
    throw new Error(
      `${id}: pictures of player '${name}' must have an even height and width above ${largestBase}, such as 8, 28, 32 or 64, got ${height} × ${width}`,
    )
  }
  return found
}

/**
 * How often height and width are halved: while both are even and above 4, so that 8 → 4, 28 → 14 → 7, 32 → 16 → 8 → 4 and
 * 64 → 32 → 16 → 8 → 4.
 */
export function halvings([height, width]: Image): number {
  let n = 0
  for (let [h, w] = [height, width]; h % 2 === 0 && w % 2 === 0 && Math.min(h, w) > largestBase; [h, w] = [h / 2, w / 2]) n++
  return n
}

/** Height and width after all halvings. */
export function baseOf(image: Image): readonly [number, number] {
  const scale = 2 ** halvings(image)
  return [image[0] / scale, image[1] / scale]
}
