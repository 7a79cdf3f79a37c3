import type { Mixture } from '../mixture.ts'

/** Each player's final strategies as JSON: atoms with weights, block by block. */
export function strategiesText(players: readonly string[], answer: readonly Mixture[]): string {
  const strategies = answer.map(({ atoms, weights }, i) => ({
    player: players[i],
    atoms: atoms.map((atom, a) => {
      const values = atom.hostBlocks()
      return { weight: weights[a], blocks: atom.layout.map((block, b) => ({ ...block, values: Array.from(values[b]!) })) }
    }),
  }))
  return `${JSON.stringify(strategies)}\n`
}
