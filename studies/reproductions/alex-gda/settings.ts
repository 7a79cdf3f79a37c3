/** The five settings of the table of arXiv:2402.10475, L = 1. */
export interface Setting {
  readonly μ: number
  readonly μxy: number
  readonly Lxy: number
  /** A run ends where ‖x‖² + ‖y‖² is less. */
  readonly ε: number
}
export const settings: readonly Setting[] = [
  { μ: 0.1, μxy: 0.1, Lxy: 1, ε: 1e-8 },
  { μ: 0.1, μxy: 0.05, Lxy: 2, ε: 1e-8 },
  { μ: 0.01, μxy: 0.01, Lxy: 1, ε: 1e-4 },
  { μ: 0.01, μxy: 0.05, Lxy: 2, ε: 1e-4 },
  { μ: 0.01, μxy: 0.001, Lxy: 0.5, ε: 1e-4 },
]
