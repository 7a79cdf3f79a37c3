import { expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { warped } from '../../tools/classifiers/warp.ts'

const side = 9
const still = { shift: 0, angle: 0, scale: 0, shear: 0 }
/** Where the light of a picture is, and how much of it there is. */
const centre = (picture: Float64Array): { y: number; x: number; light: number } => {
  const light = picture.reduce((a, b) => a + b)
  const mean = (at: (k: number) => number): number => picture.reduce((sum, v, k) => sum + v * at(k), 0) / light
  return { y: mean(k => Math.floor(k / side)), x: mean(k => k % side), light }
}
/** Light on one pixel of each of n pictures. */
const points = (n: number, y: number, x: number): Float64Array =>
  Float64Array.from({ length: n * side * side }, (_, k) => (k % (side * side) === y * side + x ? 1 : 0))

it('pictures that are not moved are the same', () => {
  const pictures = key(1).uniform(3 * side * side)
  expect(warped(pictures, side, still, key(2))).toEqual(pictures)
})

it('a shifted point keeps its light, as far from its place as is drawn; a turned one its distance from the middle', () => {
  const n = 40
  const d = side * side
  const drawn = key(3).uniform(6 * n, -1, 1)
  const shifted = warped(points(n, 4, 3), side, { ...still, shift: 2 }, key(3))
  const turned = warped(points(n, 4, 7), side, { ...still, angle: 1 }, key(3))
  for (let i = 0; i < n; i++) {
    const { y, x, light } = centre(shifted.subarray(i * d, i * d + d))
    expect(light).toBeCloseTo(1, 12)
    expect(y).toBeCloseTo(4 - 2 * drawn[6 * i]!, 12)
    expect(x).toBeCloseTo(3 - 2 * drawn[6 * i + 1]!, 12)
    // R(y, x) = (0, 3) for the point (y, x) = 3(sin, cos) of the turned picture, which is found to within part of a pixel.
    const found = centre(turned.subarray(i * d, i * d + d))
    const angle = drawn[6 * i + 2]!
    expect(Math.hypot(found.y - 4 - 3 * Math.sin(angle), found.x - 4 - 3 * Math.cos(angle))).toBeLessThan(0.25)
  }
})
