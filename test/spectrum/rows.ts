/** Methods on f(x, y) = xy whose modulus a step is known in closed form (the spectral radii of their linear maps). */
const square = (x: number): number => x * x

/** |·| of the complex numbers 1 − α + α(1 + iη)^k and z = ((1 − 2iη) ± √((1 − 2iη)² + 4iη))/2. */
export const cycle = (η: number, k: number, α: number): number => {
  let [re, im] = [1, 0]
  for (let j = 0; j < k; j++) [re, im] = [re - η * im, im + η * re]
  return Math.hypot(1 - α + α * re, α * im)
}
export const past = (η: number): number =>
  Math.sqrt(η <= 0.5 ? (1 + Math.sqrt(1 - 4 * η * η)) / 2 : (1 + square(2 * η + Math.sqrt(4 * η * η - 1))) / 4)

/** Moduli a step on f = xy at step size η, in closed form; where a cycle has several steps, the root of a cycle's. */
export const rows: readonly (readonly [name: string, optimizer: (η: number) => string, modulus: (η: number) => number])[] = [
  ['simultaneous descent-ascent', η => `gda[stepSize=${η}]`, η => Math.hypot(1, η)],
  ['alternating descent-ascent', η => `gda[stepSize=${η},moves=alternating]`, () => 1],
  ['extragradient', η => `extragradient[stepSize=${η}]`, η => Math.hypot(1 - η * η, η)],
  ['forward-backward-forward', η => `fbf[stepSize=${η}]`, η => Math.hypot(1 - η * η, η)],
  ['extrapolation from the past', η => `past-extragradient[stepSize=${η}]`, past],
  ['FBF from the past', η => `fbf[stepSize=${η},past=true]`, past],
  ['optimistic descent-ascent', η => `optimistic[stepSize=${η}]`, past],
  ['proximal point', η => `proximal-point[stepSize=${η},tolerance=1e-12,passes=1000]`, η => 1 / Math.hypot(1, η)],
  ['mirror-prox', η => `mirror-prox[stepSize=${η}]`, η => Math.hypot(1 - η * η, η)],
  ['consensus, γ = 1', η => `consensus[stepSize=${η},weight=1]`, η => Math.hypot(1 - η, η)],
  ...[5, 10, 20].map(
    k =>
      [
        `lookahead, ${k} steps`,
        (η: number) => `lookahead[of=gda[stepSize=${η}],every=${k},weight=0.5]`,
        (η: number) => cycle(η, k, 0.5) ** (1 / k),
      ] as const,
  ),
]
