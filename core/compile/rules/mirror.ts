import { operand, type Rules } from '../rule.ts'

/** Entries in another order along an axis. */
export const mirrors: Rules = {
  /** Beyond an edge the entries come back: `reflect` without the edge itself, `symmetric` with it. */
  MirrorPad: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const pads = attributes.raw.paddings as [number, number][]
    const edge = attributes.text('mode') === 'reflect' ? 0 : 1
    return pads.reduce((y, [before, after], axis) => {
      if (before === 0 && after === 0) return y
      const n = x.shape[axis]!
      const entries = Array.from({ length: before + n + after }, (_, o) => {
        const i = o - before
        return i < 0 ? -i - edge : i >= n ? 2 * (n - 1) - i + edge : i
      })
      const shape = y.shape.map((d, i) => (i === axis ? entries.length : d))
      return g.add('Gather', [y, g.integers(entries)], shape, x.type, { axis })
    }, x.value)
  },
  /** Pictures [N, H, W, C] seen in a mirror. */
  FlipLeftRight: (g, inputs) => {
    const x = operand(inputs, 'image')
    const minus = g.integers([-1])
    return g.add('Slice', [x.value, minus, g.integers([-(2 ** 31)]), g.integers([2]), minus], x.shape, x.type)
  },
}
