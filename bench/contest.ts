/** Paired measurement: the contestants take turns, so that whatever else the machine does falls on all of them alike. */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Said, Turn } from './serve.ts'
import { nameOf, type Size } from './sizes.ts'

export interface Contestant {
  readonly id: string
  /** The child process that makes its steps; contestants of the same child differ in the steps a call. */
  readonly file: string
  readonly options: readonly string[]
  readonly block: number
}
export interface Result {
  readonly id: string
  /** Of each fresh process: from the making of the game to the end of its first step, ms. */
  readonly first: readonly number[]
  /** ms a step, by round; absent where the contestant sat out. */
  readonly rounds: readonly (number | undefined)[]
}
export interface Effort {
  readonly rounds: number
  /** Aimed length of a turn, s. */
  readonly turn: number
  /** Fresh processes whose first step is timed. */
  readonly starts: number
}

interface Child {
  readonly first: number
  take(turn: Turn): Promise<number>
  end(): void
}

/** Rounds in which a contestant takes part whose single step is longer than a turn. */
const slowRounds = 3

const heard = (child: ChildProcess, id: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`contestant ${id} ended with code ${String(code)}`))
    child.once('exit', ended)
    child.once('message', ({ ms }: Said) => {
      child.off('exit', ended)
      resolve(ms)
    })
  })

async function start({ id, file, options }: Contestant, size: Size): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [nameOf(size), ...options], { execArgv: ['--import', 'tsx'] })
  const first = await heard(child, id)
  return {
    first,
    take: turn => {
      const answer = heard(child, id)
      child.send(turn)
      return answer
    },
    end: () => {
      child.disconnect()
      child.kill()
    },
  }
}

/** Lets threads that spin for more work fall asleep before another contestant begins. */
const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 30))

/** Times every contestant on one size. */
export async function contest(
  contestants: readonly Contestant[],
  size: Size,
  { rounds, turn, starts }: Effort,
): Promise<Result[]> {
  const kindOf = ({ file, options }: Contestant): string => [file, ...options].join(' ')
  const kinds = new Map(contestants.map(c => [kindOf(c), c]))
  const first = new Map<string, number[]>([...kinds.keys()].map(kind => [kind, []]))
  const children = new Map<string, Child>()
  try {
    for (let s = 0; s < starts; s++) {
      for (const [kind, contestant] of kinds) {
        const child = await start(contestant, size)
        first.get(kind)!.push(child.first)
        if (s === starts - 1) children.set(kind, child)
        else child.end()
      }
    }
    const entrants = []
    for (const contestant of contestants) {
      const child = children.get(kindOf(contestant))!
      const { block } = contestant
      // Twice: the first turn holds what the just-in-time compiler does once.
      await child.take({ steps: block, block })
      const perStep = (await child.take({ steps: block, block })) / block
      const blocks = Math.max(1, Math.round((1000 * turn) / (perStep * block)))
      const slow = perStep > 1000 * turn
      entrants.push({ id: contestant.id, child, slow, turn: slow ? { steps: 1, block: 1 } : { steps: blocks * block, block } })
    }
    const times = new Map<string, (number | undefined)[]>(contestants.map(c => [c.id, []]))
    for (let r = 0; r < rounds; r++) {
      // There and back, so that no one always follows the same neighbour.
      for (const { id, child, slow, turn: asked } of r % 2 === 0 ? entrants : [...entrants].reverse()) {
        if (slow && r >= slowRounds) {
          times.get(id)!.push(undefined)
          continue
        }
        await settle()
        times.get(id)!.push((await child.take(asked)) / asked.steps)
      }
    }
    return contestants.map(c => ({ id: c.id, first: first.get(kindOf(c))!, rounds: times.get(c.id)! }))
  } finally {
    for (const child of children.values()) child.end()
  }
}
