import type { Work } from './work.ts'

/** Extragradient on xᵀAy, A a dense [d, d]: a step that is nearly nothing but the cost of making one. */
export const bilinear = (dimension: number, targets: Work['targets']): Work => ({
  id: 'bilinear',
  title: `bilinear game, d = ${dimension}, extragradient`,
  request: { game: `bilinear[dimension=${dimension}]`, players: {}, optimizer: 'extragradient[stepSize=0.2]', seed: 0 },
  peer: { game: 'bilinear', dimension, stepSize: 0.2 },
  block: 1000,
  targets,
})
