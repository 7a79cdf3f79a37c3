import { expect, it } from 'vitest'
import { bilinear, watch, type Watched } from '../../bench/memory.ts'

/** Bytes a step beside the collector's own unrest: a leaked tensor is some hundred bytes, a leaked sample more. */
const grown = ({ early, late, steps }: Watched): { heap: number; rss: number } => ({
  heap: (late.heap - early.heap) / steps,
  rss: (late.rss - early.rss) / steps,
})

// So many that the unrest of a heap, up to 3 MB from one look to the next however many steps lie between, is less than a leak would be.
it('400,000 compiled steps in 40,000 calls leave nothing behind', async () => {
  const seen = await watch({ ...bilinear, execution: 'compiled', steps: 400_000, every: 10 })
  expect(seen.late.tensors).toBe(seen.early.tensors)
  expect(grown(seen).heap).toBeLessThan(16)
  expect(grown(seen).rss).toBeLessThan(64)
})

it('eager steps leave no tensor behind', async () => {
  const seen = await watch({ ...bilinear, execution: 'eager', steps: 1_500, every: 10 })
  expect(seen.late.tensors).toBe(seen.early.tensors)
  // The collected heap holds what the compiler of V8 keeps, once; a tensor a step would be several times as much.
  expect(grown(seen).heap).toBeLessThan(600)
})
