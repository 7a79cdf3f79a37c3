import { Command } from 'commander'
import type { Option } from '../core/config/option.ts'
import { unknown } from '../core/config/nearest.ts'
import type { Claim, Definition, Kind, OptimizerDefinition } from '../core/define.ts'
import type { Lab } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'
import { formatSelector } from '../core/selector-parse.ts'
import { labOf } from './lab.ts'
import { table } from './table.ts'

const kinds: readonly Kind[] = ['game', 'player', 'optimizer', 'transform', 'metric']

const shown = (option: Option<unknown>): string => {
  const { default: value } = option
  if (value === undefined) return 'absent' in option ? '' : 'must be given'
  return typeof value === 'object' && 'params' in value
    ? formatSelector(value)
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
}
const conditions = (when: Claim['when']): string =>
  when
    ? ` (${Object.entries(when)
        .map(([k, v]) => `${k}=${String(v)}`)
        .join(', ')})`
    : ''
const claimed = (on: string, claim: Claim | undefined): string[] => {
  if (!claim) return []
  const what = {
    'last-iterate': 'its last iterate converges',
    'average': 'its average converges',
    'bounded': 'it stays bounded',
    'diverges': 'it diverges',
  }[claim.is]
  return [`on ${on}: ${what}${conditions(claim.when)}`]
}
const ofOptimizer = ({ needs, cost, order = 1, claims = {}, slots = {} }: OptimizerDefinition): string[] => {
  const exact = { exact: 'to the last bit', rounding: 'to rounding' }
  const said = [
    ...claimed('a bilinear game', claims.bilinear),
    ...claimed('a strongly monotone game', claims.stronglyMonotone),
    ...(claims.fixedPoint
      ? [`an equilibrium is a fixed point${conditions(claims.fixedPoint === true ? undefined : claims.fixedPoint.when)}`]
      : []),
    ...(claims.permutation ? ['permuting the players permutes the trajectory'] : []),
    ...(claims.reducesTo ?? []).map(
      r =>
        `with ${Object.entries(r.when)
          .map(([k, v]) => `${k}=${String(v)}`)
          .join(', ')} it is ${r.optimizer}, ${exact[r.bits]}`,
    ),
  ]
  const places = Object.entries(slots).map(([name, slot]) => `${name}: ${typeof slot === 'string' ? slot : slot.kind}`)
  return [
    `View       ${needs === 'inner' ? 'that of the optimizer it runs' : needs}`,
    `Cost       ${cost} a step${order === 2 ? ', second derivatives' : ''}`,
    ...(places.length > 0 ? [`Slots      ${places.join(', ')}`] : []),
    ...(said.length > 0 ? ['', 'Claims (each is tested)', ...said.map(s => `  ${s}`)] : []),
  ]
}

/** What a definition says about itself, line by line. */
export function description(definition: Definition): string[] {
  const options = Object.entries(definition.config) as [string, Option<unknown>][]
  const rows = options.map(([name, option]) => [`  ${name}`, option.symbol ?? '', shown(option), option.valid, option.doc])
  return [
    `${definition.id} (${definition.kind})`,
    definition.about,
    '',
    ...(definition.equations ?? []).map(line => `    ${line}`),
    ...(definition.equations ? [''] : []),
    ...(definition.source ? [`Source     ${definition.source}`] : []),
    ...(definition.kind === 'optimizer' ? ofOptimizer(definition) : []),
    '',
    ...(rows.length > 0 ? ['Options', ...table([['  name', 'symbol', 'default', 'valid', 'meaning'], ...rows])] : ['No options']),
    ...(definition.example ? ['', 'Example', `  ${definition.example}`] : []),
  ]
}

const idsOf = (lab: Lab): string[] => kinds.flatMap(kind => lab.list(kind).map(d => d.id))

export const describeCommand = (): Command =>
  new Command('describe')
    .description('equations, source, options, cost, claims and an example of one definition')
    .argument('<id>', 'a game, player, optimizer, transform or metric')
    .action(async (id: string, _options: object, command: Command) => {
      const lab = await labOf(command)
      const found = lab.describe(id)
      if (found.length === 0) throw new Refusal(unknown('id', id, idsOf(lab)))
      process.stdout.write(`${found.map(d => description(d).join('\n')).join('\n\n')}\n`)
    })
