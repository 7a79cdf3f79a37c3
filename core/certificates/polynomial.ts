import type { Certificate } from './certificate.ts'
import { momentCertificate, type Critics, type Generators, type MomentGame } from './moments.ts'

/**
 * Of critics Σⱼ vⱼσ(uⱼᵀx), σ(t) = at² + bt + c, ‖uⱼ‖ ≤ 1. That no neuron exceeds β + violation is, by the S-lemma, for both signs a matrix
 * inequality [[ρI − aΔ₂, −bΔ₁/2], [·ᵀ, β + violation − cΔ₀ − ρ]] ⪰ 0; arXiv:2107.05680 for the game, re-derived. Neurons of a mixture
 * stay as they are: the critic pays β for each.
 */
export const polynomialCertificate = (game: MomentGame, generator: Generators, critic: Critics): Certificate =>
  momentCertificate('polynomial', { ...game, penalty: 'outputs' }, generator, critic)
