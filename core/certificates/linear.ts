import type { Certificate } from './certificate.ts'
import { momentCertificate, type Critics, type Generators, type MomentGame } from './moments.ts'

/**
 * Of min_W max_c R(W) + ⟨c, m − Wᵀz⟩ − β‖c‖: linear critics D(x) = Σⱼ vⱼuⱼᵀx are one vector c = Σⱼ vⱼuⱼ, and a mixture of them its mean,
 * so that the critic is written as one neuron of weight ‖c‖, for which it pays least.
 */
export function linearCertificate(game: Omit<MomentGame, 'activation'>, generator: Generators, critic: Critics): Certificate {
  const d = game.real.length - 1
  const c = Array.from({ length: d }, (_, i) =>
    critic.atoms.reduce((all, { U, v }, a) => all + critic.weights[a]! * U.reduce((s, u, j) => s + v[j]! * u[i]!, 0), 0),
  )
  const norm = Math.hypot(...c)
  const neuron = { U: [c.map(x => (norm === 0 ? 0 : x / norm))], v: [norm] }
  return momentCertificate('linear', { ...game, activation: [0, 1, 0] }, generator, { atoms: [neuron], weights: [1] })
}
