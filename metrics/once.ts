import type { Seen } from '../core/define.ts'

/**
 * What is made once a run and not at every measured step: of real samples, say, which are the same at each, since the key is the run's. What fails is
 * made again when it is asked for.
 */
export function oncePerRun<T>(make: (seen: Seen) => Promise<T>): (seen: Seen) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return seen => {
    const id = seen.key.words.join()
    const made = known.get(id) ?? make(seen)
    known.set(id, made)
    made.catch(() => known.delete(id))
    return made
  }
}
