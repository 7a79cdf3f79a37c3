/** The GAN step that is measured: generator 16→H→H→2, critic 2→H→H→1, ReLU, batch B, Adam for both. */
export interface Size {
  /** B */
  readonly batch: number
  /** H */
  readonly width: number
}

export const latentWidth = 16
export const stepSize = 0.001
export const sizes: readonly Size[] = [
  { batch: 64, width: 32 },
  { batch: 256, width: 128 },
  { batch: 512, width: 256 },
]

export const nameOf = ({ batch, width }: Size): string => `${batch}x${width}`

/** The size written `BxH`. Throws where it is not of that form. */
export function sizeOf(name: string): Size {
  const found = /^(\d+)x(\d+)$/.exec(name)
  if (!found) throw new Error(`a size must be written BxH, such as 256x128, got ${name}`)
  return { batch: Number(found[1]), width: Number(found[2]) }
}
