/** How a picture's rows (or columns) are taken from those of a smaller or larger one, as TensorFlow.js counts them. */
export interface Resizing {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

/** The place in the old picture, in units of its entries, that each of the `to` new ones looks at. */
const places = (from: number, to: number, { alignCorners, halfPixelCenters }: Resizing, half: number): number[] => {
  const corners = alignCorners && to > 1 ? 1 : 0
  const ratio = (from - corners) / (to - corners)
  return Array.from({ length: to }, (_, o) => (halfPixelCenters ? ratio * (o + 0.5) - half : ratio * o))
}

/** For each of the `to` new entries the nearest old one. */
export const nearestEntries = (from: number, to: number, resizing: Resizing): number[] =>
  places(from, to, resizing, 0).map(p => Math.min(from - 1, resizing.alignCorners ? Math.round(p) : Math.floor(p)))

/** Weights [to, from], row by row, of linear interpolation between the two old entries around each new one. */
export function linearWeights(from: number, to: number, resizing: Resizing): Float64Array {
  const weights = new Float64Array(to * from)
  places(from, to, resizing, 0.5).forEach((p, o) => {
    const low = Math.max(0, Math.floor(p))
    const high = Math.min(from - 1, Math.ceil(p))
    weights[o * from + low]! += 1 - (p - low)
    weights[o * from + high]! += p - low
  })
  return weights
}

/** Weights [to, from] that pick one old entry each. */
export function pickingWeights(picked: readonly number[], from: number): Float64Array {
  const weights = new Float64Array(picked.length * from)
  picked.forEach((i, o) => (weights[o * from + i] = 1))
  return weights
}
