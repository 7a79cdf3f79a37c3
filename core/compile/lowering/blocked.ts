import { blockedDomain, cut, joined, ordered, seen, type Arranged } from './arrange.ts'
import type { Node, Value } from '../graph.ts'
import { concat, pad, reshape, slice, type Form, type Rewriting } from './rewrite.ts'

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

/**
 * The adjoint of a convolution of stride s, whose outputs i·s + p of one phase p read x[i + d − m] at the taps τ + m·s, where
 * τ = (p + before) mod s and d = (p + before − τ)/s: a convolution of stride 1 for each phase, and the phases put between one another.
 * Null where the phases are not alike or would read from within the picture.
 */
function transposedly(g: Rewriting, x: Arranged, f: Arranged, b: number, node: Node): Arranged | null {
  const [strides, pads, size] = [pairOf(node, 'strides'), node.attributes.pads as readonly number[], ends(node.outputs[0]!)]
  const [from, kernel] = [ends(node.inputs[0]!), ends(node.inputs[1]!)]
  if (size.some((d, a) => d % strides[a]! !== 0 || kernel[a]! < strides[a]!)) return null
  const rows = size.map((d, a) => d / strides[a]!) as unknown as Pair
  const phases = ([0, 1] as const).map(a =>
    Array.from({ length: strides[a] }, (_, p) => {
      const first = (p + pads[a]!) % strides[a]
      const d = (p + pads[a]! - first) / strides[a]
      const taps = Math.ceil((kernel[a] - first) / strides[a])
      return { first, taps, before: taps - 1 - d, after: rows[a] - 1 + d - (from[a] - 1) }
    }),
  )
  if (phases.flat().some(({ before, after }) => before < 0 || after < 0)) return null
  const [k, l] = [f.axes.indexOf('k'), f.axes.indexOf('l')]
  const made = phases[0]!.map(v =>
    phases[1]!.map(h => {
      const last = [v, h].map(({ first, taps }, a) => first + (taps - 1) * strides[a as 0 | 1])
      const taps = slice(g, f.value, [k, l], last, [v.taps, h.taps], [-strides[0], -strides[1]])
      const reach = { strides: [1, 1], dilations: [1, 1], pads: [v.before, h.before, v.after, h.after] } as const
      return convolved(g, x, { value: taps, axes: f.axes }, b, reach, rows)
    }),
  )
  const [{ value, axes }] = made[0] as [Arranged]
  const [n, blocks] = value.shape as [number, number]
  const lines = made.map(line =>
    concat(
      g,
      line.map(y => reshape(g, y.value, [n * blocks * rows[0], 1, rows[1], 1, b])),
      3,
    ),
  )
  return { value: reshape(g, concat(g, lines, 1), [n, blocks, ...size, b]), axes }
}

/**
 * Convolutions in blocks of b channels, ONNX Runtime's fast form. Its optimizer uses that for constant filters only; filters that are
 * trained, and gradients by filters, are put into that form here. Convolutions to fewer than b channels, or in groups, stay. For one graph.
 */
export function blocks(b: number): Readonly<Record<string, Form>> {
  const done = new Map<number, { readonly y: Arranged; readonly channels: number }>()
  const inOrder = (g: Rewriting, { id }: Value, axes: readonly string[]): Value => {
    const { y, channels } = done.get(id)!
    return joined(
      g,
      ordered(
        g,
        y,
        axes.flatMap(a => (a === 'o' ? ['o/', 'o%'] : [a])),
      ),
      'o',
      channels,
    ).value
  }
  const names = ['n', 'o', 'h', 'w']
  const convolution =
    (
      outputs: 0 | 1,
      filterAxes: readonly string[],
      form: (g: Rewriting, x: Arranged, f: Arranged, node: Node) => Arranged | null,
    ): Form =>
    (g, node) => {
      const [x, f] = node.inputs as [Value, Value]
      const channels = f.shape[outputs]!
      if (channels < b || (node.attributes.group ?? 1) !== 1) return null
      const y = form(g, seen(g, x, ['n', 'c', 'h', 'w']), seen(g, f, filterAxes), node)
      if (!y) return null
      done.set(node.outputs[0]!.id, { y, channels })
      return inOrder(g, node.outputs[0]!, names)
    }
  return {
    Conv: convolution(0, ['o', 'c', 'k', 'l'], (g, x, f, node) =>
      convolved(
        g,
        x,
        f,
        b,
        { strides: pairOf(node, 'strides'), dilations: pairOf(node, 'dilations'), pads: node.attributes.pads as number[] },
        ends(node.outputs[0]!),
      ),
    ),
    ConvTranspose: convolution(1, ['c', 'o', 'k', 'l'], (g, x, f, node) => transposedly(g, x, f, b, node)),
    Transpose: (g, node) => {
      const [x] = node.inputs as [Value]
      const perm = node.attributes.perm as readonly number[]
      return done.has(x.id)
        ? inOrder(
            g,
            x,
            perm.map(i => names[i]!),
          )
        : null
    },
  }
}
