/** What a page draws of a metric beside its numbers and pictures. Plain data. */
export type Figure = Spectra | Directions | Components

/** Eigenvalues of second moments, stage by stage: of the real ones, of the generated ones, and the threshold between them. */
export interface Spectra {
  readonly kind: 'spectra'
  readonly stages: readonly {
    readonly name: string
    /** Largest first; of the real ones a few after the last above the threshold. */
    readonly real: readonly number[]
    readonly generated: readonly number[]
    readonly threshold: number
  }[]
}

/** Principal directions of pictures that are affine in their latents: mean + Σᵢ aᵢdᵢ with aᵢ ~ N(0, 1), levels in [0, 1]. */
export interface Directions {
  readonly kind: 'directions'
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  /** Largest |aᵢ| to be shown. */
  readonly span: number
  /** Levels as bytes, [h, w, c] row by row, in base64. */
  readonly mean: string
  readonly directions: readonly {
    /** Share of the whole variance. */
    readonly share: number
    /** dᵢ = step·(byte − 128), bytes in base64. */
    readonly step: number
    readonly bytes: string
  }[]
}

/** Samples of the components of a generator's mixture. */
export interface Components {
  readonly kind: 'components'
  /** Components there are. */
  readonly all: number
  /** Panels are strips of pictures, and not squares of the plane. */
  readonly strips: boolean
  /** Real samples; absent from what older versions have written. */
  readonly real?: Levels
  readonly panels: readonly (Levels & {
    readonly index: number
    readonly weight: number
    /** Share of its samples that lie in the square of a panel; 1 of strips. */
    readonly inside: number
  })[]
}
/** A picture in a file. */
export interface Levels {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  /** Levels as bytes, [h, w, c] row by row, in base64. */
  readonly bytes: string
}
