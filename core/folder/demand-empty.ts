import { readdirSync } from 'node:fs'
import { runName } from '../checkpoint.ts'
import { Refusal } from '../refusal.ts'
import { heldBy, lockName } from './lock.ts'

/** Throws where a folder has something in it beside a lock that nobody holds. */
export function demandEmpty(path: string): void {
  heldBy(path)
  const present = readdirSync(path).filter(name => name !== lockName)
  if (present.includes(runName)) {
    throw new Refusal(`the output folder '${path}' holds another run; go on with it by --resume ${path}, or give a new folder`)
  }
  if (present.length > 0) {
    throw new Refusal(
      `the output folder '${path}' is not empty (it holds ${present.slice(0, 3).join(', ')}); give a new or empty folder`,
    )
  }
}
