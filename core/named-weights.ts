import { brief } from './config/brief.ts'
import type { Player } from './contract.ts'
import type { HostTensor } from './host.ts'
import type { Mixture } from './mixture.ts'
import { hostPoint, type Point } from './point.ts'
import { Refusal } from './refusal.ts'
import type { Tensors } from './safetensors.ts'

/** The parts of a point by the names of its blocks. */
const blocksOf = (x: Point): readonly (readonly [string, HostTensor])[] =>
  x.hostBlocks().map((values, b) => [x.layout[b]!.name, { shape: x.layout[b]!.shape, values }])

/** The name of a block of a player's strategy, or of an atom of its mixture. */
export const tensorName = (player: string, atom: number | null, block: string): string =>
  atom === null ? `${player}.${block}` : `${player}.atom${atom}.${block}`

/**
 * Strategies as named tensors: `player.block` where a player plays one point, `player.atom3.block` and `player.weights` [K] where it
 * plays a mixture of K atoms.
 */
export function namedWeights(players: readonly string[], answer: readonly Mixture[]): Tensors {
  const named = answer.flatMap(({ atoms, weights }, i) => {
    const player = players[i]!
    if (atoms.length === 1) return blocksOf(atoms[0]!).map(([name, t]) => [tensorName(player, null, name), t] as const)
    const shares: HostTensor = { shape: [weights.length], values: Float64Array.from(weights, Number) }
    return [
      ...atoms.flatMap((atom, a) => blocksOf(atom).map(([name, t]) => [tensorName(player, a, name), t] as const)),
      [`${player}.weights`, shares] as const,
    ]
  })
  return new Map(named)
}

/** Weights for a player's start, and where they come from. */
export interface StartingWeights {
  readonly tensors: Tensors
  /** The file, for sentences. */
  readonly from: string
}

/** What float32 and back leaves of a point of a set, relative to its largest entry. */
const rounding = 1e-6

/** The player with another starting point. */
export const startingAt = <P extends Player>(player: P, x: Point): P => ({ ...player, start: () => x })

/**
 * The player with a start of these tensors, named `block` or `player.block`; those of `others`, the game's other players, are left
 * alone. A start outside the player's set by no more than float32 rounds is projected onto it. Throws where a block is missing or
 * has another shape, a tensor is none of the player's, an entry is not finite, or the start lies outside the set.
 */
export function startingFrom<P extends Player>(player: P, own: Point, others: readonly string[], weights: StartingWeights): P {
  const { id, set } = player
  const { from } = weights
  const found = tensorsOf(id, own, others, weights)
  const parts = own.layout.map(({ name, shape }) => {
    const { shape: got, values } = found.get(name)!
    if (got.join() !== shape.join()) {
      throw new Refusal(
        `tensor '${brief(name)}' of ${from} must have the shape [${shape.join(', ')}] for player '${id}', has [${got.join(', ')}]`,
      )
    }
    const at = values.findIndex(v => !Number.isFinite(v))
    if (at >= 0) throw new Refusal(`tensor '${brief(name)}' of ${from} is ${values[at]!} at entry ${at}; a start is finite`)
    return values
  })
  const x = hostPoint(own.layout, parts)
  if (set.kind === 'function') return startingAt(player, x)
  const violation = set.violation?.(x.host) ?? 0
  const largest = x.host.reduce((most, v) => Math.max(most, Math.abs(v)), 1)
  if (!(violation <= rounding * largest))
    throw new Refusal(
      `the weights of ${from} lie outside the set ${set.name} of player '${id}', by ${violation}; project them onto it`,
    )
  return startingAt(player, violation > 0 ? set.prox(x, 1) : x)
}

/** One tensor a block of the player. */
function tensorsOf(id: string, own: Point, others: readonly string[], { tensors, from }: StartingWeights): Tensors {
  const prefix = `${id}.`
  const prefixed = [...tensors.keys()].some(name => name.startsWith(prefix))
  const mine = new Map(
    [...tensors]
      .filter(([name]) => !prefixed || !others.some(other => name.startsWith(`${other}.`)))
      .map(([name, t]) => [prefixed && name.startsWith(prefix) ? name.slice(prefix.length) : name, t]),
  )
  const blocks = own.layout.map(b => b.name)
  const wanted = own.layout.map(({ name, shape }) => `${name}[${shape.join(', ')}]`).join(' ')
  if (mine.has('weights') && mine.has(`atom0.${blocks[0]!}`) && !blocks.includes('weights'))
    throw new Refusal(
      `${from} holds a mixture for player '${id}', a start is one strategy; write one with saddle export --component, or give the tensors of one atom as ${wanted}`,
    )
  const missing = blocks.find(name => !mine.has(name))
  if (missing !== undefined) {
    const got = [...tensors.keys()]
    throw new Refusal(
      `${from} has no tensor '${missing}' or '${prefix}${missing}' for player '${id}' (it has ${got.length === 0 ? 'none' : brief(got.join(', '))}); needed: ${wanted}`,
    )
  }
  const extra = [...mine.keys()].find(name => !blocks.includes(name))
  if (extra !== undefined)
    throw new Refusal(`${from} has a tensor '${brief(extra)}', which player '${id}' has not; needed, and nothing else: ${wanted}`)
  return mine
}
