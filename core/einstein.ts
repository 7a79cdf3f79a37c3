/** An equation of Einstein's summation, `ij,jk->ik`: the names of each term's axes and of the result's. */
export interface Einstein {
  readonly terms: readonly (readonly string[])[]
  readonly result: readonly string[]
}

/** Throws where the equation has no arrow. */
export function einsteinOf(equation: string): Einstein {
  const [left, right] = equation.replace(/\s/g, '').split('->')
  if (left === undefined || right === undefined) throw new Error(`einsum '${equation}' must have one arrow, as in 'ij,jk->ik'`)
  return { terms: left.split(',').map(term => Array.from(term)), result: Array.from(right) }
}
