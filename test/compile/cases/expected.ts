import { readFileSync } from 'node:fs'
import type { Result } from '../program-of.ts'

const { x, erf } = JSON.parse(readFileSync(new URL('../../fixtures/erf.json', import.meta.url), 'utf8')) as {
  x: number[]
  erf: number[]
}

/** What a kernel should give, where neither TensorFlow.js nor Math has it in double precision. */
export const expected = {
  erf: { x, y: erf },
  of: (values: readonly number[]): Result => ({ shape: [values.length], dtype: 'float32', values }),
}
