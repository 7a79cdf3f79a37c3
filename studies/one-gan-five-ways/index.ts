import type { Study } from '../study.ts'

/** Five families of solvers on one Wasserstein GAN of real digits, beside its exact optimum. */
export const oneGanFiveWays: Study = {
  id: 'one-gan-five-ways',
  about:
    'Five families of solvers on one Wasserstein GAN of handwritten digits, with the exact optimum and a certified gap beside them.',
  // Loaded where it is needed: every command knows the studies, and what makes one is slow to load.
  run: async options => (await import('./made.ts')).run(options),
  report: async (results, out) => (await import('./made.ts')).report(results, out),
}
