import { Refusal } from '../refusal.ts'

/** What a definition's `create` throws about its options is the user's to mend; a TypeError or another fault is passed on. */
export function creating<T>(what: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof Error) || error.name !== 'Error') throw error
    throw new Refusal(error.message.startsWith(what) ? error.message : `${what}: ${error.message}`)
  }
}
