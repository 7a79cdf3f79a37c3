/**
 * P(|t| ≤ tan(θ)·√ν) of Student's t with ν degrees of freedom, a finite sum for integer ν: Abramowitz and Stegun, 26.7.3 and 26.7.4.
 */
function within(θ: number, ν: number): number {
  const [sin, cos] = [Math.sin(θ), Math.cos(θ)]
  const odd = ν % 2 === 1
  let [sum, term] = [0, odd ? cos : 1]
  for (let k = odd ? 1 : 0; k <= ν - 2; k += 2) {
    sum += term
    term *= ((k + 1) / (k + 2)) * cos * cos
  }
  return odd ? (2 / Math.PI) * (θ + sin * sum) : sin * sum
}

/** t with P(|T| ≤ t) = level, T of Student's t with ν ≥ 1 (an integer) degrees of freedom. */
export function studentQuantile(level: number, ν: number): number {
  let [low, high] = [0, Math.PI / 2]
  for (let i = 0; i < 60; i++) {
    const θ = (low + high) / 2
    if (within(θ, ν) < level) low = θ
    else high = θ
  }
  return Math.tan((low + high) / 2) * Math.sqrt(ν)
}
