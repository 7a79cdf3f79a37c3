/** How fast runs are made, and how long those that are left will take. */

/** A run under way, and the row it is of; rows of a group are alike where nothing else is known. */
interface Begun {
  readonly row: string
  readonly group: string
  readonly at: number
  share: number
}
export interface Pace {
  begun(id: string, row: string, group: string): void
  share(id: string, share: number): void
  /** A run has ended. One that was not begun here, having been found, tells nothing. */
  ended(id: string): void
  /** Runs a minute since the first was begun; null before the first has ended. */
  perMinute(): number | null
  /** Seconds until all is made, `waiting` being the rows of the runs that wait; null where nothing tells how long a run takes. */
  left(waiting: readonly { readonly row: string; readonly group: string }[], jobs: number): number | null
}

interface Sum {
  seconds: number
  runs: number
}

/** `now` in seconds. */
export function pace(now: () => number = () => performance.now() / 1000): Pace {
  const under = new Map<string, Begun>()
  const sums = new Map<string, Sum>()
  let first: number | null = null
  let made = 0
  const note = (name: string, seconds: number): void => {
    const sum = sums.get(name) ?? { seconds: 0, runs: 0 }
    sums.set(name, { seconds: sum.seconds + seconds, runs: sum.runs + 1 })
  }
  /** Of the row, else of its group, else of all, else what runs under way promise. */
  const seconds = (row: string, group: string): number | null => {
    const sum = [`row ${row}`, `group ${group}`, 'all'].map(name => sums.get(name)).find(s => s !== undefined)
    if (sum) return sum.seconds / sum.runs
    const promised = [...under.values()].filter(b => b.share > 0.02).map(b => (now() - b.at) / b.share)
    return promised.length === 0 ? null : promised.reduce((a, b) => a + b) / promised.length
  }
  return {
    begun: (id, row, group) => {
      first ??= now()
      under.set(id, { row, group, at: now(), share: 0 })
    },
    share: (id, share) => {
      const run = under.get(id)
      if (run) run.share = share
    },
    ended: id => {
      const run = under.get(id)
      if (!run) return
      under.delete(id)
      made++
      for (const name of [`row ${run.row}`, `group ${run.group}`, 'all']) note(name, now() - run.at)
    },
    perMinute: () => (first === null || made === 0 ? null : (60 * made) / Math.max(1e-3, now() - first)),
    left: (waiting, jobs) => {
      let sum = 0
      for (const { row, group, at, share } of under.values()) {
        const [each, spent] = [seconds(row, group), now() - at]
        if (share > 0.05) sum += (spent / share) * (1 - share)
        else if (each === null) return null
        else sum += Math.max(0, each - spent)
      }
      for (const { row, group } of waiting) {
        const each = seconds(row, group)
        if (each === null) return null
        sum += each
      }
      return sum / Math.max(1, Math.min(jobs, under.size + waiting.length))
    },
  }
}
