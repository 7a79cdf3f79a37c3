import { snapshotsOf } from '../core/folder/snapshot-files.ts'
import type { Atom } from '../core/double-oracle/double-oracle.ts'
import type { Point } from '../core/point.ts'
import { Refusal } from '../core/refusal.ts'
import type { TrainedRun } from './export-run.ts'

/** The strategies that a run has kept of one player, none twice, and which is the last. */
export interface Kept {
  readonly atoms: readonly Atom[]
  readonly last: number
}

const layoutOf = ({ layout }: Point): string => JSON.stringify(layout)
const same = (x: Point, y: Point): boolean => x.size === y.size && x.host.every((v, e) => Object.is(v, y.host[e]))

/** Of each player: its snapshots, the earliest first, and then the atoms of the run's answer. Throws where there are none to choose from. */
export function keptStrategies(
  path: string,
  { assembled: { game, needs }, config, checkpoint, answer }: TrainedRun,
): readonly [Kept, Kept] {
  const { snapshots: every } = config
  const snapshots = every === undefined ? [] : snapshotsOf(path, game, { upTo: checkpoint.step, every, late: needs !== 'field' })
  const kept = game.players.map((player, i): Kept => {
    const atoms: Atom[] = []
    const take = (point: Point, from: string): number => {
      const at = atoms.findIndex(a => same(a.point, point))
      return at >= 0 ? at : atoms.push({ point, from }) - 1
    }
    let last = 0
    for (const { step, strategies } of snapshots)
      for (const [a, point] of strategies[i]!.atoms.entries())
        last = take(point, `step ${step}${strategies[i]!.atoms.length > 1 ? `, atom ${a}` : ''}`)
    const final = answer[i]?.atoms ?? []
    for (const [a, point] of final.entries()) {
      const at = take(point, final.length > 1 ? `answer, atom ${a}` : `step ${checkpoint.step}`)
      if (final.length === 1 || snapshots.length === 0) last = at
    }
    if (atoms.length > 0 && atoms.some(a => layoutOf(a.point) !== layoutOf(atoms[0]!.point)))
      throw new Refusal(
        `the strategies that the run in ${path} has kept of player '${player.id}' have different blocks, as those of a game in stages do, and are of no one game`,
      )
    return { atoms, last }
  })
  const [u, v] = kept as [Kept, Kept]
  if (u.atoms.length > 1 || v.atoms.length > 1) return [u, v]
  throw new Refusal(
    `the run in ${path} has kept no strategies to mix: ${snapshots.length === 0 ? 'it has no snapshots' : 'its snapshots are all alike'} and its answer is one strategy a player; make it again with --snapshots N`,
  )
}
