/**
 * The child's side of the contest, a line of JSON a message on stdin and stdout (bench/peers/serving.py speaks the same): it says how
 * long its first step took, then makes steps when asked and says how long they took.
 */
import { createInterface } from 'node:readline'

/** Asks a child for so many steps, `block` of them a call. */
export interface Turn {
  readonly steps: number
  readonly block: number
}
/** What a child says of its first step, from the making of the game on. */
export interface Began {
  readonly ms: number
  /** Of that, until the first step was made where state and draws stood ready: tracing, writing the graph, making a session, one step. */
  readonly compileMs?: number
  /** FLOPs a step, counted from the graph. */
  readonly flops?: number
  readonly versions?: Readonly<Record<string, string>>
}
/** What a child says of a turn. */
export interface Said {
  readonly ms: number
}

/** Serves turns until the parent goes away. */
export async function serve(first: Began, advance: (steps: number, block: number) => Promise<void>): Promise<void> {
  const say = (said: Said | Began): void => void process.stdout.write(`${JSON.stringify(said)}\n`)
  say(first)
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps, block } = JSON.parse(line) as Turn
    const begun = performance.now()
    await advance(steps, block)
    say({ ms: performance.now() - begun })
  }
}
