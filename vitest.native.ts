import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** `npm run test:native`: what eager steps and derivatives must be, on the native backend that `npm run native` has installed. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    env: { SADDLE_BACKEND: process.env.SADDLE_BACKEND ?? 'node' },
    include: [
      'test/native/*.test.ts',
      'test/conformance{,-second}.test.ts',
      'test/core/{calculus,calculus-table,unsafe,set}.test.ts',
      'test/compile/{calculus,convolutions,rules}.test.ts',
      'test/players/apply.test.ts',
    ],
    exclude: [],
  },
})
