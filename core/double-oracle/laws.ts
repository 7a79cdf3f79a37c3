/** On which draws payoffs are evaluated: those of the training law, and those that training never sees. */
import type * as tf from '@tensorflow/tfjs'
import type { Game } from '../contract.ts'
import type { Key } from '../key.ts'
import { key as keyOf } from '../key.ts'
import { hostLeaves, withLeaves, type HostTree } from '../tree.ts'

/** Draws of a game, and what they are, as the end of a sentence. */
export interface Law {
  /** Nothing is random: one draw is the whole expectation. */
  readonly exact: boolean
  readonly about: string
  draws(key: Key, n: number): HostTree[]
}
export interface Laws {
  readonly training: Law
  readonly heldOut: Law
}

const repeated = (draw: (key: Key) => HostTree): Law['draws'] => {
  return (key, n) => Array.from({ length: n }, (_, d) => draw(key.fold(d)))
}

/** Which leaf of a draw the real rows are; null where a game makes them otherwise. */
function realLeaf(game: Game, template: HostTree): number | null {
  const marks = hostLeaves(template).map((_, i) => ({ mark: i }) as unknown as tf.Tensor)
  try {
    const at = marks.indexOf(game.gan!.real(withLeaves(template, marks) as never))
    return at < 0 ? null : at
  } catch {
    return null
  }
}

/** A draw with other values in one leaf. */
const replaced = (tree: HostTree, leaf: number, by: HostTree): HostTree =>
  withLeaves(tree, hostLeaves(tree).map((t, i) => (i === leaf ? by : t)) as unknown as tf.Tensor[]) as HostTree

export function lawsOf(game: Game): Laws {
  const template = game.sample(keyOf(0))
  if (hostLeaves(template).length === 0) {
    const exact: Law = { exact: true, about: 'nothing is drawn, and payoffs are exact', draws: () => [template] }
    return { training: exact, heldOut: exact }
  }
  if (game.finiteSum) {
    const { n, all } = game.finiteSum
    const whole: Law = { exact: true, about: `all ${n} terms of the game's sum, none of which is held out`, draws: () => [all()] }
    return { training: whole, heldOut: whole }
  }
  const training: Law = { exact: false, about: 'draws of the training law', draws: repeated(game.sample) }
  if (!game.gan) return { training, heldOut: { ...training, about: 'fresh draws of the training law' } }
  const real = realLeaf(game, template)
  const { drawHeldOut } = game.gan
  if (!drawHeldOut || real === null)
    return {
      training,
      heldOut: { ...training, about: "fresh draws of rows that training draws too, since the game's data hold nothing out" },
    }
  const rows = hostLeaves(template)[real]!.shape[0]!
  const [seen, unseen] = [game.gan.drawReal(keyOf(0), 2), drawHeldOut(keyOf(0), 2)]
  if (seen.values.every((v, e) => v === unseen.values[e]))
    return { training, heldOut: { ...training, about: 'fresh draws of the law that training draws from' } }
  const heldOut = repeated(key => replaced(game.sample(key), real, drawHeldOut(key.fold('held out'), rows)))
  return { training, heldOut: { exact: false, about: 'rows that training never draws', draws: heldOut } }
}
