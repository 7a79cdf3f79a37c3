import { oneGanFiveWays } from './one-gan-five-ways/index.ts'
import type { Study } from './study.ts'

/** The studies that come with the library. */
export const studies: readonly Study[] = [oneGanFiveWays]
