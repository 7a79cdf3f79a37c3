import { Command } from 'commander'
import { unknown } from '../core/config/nearest.ts'
import { Refusal } from '../core/refusal.ts'
import { reproductions } from '../studies/reproductions/index.ts'
import { failed, reproduce } from '../studies/reproductions/reproduce.ts'
import type { Reproduced, Reproduction } from '../studies/reproductions/reproduction.ts'
import { labOf } from './lab.ts'
import { reproductionText, tally } from './reproduce-table.ts'

interface Flags {
  readonly json?: boolean
  readonly full?: boolean
}

/** Those of this id, or all. */
function chosen(id: string | undefined, all: readonly Reproduction[]): readonly Reproduction[] {
  if (id === undefined) return all
  const found = all.find(r => r.id === id)
  if (found) return [found]
  throw new Refusal(
    unknown(
      'reproduction',
      id,
      all.map(r => r.id),
    ),
  )
}

/** Published numbers beside ours. Code 1 where a figure differs without a reason. `all` may be others in tests. */
export const reproduceCommand = (all: readonly Reproduction[] = reproductions): Command =>
  new Command('reproduce')
    .description('published numbers beside ours: published | ours | gap | verdict')
    .argument('[id]', `one reproduction only: ${all.map(r => r.id).join(', ')}`)
    .option('--json', 'as JSON')
    .option('--full', 'rows that take minutes too')
    .addHelpText(
      'after',
      `
A figure is \`equal\` when ours rounds to the digits that are printed. Where it is
another number the verdict is \`protocol differs\`, with the reason, or \`differs\`,
which is a fault: the command then ends with code 1. \`saddle list reproductions\`
lists what there is.

Example
  $ saddle reproduce optax-optimistic-adam`,
    )
    .action(async (id: string | undefined, { json = false, full = false }: Flags, command: Command) => {
      const wanted = chosen(id, all)
      const lab = await labOf(command)
      const made: Reproduced[] = []
      for (const reproduction of wanted) {
        const begun = performance.now()
        const one = await reproduce(reproduction, lab, {
          full,
          told: row => {
            // What takes long says where it is.
            if (row.full && full)
              process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(6)} s  ${row.what}\n`)
          },
        })
        made.push(one)
        if (!json) process.stdout.write(`${reproductionText(one).join('\n')}\n\n`)
      }
      process.stdout.write(json ? `${JSON.stringify(made, null, 2)}\n` : `${tally(made)}\n`)
      if (failed(made)) process.exitCode = 1
    })
