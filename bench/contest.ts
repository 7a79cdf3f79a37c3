/** Paired measurement: the contestants take turns, so that whatever else the machine does falls on all of them alike. */
import { start, type Child } from './child.ts'
import type { Contestant } from './contestants.ts'
import type { Began, Turn } from './serve.ts'

export interface Result {
  readonly contestant: Contestant
  /** What each fresh process said of its first step. */
  readonly began: readonly Began[]
  /** ms a step, by round; absent where the contestant sat out. */
  readonly rounds: readonly (number | undefined)[]
}
/** A contestant that could not take part, and why. */
export interface Absent {
  readonly contestant: Contestant
  readonly reason: string
}
export interface Effort {
  readonly rounds: number
  /** Aimed length of a turn, s. */
  readonly turn: number
  /** Fresh processes whose first step is timed, of the library and of the step by hand. */
  readonly starts: number
}

/** Rounds in which a contestant takes part whose single step is longer than a turn. */
const slowRounds = 3

/** Lets threads that spin for more work fall asleep before another contestant begins. */
const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 250))

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What every contestant is given before it is timed, ms: just-in-time compilers, V8's among them, take some thousand calls. */
const warmUp = 2000

/** A turn of about the aimed length, its calls timed when they are warm. */
async function turnOf(child: Child, block: number, seconds: number): Promise<{ turn: Turn; slow: boolean }> {
  await child.take({ steps: block, block })
  let perCall = await child.take({ steps: block, block })
  if (perCall / block > 1000 * seconds) return { turn: { steps: 1, block: 1 }, slow: true }
  for (let spent = 0; spent < warmUp;) {
    const calls = Math.max(1, Math.round(500 / perCall))
    const ms = await child.take({ steps: calls * block, block })
    perCall = ms / calls
    spent += ms
  }
  const calls = Math.max(1, Math.round((1000 * seconds) / perCall))
  return { turn: { steps: calls * block, block }, slow: false }
}

interface Entrant {
  readonly contestant: Contestant
  readonly child: Child
  readonly turn: Turn
  readonly slow: boolean
  readonly rounds: (number | undefined)[]
}

/** Times every contestant on one work. One that fails is reported with its reason, and the others go on. */
export async function contest(
  contestants: readonly Contestant[],
  { rounds, turn: seconds, starts }: Effort,
): Promise<{ results: Result[]; absent: Absent[] }> {
  const kindOf = ({ command }: Contestant): string => command.join(' ')
  const began = new Map<string, Began[]>()
  const children = new Map<string, Child>()
  const failed = new Map<string, string>()
  const absent: Absent[] = []
  try {
    for (let s = 0; s < starts; s++) {
      for (const [kind, { command, peer }] of new Map(contestants.map(c => [kindOf(c), c]))) {
        // A peer's first step is timed once: compilers of peers take their time.
        if (failed.has(kind) || (peer && s < starts - 1)) continue
        try {
          const child = await start(command)
          began.set(kind, [...(began.get(kind) ?? []), child.began])
          if (s === starts - 1) children.set(kind, child)
          else child.end()
        } catch (error) {
          failed.set(kind, reasonOf(error))
        }
      }
    }
    let entrants: Entrant[] = []
    const drop = (contestant: Contestant, reason: string): void => {
      absent.push({ contestant, reason })
      entrants = entrants.filter(e => e.contestant !== contestant)
    }
    for (const contestant of contestants) {
      const child = children.get(kindOf(contestant))
      if (!child) {
        drop(contestant, failed.get(kindOf(contestant))!)
        continue
      }
      try {
        entrants.push({ contestant, child, rounds: [], ...(await turnOf(child, contestant.block, seconds)) })
      } catch (error) {
        drop(contestant, reasonOf(error))
      }
    }
    for (let r = 0; r < rounds; r++) {
      // There and back, so that no one always follows the same neighbour.
      for (const entrant of r % 2 === 0 ? entrants : [...entrants].reverse()) {
        if (entrant.slow && r >= slowRounds) {
          entrant.rounds.push(undefined)
          continue
        }
        await settle()
        try {
          entrant.rounds.push((await entrant.child.take(entrant.turn)) / entrant.turn.steps)
        } catch (error) {
          drop(entrant.contestant, reasonOf(error))
        }
      }
    }
    const results = entrants.map(e => ({ contestant: e.contestant, began: began.get(kindOf(e.contestant))!, rounds: e.rounds }))
    return { results, absent }
  } finally {
    for (const child of children.values()) child.end()
  }
}
