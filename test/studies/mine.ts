/** A plugin of one optimizer that stays where it starts, and a study of it, as a user writes them. `mark` makes its source another one. */
export const minePlugin = (
  mark = 0,
): string => `const still = { kind: 'optimizer', id: 'still', about: 'Stays.', config: {}, needs: 'field',
  cost: 'nothing', create: () => ({ init: view => ({ z: view.start() }), step: (_, s) => s, // ${mark}
  answer: ({ z }) => z.points.map(p => ({ atoms: [p], weights: [1] })) }) }
export default { name: 'mine', version: '1.0.0', optimizers: [still] }\n`

export const mineStudy = (seeds: number): string => `id: mine
title: Mine
question: Does it move?
games: [bilinear]
optimizers: [gda, still]
metrics: [distance]
objective: { metric: distance }
seeds: ${seeds}
budget: { steps: 5 }
plugins: [./mine.mjs]\n`
