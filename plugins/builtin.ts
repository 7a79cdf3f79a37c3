import type { Plugin } from '../core/define.ts'
import { classic } from './classic.ts'
import { convex } from './convex.ts'
import { diagnostics } from './diagnostics.ts'
import { ganZoo } from './gan-zoo.ts'
import { mixed } from './mixed.ts'
import { secondOrder } from './second-order.ts'
import { vi } from './vi.ts'

/** Every plugin that comes with the library. */
export const builtin: readonly Plugin[] = [classic, vi, secondOrder, mixed, convex, ganZoo, diagnostics]
