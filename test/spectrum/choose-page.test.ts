import { expect, it } from 'vitest'
import { upToDate } from '../../docs/choose.ts'

it('docs/choose.md is what the claims and the step maps give; `npm run docs:choose` writes it anew', async () => {
  expect(await upToDate()).toBe(true)
})
