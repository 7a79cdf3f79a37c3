import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** `npm run test:full`: all tests, and the law of compiled and eager steps over the whole product of optimizers, games and players. */
export default defineConfig({ ...base, test: { ...base.test, env: { SADDLE_PRODUCT: 'whole' } } })
