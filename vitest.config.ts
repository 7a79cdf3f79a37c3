import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  // The package by its own name, as a plugin imports it.
  resolve: {
    alias: [
      { find: /^saddlepoint$/, replacement: source('./index.ts') },
      { find: /^saddlepoint\/conformance$/, replacement: source('./test/conformance/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Needs `npm run native`; run by `npm run test:native`.
    exclude: ['test/native/**'],
    setupFiles: ['test/quiet.ts'],
    // Ends what hangs: a test that takes seconds takes minutes where others are at work.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
