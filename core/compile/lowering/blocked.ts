import { blockedDomain, cut, joined, ordered, seen, type Arranged } from './arrange.ts'
import type { Node, Value } from '../graph.ts'
import { pad, reshape, slice, type Form, type Rewriting } from './rewrite.ts'

type Pair = readonly [number, number]
const pairOf = (node: Node, name: string): Pair => (node.attributes[name] as Pair | undefined) ?? [1, 1]
const ends = (value: Value): Pair => [value.shape[2]!, value.shape[3]!]

interface Taps {
  readonly strides: Pair
  readonly dilations: Pair
  readonly pads: readonly number[]
}

const bordered = (g: Rewriting, { value, axes }: Arranged, [top, left, bottom, right]: readonly number[]): Arranged => {
  const sides = (h: number, w: number): number[] => axes.map(a => (a === 'h' ? h : a === 'w' ? w : 0))
  return { value: pad(g, value, sides(top!, left!), sides(bottom!, right!)), axes }
}

/**
 * y[n, o, i] = Σ x[n, c, i·stride + t·dilation]·f[o, c, t] with the channels of f's outputs, and of x where it has b or more, in blocks
 * of b: x is n, c, h, w, the filter o, c, k, l; y comes as n, o/, h, w, o% of the given height and width.
 */
function convolved(g: Rewriting, unpadded: Arranged, f: Arranged, b: number, taps: Taps, size: Pair): Arranged {
  const { strides, dilations } = taps
  const of = ({ value, axes }: Arranged, axis: string): number => value.shape[axes.indexOf(axis)]!
  // A gradient by a filter has more taps than outputs: there zeros around the picture cost less than taps beyond its edge (1.5 to 2 ms).
  const [x, pads] =
    of(f, 'k') * of(f, 'l') > size[0] * size[1] ? [bordered(g, unpadded, taps.pads), [0, 0, 0, 0]] : [unpadded, taps.pads]
  const few = of(x, 'c') < b
  const picture = ordered(g, few ? x : cut(g, x, 'c', b), few ? ['n', 'c', 'h', 'w'] : ['n', 'c/', 'h', 'w', 'c%'])
  const filter = ordered(
    g,
    cut(g, few ? f : cut(g, f, 'c', b), 'o', b),
    few ? ['o/', 'c', 'k', 'l', 'o%'] : ['o/', 'c/', 'k', 'l', 'c%', 'o%'],
  )
  const [channels, outputs] = [few ? of(x, 'c') : of(picture, 'c/') * b, of(filter, 'o/') * b]
  const [n, kernel] = [of(x, 'n'), [of(f, 'k'), of(f, 'l')] as const]
  const y = g.add(
    'Conv',
    [reshape(g, picture.value, [n, channels, of(x, 'h'), of(x, 'w')]), reshape(g, filter.value, [outputs, channels, ...kernel])],
    [n, outputs, ...size],
    { kernel_shape: kernel, strides, dilations, pads },
    'real',
    blockedDomain,
  )
  return { value: reshape(g, y, [n, outputs / b, ...size, b]), axes: ['n', 'o/', 'h', 'w', 'o%'] }
}

/** Writes a result with its axes n, o, h, w in the order asked for. */
type Result = (axes: readonly string[]) => Value

/** A kernel of k taps, tap q + m·s as [m, q] along each of its axes, m turned around, zeros where k is no multiple of s. */
function byPhase(g: Rewriting, { value, axes }: Arranged, strides: Pair): Arranged {
  const [k, l] = [axes.indexOf('k'), axes.indexOf('l')]
  const rounds = [value.shape[k]!, value.shape[l]!].map((taps, a) => Math.ceil(taps / strides[a as 0 | 1]))
  const [m, n] = rounds as unknown as Pair
  const missing = value.shape.map((d, i) => (i === k ? m * strides[0] - d : i === l ? n * strides[1] - d : 0))
  const whole = pad(
    g,
    value,
    missing.map(() => 0),
    missing,
  )
  const parts = (i: number): readonly [number[], string[]] =>
    i === k
      ? [
          [m, strides[0]],
          ['k', 'q'],
        ]
      : i === l
        ? [
            [n, strides[1]],
            ['l', 'r'],
          ]
        : [[value.shape[i]!], [axes[i]!]]
  const split = axes.map((_, i) => parts(i))
  const names = split.flatMap(([, name]) => name)
  const each = reshape(
    g,
    whole,
    split.flatMap(([size]) => size),
  )
  return {
    value: slice(g, each, [names.indexOf('k'), names.indexOf('l')], [m - 1, n - 1], [m, n], [-1, -1]),
    axes: names,
  }
}

/**
 * The adjoint of a convolution of stride s and σ = before mod s: its output s·j + q − σ is Σ x[j + d − m]·f[q + m·s] over m, with
 * d = (before − σ)/s. All q read the same entries of x, so one convolution of stride 1 gives them as channels (q, r, o) of a picture of
 * size j. Null where that would begin within x or end before it does.
 */
function transposedly(g: Rewriting, x: Arranged, f: Arranged, b: number, node: Node): Result | null {
  const [strides, pads, size] = [pairOf(node, 'strides'), node.attributes.pads as readonly number[], ends(node.outputs[0]!)]
  const [n, , ...from] = node.inputs[0]!.shape as [number, number, number, number]
  const outputs = node.inputs[1]!.shape[1]!
  const phases = strides[0] * strides[1]
  if (phases * outputs < b / 2) return null
  const kernel = byPhase(g, f, strides)
  const reach = ([0, 1] as const).map(a => {
    const σ = pads[a]! % strides[a]
    const [rounds, d] = [kernel.value.shape[kernel.axes.indexOf(a === 0 ? 'k' : 'l')]!, (pads[a]! - σ) / strides[a]]
    const j = Math.ceil((size[a] + σ) / strides[a])
    return { σ, j, before: rounds - 1 - d, after: j + d - from[a] }
  })
  const [h, w] = reach as [(typeof reach)[0], (typeof reach)[0]]
  if (Math.min(h.before, w.before, h.after, w.after) < 0) return null
  const channels = ordered(g, kernel, ['k', 'l', 'q', 'r', 'o', 'c'])
  const merged = reshape(g, channels.value, [...channels.value.shape.slice(0, 2), phases * outputs, channels.value.shape[5]!])
  const taps = { strides: [1, 1], dilations: [1, 1], pads: [h.before, w.before, h.after, w.after] } as const
  const y = convolved(g, x, { value: merged, axes: ['k', 'l', 'o', 'c'] }, b, taps, [h.j, w.j])
  const channelsLast = joined(g, ordered(g, y, ['n', 'h', 'w', 'o/', 'o%']), 'o', phases * outputs)
  const apart = {
    value: reshape(g, channelsLast.value, [n, h.j, w.j, ...strides, outputs]),
    axes: ['n', 'h', 'w', 'q', 'r', 'o'],
  }
  const long: Readonly<Record<string, number>> = { n, o: outputs, h: h.j * strides[0], w: w.j * strides[1] }
  return axes => {
    const inside = axes.flatMap(a => (a === 'h' ? ['h', 'q'] : a === 'w' ? ['w', 'r'] : [a]))
    const shape = axes.map(a => long[a]!)
    const whole = reshape(g, ordered(g, apart, inside).value, shape)
    if (long.h === size[0] && long.w === size[1]) return whole
    return slice(g, whole, [axes.indexOf('h'), axes.indexOf('w')], [h.σ, w.σ], size, [1, 1])
  }
}

/**
 * Convolutions in blocks of b channels, ONNX Runtime's fast form. Its optimizer uses that for constant filters only; filters that are
 * trained, and gradients by filters, are put into that form here. Convolutions to fewer than b channels, or in groups, stay. For one graph.
 */
export function blocks(b: number): Readonly<Record<string, Form>> {
  const done = new Map<number, Result>()
  const names = ['n', 'o', 'h', 'w']
  const form =
    (filterAxes: readonly string[], made: (g: Rewriting, x: Arranged, f: Arranged, node: Node) => Result | null): Form =>
    (g, node) => {
      const [x, f] = node.inputs as [Value, Value]
      if ((node.attributes.group ?? 1) !== 1) return null
      const result = made(g, seen(g, x, ['n', 'c', 'h', 'w']), seen(g, f, filterAxes), node)
      if (!result) return null
      done.set(node.outputs[0]!.id, result)
      return result(names)
    }
  const convolution = (g: Rewriting, x: Arranged, f: Arranged, node: Node): Result | null => {
    const channels = node.inputs[1]!.shape[0]!
    if (channels < b) return null
    const [strides, dilations] = [pairOf(node, 'strides'), pairOf(node, 'dilations')]
    const y = convolved(g, x, f, b, { strides, dilations, pads: node.attributes.pads as number[] }, ends(node.outputs[0]!))
    return axes => {
      const inside = axes.flatMap(a => (a === 'o' ? ['o/', 'o%'] : [a]))
      return joined(g, ordered(g, y, inside), 'o', channels).value
    }
  }
  return {
    Conv: form(['o', 'c', 'k', 'l'], convolution),
    ConvTranspose: form(['c', 'o', 'k', 'l'], (g, x, f, node) => transposedly(g, x, f, b, node)),
    Transpose: (_, node) =>
      done.get(node.inputs[0]!.id)?.((node.attributes.perm as readonly number[]).map(i => names[i]!)) ?? null,
  }
}
