import { Refusal } from '../refusal.ts'

/** What a definition's `create` throws about its options is the user's to mend; a TypeError or another fault is passed on. */
export function creating<T>(what: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof Error) || error.name !== 'Error') throw error
    // A definition may begin its sentence with its own name, which `what` says already.
    const id = /'([^']*)'/.exec(what)?.[1] ?? ''
    const said = error.message.startsWith(`${id}: `) ? error.message.slice(id.length + 2) : error.message
    throw new Refusal(said.startsWith(what) ? said : `${what}: ${said}`)
  }
}
