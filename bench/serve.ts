/** The child's side of the contest: it says how long its first step took, then makes steps when asked and says how long they took. */

/** Asks a child for so many steps, `block` of them a call. */
export interface Turn {
  readonly steps: number
  readonly block: number
}
/** What a child says: the time of its first step, from the making of the game on, or that of a turn. In ms. */
export interface Said {
  readonly ms: number
}

/** Serves turns until the parent goes away. */
export function serve(first: number, advance: (steps: number, block: number) => Promise<void>): Promise<void> {
  const say = (said: Said): void => void process.send?.(said)
  return new Promise(ended => {
    process.on('disconnect', () => ended())
    process.on('message', ({ steps, block }: Turn) => {
      const begun = performance.now()
      advance(steps, block).then(
        () => say({ ms: performance.now() - begun }),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
    say({ ms: first })
  })
}
