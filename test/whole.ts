/** Whether everything is tested, as `npm run test:full` does; `npm test` takes a share of the long tables, always the same. */
export const whole = process.env.SADDLE_PRODUCT === 'whole'

/** Every item, or in `npm test` every n-th. */
export const share = <T>(items: readonly T[], n: number, first = 0): T[] => items.filter((_, i) => whole || i % n === first % n)
