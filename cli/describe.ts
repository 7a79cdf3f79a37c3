import { Command } from 'commander'
import { unknown } from '../core/config/nearest.ts'
import { resolve } from '../core/config/resolve.ts'
import { claimsOf, type Claim, type Claims, type Reduction } from '../core/claims.ts'
import type { Definition, GameDefinition, Kind, OptimizerDefinition, Plugin } from '../core/define.ts'
import { key } from '../core/key.ts'
import type { Lab } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'
import { article } from '../core/registry.ts'
import { slotExample } from '../core/assemble/selected.ts'
import { formatSelector } from '../core/selector-parse.ts'
import type { Selector } from '../core/selector.ts'
import { studies } from '../studies/index.ts'
import { reproductions } from '../studies/reproductions/index.ts'
import type { Reproduction } from '../studies/reproductions/reproduction.ts'
import { shippedIds, shippedStudies } from '../studies/shipped/index.ts'
import type { Study } from '../studies/study.ts'
import { optionLines } from './describe-options.ts'
import { labOf } from './lab.ts'
import { beside, shell, wrapped } from './wrap.ts'

const kinds: readonly Kind[] = ['game', 'player', 'optimizer', 'transform', 'learner', 'metric']

const listed = (when: Readonly<Record<string, unknown>>): string =>
  Object.entries(when)
    .map(([k, v]) => `${k}=${typeof v === 'object' ? formatSelector(v as Selector) : String(v as string | number | boolean)}`)
    .join(', ')
const conditions = (when: Claim['when']): string => (when ? ` (${listed(when)})` : '')
const happens: Readonly<Record<Claim['is'], string>> = {
  'last-iterate': 'its last iterate converges',
  'average': 'its average converges',
  'bounded': 'it stays bounded',
  'cycles': 'it stays bounded and does not converge',
  'stalls': 'noise keeps it away from the solution',
  'diverges': 'it diverges',
}
const claimed = (on: string, claims: Claims | undefined): string[] =>
  claimsOf(claims).map(
    ({ when, is }) => `on ${on}, at these options' defaults${when ? ` and ${listed(when)}` : ''}: ${happens[is]}`,
  )

type Fact = readonly [name: string, text: string]

/** How each slot is written. */
const slotFacts = ({ slots = {} }: OptimizerDefinition): Fact[] =>
  Object.entries(slots).map(([name, slot], i) => {
    const { kind, standard, doc } =
      typeof slot === 'string'
        ? { kind: slot, standard: slot === 'transform' ? 'sgd' : undefined, doc: '' }
        : { kind: slot.kind, standard: slot.default, doc: `${slot.doc}; ` }
    const written = `${name}=${slotExample[kind]}`
    const absent = standard === undefined ? 'must be given' : `default ${standard}`
    return [i === 0 ? 'Slots' : '', `${name}: ${doc}${article(kind)}, as in ${written}; ${absent}`]
  })

function optimizerFacts(definition: OptimizerDefinition): Fact[] {
  const { needs, cost, order = 1 } = definition
  return [
    ['View', needs === 'inner' ? 'that of the optimizer it runs' : needs],
    ['Cost', `${cost} a step${order === 2 ? ', second derivatives' : ''}`],
    ...slotFacts(definition),
  ]
}

const reduced = ({ when, sets, noise, point, optimizer, bits }: Reduction): string => {
  const where = [
    ...(Object.keys(when).length > 0 ? [`with ${listed(when)}`] : []),
    ...(sets ? ['where every player is free'] : []),
    ...(noise ? ['without noise'] : []),
  ].join(' ')
  const it = point === 'extrapolated' ? 'its extrapolated points are the iterates of' : 'it is'
  return `${where} ${it} ${optimizer}, ${{ exact: 'to the last bit', rounding: 'to rounding' }[bits]}`.trim()
}

function claimLines({ claims = {} }: OptimizerDefinition): string[] {
  const said = [
    ...claimed('a bilinear game', claims.bilinear),
    ...claimed('a bilinear sum of which a sample shows one term', claims.bilinearSum),
    ...claimed('a bilinear game with noise of the same law everywhere', claims.bilinearNoise),
    ...claimed('a strongly monotone game', claims.stronglyMonotone),
    ...(claims.fixedPoint
      ? [`an equilibrium is a fixed point${conditions(claims.fixedPoint === true ? undefined : claims.fixedPoint.when)}`]
      : []),
    ...(claims.permutation ? ['permuting the players permutes the trajectory'] : []),
    ...(claims.reducesTo ?? []).map(reduced),
  ]
  return said.length === 0 ? [] : ['Claims (each is tested)', ...said.flatMap(s => wrapped('  ', s)), '']
}

/** A selector with lists of more than sixteen numbers cut after the second: `vector[start=[1,2,…]]`. */
const shortened = (selector: string): string =>
  selector.replace(/\[((?:[^[\],]+,){2})(?:[^[\],]+,){14,}[^[\],]+\]/g, (_, first: string) => `[${first}…]`)

/** The roles of a game at its default options, with the players that are taken where none is injected. */
function roleFacts({ id, config, roles, of }: GameDefinition): Fact[] {
  if (of !== undefined) return [['Game', `of=${of} where none is given; players are those of that game`]]
  if (!roles) return [['Players', 'it makes its own; none can be given']]
  try {
    const options = resolve(`game '${id}'`, config, {}, { path: 'game', players: [] }).config
    const places = roles(options, { key: key(0).fold('data') })
    if (places.length === 0) return [['Players', 'it makes its own at its default options']]
    return places.map((role, i) => [
      i === 0 ? 'Players' : '',
      `${role.id}: ${shortened(role.player)} where none is given with --player ${role.id}=…`,
    ])
  } catch {
    // A game whose options must be given has no players yet.
    return [['Players', 'they depend on options that must be given']]
  }
}

/** What a definition says about itself, line by line. */
export function description(definition: Definition): string[] {
  const facts: Fact[] = [
    ...(definition.source ? [['Source', definition.source] as const] : []),
    ...(definition.kind === 'optimizer' ? optimizerFacts(definition) : []),
    ...(definition.kind === 'game' ? roleFacts(definition) : []),
  ]
  const options = optionLines(definition.config)
  return [
    `${definition.id} (${definition.kind})`,
    ...wrapped('', definition.about),
    '',
    ...(definition.equations ?? []).flatMap(line => wrapped('    ', line)),
    ...(definition.equations ? [''] : []),
    ...beside(facts, ''),
    ...(facts.length > 0 ? [''] : []),
    ...(definition.kind === 'optimizer' ? claimLines(definition) : []),
    ...(options.length > 0 ? ['Options', ...options] : ['No options']),
    ...(definition.example ? ['', 'Example', ...shell(definition.example, '  ')] : []),
  ]
}

const ofStudy = ({ id, about }: Pick<Study, 'id' | 'about'>): string[] => [
  `${id} (study)`,
  ...wrapped('', about),
  '',
  'Example',
  ...shell(`saddle study ${id} --out runs/${id}`, '  '),
]

const ofReproduction = ({ id, title, source, settings }: Reproduction): string[] => [
  `${id} (reproduction)`,
  ...wrapped('', title),
  '',
  ...beside(
    [
      ['source', source],
      ['settings', settings],
    ],
    '',
  ),
  '',
  'Example',
  ...shell(`saddle reproduce ${id}`, '  '),
]

const ofPlugin = ({ name, version, ...lists }: Plugin): string[] => [
  `${name} (plugin)`,
  `version ${version}`,
  '',
  ...beside(
    kinds.flatMap((kind): Fact[] => {
      const ids = (lists[`${kind}s`] ?? []).map(d => d.id)
      return ids.length === 0 ? [] : [[`${kind}s`, ids.join(', ')]]
    }),
    '',
  ),
]

/** Each once: a study or a reproduction may have the name of what it is about. */
const idsOf = (lab: Lab): string[] => [
  ...new Set([
    ...kinds.flatMap(kind => lab.list(kind).map(d => d.id)),
    ...studies.map(s => s.id),
    ...shippedIds,
    ...reproductions.map(r => r.id),
    ...lab.plugins.map(p => p.name),
  ]),
]

export const describeCommand = (): Command =>
  new Command('describe')
    .description('equations, source, options, cost, claims and an example of one definition')
    .argument('<id>', 'a game, player, optimizer, transform, learner, metric, study, reproduction or plugin')
    .action(async (id: string, _options: object, command: Command) => {
      const lab = await labOf(command)
      const files = shippedIds.includes(id) ? await shippedStudies() : []
      const found = [
        ...lab.describe(id).map(description),
        ...[...studies, ...files].filter(s => s.id === id).map(ofStudy),
        ...reproductions.filter(r => r.id === id).map(ofReproduction),
        ...lab.plugins.filter(p => p.name === id).map(ofPlugin),
      ]
      if (found.length === 0) throw new Refusal(unknown('id', id, idsOf(lab), 'saddle list'))
      process.stdout.write(`${found.map(lines => lines.join('\n')).join('\n\n')}\n`)
    })
