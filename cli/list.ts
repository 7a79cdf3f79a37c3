import { Command } from 'commander'
import { unknown } from '../core/config/nearest.ts'
import type { Kind } from '../core/define.ts'
import { Refusal } from '../core/refusal.ts'
import { labOf } from './lab.ts'
import { studies } from '../studies/index.ts'
import { shippedStudies } from '../studies/shipped/index.ts'
import { reproductions } from '../studies/reproductions/index.ts'
import { beside } from './wrap.ts'

const kinds = {
  games: 'game',
  players: 'player',
  optimizers: 'optimizer',
  transforms: 'transform',
  learners: 'learner',
  metrics: 'metric',
} as const satisfies Record<string, Kind>
const all = [...Object.keys(kinds), 'studies', 'reproductions', 'plugins'] as const

interface Row {
  readonly id: string
  readonly about: string
}

export const listCommand = (): Command =>
  new Command('list')
    .description('what there is')
    .argument('[kind]', `one kind only: ${all.join(', ')}`)
    .option('--json', 'as JSON')
    .action(async (kind: string | undefined, { json }: { json?: boolean }, command: Command) => {
      if (kind !== undefined && !all.some(k => k === kind)) throw new Refusal(unknown('kind', kind, all))
      const lab = await labOf(command)
      const shown = kind === undefined ? all : [kind]
      const files = shown.includes('studies') ? await shippedStudies() : []
      const rows = (name: string): Row[] => {
        if (name === 'studies') return [...studies, ...files].map(({ id, about }) => ({ id, about }))
        if (name === 'reproductions') return reproductions.map(({ id, title }) => ({ id, about: title }))
        if (name === 'plugins') {
          const count = (n: readonly unknown[] | undefined, what: string): string[] =>
            n?.length ? [`${n.length} ${what}${n.length > 1 ? 's' : ''}`] : []
          return lab.plugins.map(p => ({
            id: p.name,
            about: [
              `version ${p.version}`,
              ...count(p.games, 'game'),
              ...count(p.players, 'player'),
              ...count(p.optimizers, 'optimizer'),
              ...count(p.transforms, 'transform'),
              ...count(p.learners, 'learner'),
              ...count(p.metrics, 'metric'),
            ].join(', '),
          }))
        }
        return lab.list(kinds[name as keyof typeof kinds]).map(({ id, about }) => ({ id, about }))
      }
      if (json) {
        process.stdout.write(`${JSON.stringify(Object.fromEntries(shown.map(name => [name, rows(name)])), null, 2)}\n`)
        return
      }
      const lines = shown.flatMap(name => [name, ...beside(rows(name).map(({ id, about }) => [id, about])), ''])
      process.stdout.write(`${lines.join('\n')}\n`)
    })
