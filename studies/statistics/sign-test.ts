/**
 * The sign test of paired values: p = min(1, 2·P(Bin(n, ½) ≤ min(k, n − k))), two-sided, k of n differences negative, ties left out. It needs
 * no scale and no symmetry, so a run that left its bounds may count as infinite. SciPy's `binomtest`.
 *
 * Dixon and Mood, Journal of the American Statistical Association 41, 1946.
 */
export function signTest(pairs: readonly (readonly [number, number])[]): number {
  const less = pairs.filter(([a, b]) => a < b).length
  const n = less + pairs.filter(([a, b]) => a > b).length
  let [sum, term] = [0, 2 ** -n]
  for (let k = 0; k <= Math.min(less, n - less); k++) {
    sum += term
    term *= (n - k) / (k + 1)
  }
  return Math.min(1, 2 * sum)
}
