/** Steps below this share of the first, and evaluations, at which a search ends. */
const [finest, most] = [1e-9, 4000]

/**
 * Compass search for a minimum of f near x: a step of ±h along one axis after another is taken where f falls, and h is halved where none falls.
 * `inside` maps a point into the set; f never grows. Converges to a stationary point of a smooth f on a box (Lewis and Torczon 1999): a local minimum,
 * no global one. 2p evaluations a round in p dimensions.
 */
export function compass(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  h: number,
  inside: (x: readonly number[]) => number[],
): { readonly x: readonly number[]; readonly value: number } {
  let [x, value] = [start, f(start)]
  let evaluations = 1
  for (let step = h; step > finest * h && evaluations < most;) {
    let fell = false
    for (let axis = 0; axis < x.length; axis++) {
      for (const move of [step, -step]) {
        const next = inside(x.map((v, i) => (i === axis ? v + move : v)))
        const there = f(next)
        evaluations++
        if (!(there < value)) continue
        ;[x, value, fell] = [next, there, true]
        break
      }
    }
    if (!fell) step /= 2
  }
  return { x, value }
}
