import type { Key } from '../../core/key.ts'

/** How far a drawn picture is moved: each entry is drawn from −bound … bound. */
export interface Moves {
  /** Pixels down and across. */
  readonly shift: number
  /** Radians. */
  readonly angle: number
  /** Logarithms of the factors along both axes. */
  readonly scale: number
  /** Across a pixel down. */
  readonly shear: number
}

/**
 * Pictures [n, side, side] of levels, each moved by an affine map of its own around its middle: read bilinearly where the map leads, dark
 * outside.
 */
export function warped(pictures: Float64Array, side: number, moves: Moves, key: Key): Float64Array {
  const d = side * side
  const n = pictures.length / d
  const drawn = key.uniform(6 * n, -1, 1)
  const out = new Float64Array(pictures.length)
  const middle = (side - 1) / 2
  for (let i = 0; i < n; i++) {
    const [down, across, turn, tall, wide, lean] = drawn.subarray(6 * i, 6 * i + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const [cos, sin] = [Math.cos(moves.angle * turn), Math.sin(moves.angle * turn)]
    const [a, b, shear] = [Math.exp(moves.scale * tall), Math.exp(moves.scale * wide), moves.shear * lean]
    const level = (y: number, x: number): number =>
      y >= 0 && x >= 0 && y < side && x < side ? pictures[i * d + y * side + x]! : 0
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [v, u] = [y - middle, x - middle + shear * (y - middle)]
        const from = a * (cos * v - sin * u) + middle + moves.shift * down
        const to = b * (sin * v + cos * u) + middle + moves.shift * across
        const [r, c] = [Math.floor(from), Math.floor(to)]
        const [s, t] = [from - r, to - c]
        out[i * d + y * side + x] =
          (1 - s) * ((1 - t) * level(r, c) + t * level(r, c + 1)) + s * ((1 - t) * level(r + 1, c) + t * level(r + 1, c + 1))
      }
  }
  return out
}
