import * as tf from '@tensorflow/tfjs'
import { gradients, jvp, vjp } from './calculus/gradient.ts'
import type { FieldView, Game, Sample, StrategySet } from './contract.ts'
import { finiteSumOf, wholeSum } from './finite-sum.ts'
import { frame } from './frame.ts'
import type { Ledger } from './ledger.ts'
import type { Mixture } from './mixture.ts'
import { Point, type Layout } from './point.ts'
import { Profile, scalarOf } from './profile.ts'
import { asTensor, product, type Scalar } from './scalar.ts'
import { flatten, unflatten, withLeaves, type HostTree } from './tree.ts'

/** Every pure profile of independent mixtures with its probability, with player i's own point in its place. */
function* outcomes(i: number, x: Point, opponents: readonly Mixture[]): Generator<{ z: Profile; weight: Scalar }> {
  const walk = function* (j: number, points: readonly Point[], weight: Scalar): Generator<{ z: Profile; weight: Scalar }> {
    if (j === opponents.length) {
      yield { z: new Profile(points), weight }
      return
    }
    if (j === i) yield* walk(j + 1, [...points, x], weight)
    else {
      const { atoms, weights } = opponents[j]!
      for (const [a, atom] of atoms.entries()) {
        const w = weights[a]!
        const both = weight === 1 ? w : product(weight, w)
        yield* walk(j + 1, [...points, atom], both)
      }
    }
  }
  yield* walk(0, [], 1)
}

const weighted = (loss: tf.Scalar, weight: Scalar): tf.Scalar => (weight === 1 ? loss : tf.mul(loss, asTensor(weight)))

/**
 * A game as a vector field, by automatic differentiation. The same view is traced and run eagerly; every call goes to the ledger.
 * `template` is a draw of the game, for the shape of its tree.
 */
export function fieldView(game: Game, template: HostTree, layouts: readonly Layout[], ledger: Ledger): FieldView {
  const n = game.players.length
  const sets = game.players.map(p => p.set)
  const lossOf = (i: number, z: Profile, ξ: Sample): tf.Scalar => {
    const loss: unknown = game.loss(i, z, ξ.ξ as never)
    const wrong = (is: string): Error =>
      new Error(`game '${game.id}': the loss of player '${game.players[i]!.id}' ${is}, must be a scalar tensor`)
    if (loss instanceof Promise) throw wrong('is a promise')
    if (!isTensor(loss)) throw wrong(`is a ${typeof loss}`)
    if (loss.rank !== 0) throw wrong(`has shape [${loss.shape.join(', ')}]`)
    return loss as tf.Scalar
  }
  const gradientOf = (i: number, j: number, profile: Profile, ξ: Sample): Point => {
    const z = apart(profile)
    const x = z.at(j)
    const [g] = gradients(() => lossOf(i, z, ξ), [x.tensor]).grads
    return x.with(g as tf.Tensor1D)
  }
  const field = (z: Profile, ξ: Sample): Profile => z.map((_, i) => gradientOf(i, i, z, ξ))
  const tensorsOf = (z: Profile): tf.Tensor1D[] => z.points.map(p => p.tensor)
  const profileOf = (z: Profile, tensors: readonly tf.Tensor[]): Profile => z.map((p, i) => p.with(tensors[i] as tf.Tensor1D))
  const sum = finiteSumOf(game)
  const worth = (ξ: Sample): number => ξ.worth ?? 1
  const proxCount = sets.filter(s => s.name !== 'free').length

  return {
    players: game.players.map(p => p.id),
    sets,
    ...(sum ? { finiteSum: { ...sum, all: () => wholeSum(game) } } : {}),
    start: () =>
      new Profile(
        frame()
          .start()
          .map((x, i) => new Point(layouts[i]!, x)),
      ),
    sample: () => {
      ledger.add({ samples: 1 })
      return { ξ: withLeaves(template, frame().draw()) }
    },
    F: (z, ξ) => {
      ledger.add({ gradients: n * worth(ξ) })
      return field(z, ξ)
    },
    loss: lossOf,
    grad: (i, j, z, ξ) => {
      ledger.add({ gradients: worth(ξ) })
      return gradientOf(i, j, z, ξ)
    },
    gradient: (f, x) => {
      ledger.add({ gradients: 1 })
      const variable = tf.clone(x.tensor)
      const [g] = gradients(() => f(x.with(variable)), [variable]).grads
      return x.with(g as tf.Tensor1D)
    },
    partial: (i, x, opponents, ξ) => {
      const all = [...outcomes(i, x, opponents)]
      ledger.add({ gradients: all.length * worth(ξ) })
      const mean = (): tf.Scalar => all.map(({ z, weight }) => weighted(lossOf(i, z, ξ), weight)).reduce((a, b) => tf.add(a, b))
      const [g] = gradients(mean, [x.tensor]).grads
      return x.with(g as tf.Tensor1D)
    },
    Jv: (profile, v, ξ) => {
      ledger.add({ jacobians: worth(ξ) })
      const z = apart(profile)
      return profileOf(
        z,
        jvp(() => tensorsOf(field(z, ξ)), tensorsOf(z), tensorsOf(v)),
      )
    },
    JTv: (profile, v, ξ) => {
      ledger.add({ jacobians: worth(ξ) })
      const z = apart(profile)
      const needed = z.points.map((_, i) => i).filter(i => v[i])
      const blocks = (): tf.Tensor[] => needed.map(i => gradientOf(i, i, z, ξ).tensor)
      return profileOf(
        z,
        vjp(
          blocks,
          tensorsOf(z),
          needed.map(i => v[i]!.tensor),
        ),
      )
    },
    prox: (z, η) => {
      ledger.add({ prox: proxCount })
      return z.map((x, i) => sets[i]!.prox(x, scalarOf(η, i)))
    },
    proxOf: (i, x, η) => {
      ledger.add({ prox: sets[i]!.name === 'free' ? 0 : 1 })
      return sets[i]!.prox(x, η)
    },
    mirror: (z, g, η) => {
      ledger.add({ prox: n })
      return z.map((x, i) => mirrorOf(sets[i]!, x, g.at(i), scalarOf(η, i)))
    },
    iterate: ({ max, carry, body, until }) => {
      const { form, leaves } = flatten(carry, 'carry')
      const state = (ts: readonly tf.Tensor[]): typeof carry => unflatten(form, ts) as typeof carry
      const [last, count] = ledger.loop(meter =>
        frame().loop({
          max,
          carry: leaves as tf.Tensor[],
          body: ts => meter.pass(() => flatten(body(state(ts)), 'carry').leaves as tf.Tensor[]),
          until: ts => meter.until(() => until(state(ts))),
        }),
      )
      return [state(last), count]
    },
  }
}

/** The same profile with a tensor of its own for every player: derivatives are taken by tensor, and two players may play one point. */
const apart = (z: Profile): Profile => {
  const tensors = z.points.map(p => p.tensor)
  if (new Set(tensors).size === tensors.length) return z
  return z.map((p, i) => (tensors.indexOf(p.tensor) < i ? p.with(tf.clone(p.tensor)) : p))
}

const isTensor = (x: unknown): x is tf.Tensor => x instanceof tf.Tensor

const mirrorOf = (set: StrategySet, x: Point, g: Point, η: Scalar): Point => {
  if (!set.mirror) throw new Error(`the set ${set.name} has no mirror step; use one that has (simplex, free, box)`)
  return set.mirror(x, g, η)
}
