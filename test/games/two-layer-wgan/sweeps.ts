import type { BiconvexView } from '../../../core/contract.ts'
import type { Point } from '../../../core/point.ts'
import type { Profile } from '../../../core/profile.ts'

/** The profiles of so many sweeps, the start first. */
export async function sweeps(view: BiconvexView, n: number): Promise<Profile[]> {
  let points: readonly Point[] = await view.start()
  const found = [view.profile(points)]
  for (let k = 0; k < n; k++) {
    for (let block = 0; block < view.blocks; block++) points = await view.minimise(block, points)
    found.push(view.profile(points))
  }
  return found
}
