import { resolve } from '../../core/config/resolve.ts'
import type { Network } from '../../core/contract.ts'
import type { PlayerDefinition, Role } from '../../core/define.ts'
import { parseSelector } from '../../core/selector-parse.ts'
import { dcgan } from '../../players/dcgan.ts'
import { resnet } from '../../players/resnet.ts'

const definitions: Readonly<Record<string, PlayerDefinition>> = { dcgan, resnet }

/** The player of a selector in a role, as a run makes it. */
export function player(selector: string, role: Role): Network {
  const { id, params } = parseSelector(selector)
  const definition = definitions[id]!
  return definition.create(
    resolve(`player '${id}'`, definition.config, params, { path: 'p', players: [] }).config,
    role,
  ) as Network
}
export const generator = (output: readonly number[], latent = 128): Role => ({
  id: 'generator',
  input: [latent],
  output,
  player: 'mlp',
})
export const critic = (input: readonly number[]): Role => ({ id: 'critic', input, output: [1], player: 'mlp' })
