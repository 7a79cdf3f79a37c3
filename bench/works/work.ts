/** What is measured: the same step for every contestant. */
export interface Work {
  /** As `--only` takes it. */
  readonly id: string
  readonly title: string
  /** The step as the library takes it: selectors. */
  readonly request: {
    readonly game: string
    readonly players: Readonly<Record<string, string>>
    readonly optimizer: string
    readonly seed: number
  }
  /** The same step as the peers take it (bench/peers). */
  readonly peer: PeerWork
  /** Steps a call where a contestant makes blocks of steps. */
  readonly block: number
  readonly targets: Targets
}

/** Aimed time of a step ÷ that of a peer's; absent where none is set. */
export interface Targets {
  /** Against JAX, both making one step a call. */
  readonly jax?: number
  /** Against JAX's loop inside jit, both making blocks of steps. */
  readonly jaxLoop?: number
  /** Against PyTorch eager with fused Adam, both making one step a call. */
  readonly torch?: number
  /** Against the same, where the library makes blocks of steps. */
  readonly torchBlocks?: number
}

export type Method = 'simultaneous' | 'extragradient' | 'gradient-regularized' | 'chekhov' | 'wgan-gp'

interface Adam {
  readonly stepSize: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}
/** A GAN's step as JSON. What a method does not take, it does not read. */
export interface GanWork extends Adam {
  readonly game: 'ring' | 'images'
  readonly method: Method
  readonly loss: 'non-saturating' | 'wasserstein'
  /** B */
  readonly batch: number
  /** H, of perceptrons. */
  readonly width?: number
  /** Of the critic's convolutions, in their order. */
  readonly channels?: readonly number[]
  /** Entries of the generator's input. */
  readonly latent: number
  /** ρ of gradient-regularized, C of chekhov. */
  readonly weight?: number
  /** K of chekhov. */
  readonly queue?: number
  /** λ of wgan-gp. */
  readonly penalty?: number
  readonly criticSteps?: number
}
export interface BilinearWork {
  readonly game: 'bilinear'
  readonly dimension: number
  readonly stepSize: number
}
export type PeerWork = GanWork | BilinearWork
