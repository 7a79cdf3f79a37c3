import { hostTensor, sizeOf } from '../../core/host.ts'
import { key, type Key } from '../../core/key.ts'
import type { PictureForm } from '../../core/picture.ts'
import { Refusal } from '../../core/refusal.ts'
import type { DataClasses } from '../../core/contract.ts'
import type { Source } from './source.ts'

/** A finite set of rows. */
export interface Finite {
  readonly n: number
  /** Of a row. */
  readonly shape: readonly number[]
  /** The class of each, 0, 1, …, where they have one. */
  readonly labels?: Int32Array | Uint8Array
  /** The classifier that tells the classes of such rows, where we have one (metrics/classifiers). */
  readonly classifier?: DataClasses['classifier']
  /** Room for so many entries. */
  room(entries: number): Float32Array | Float64Array
  /** Writes the row's entry k to out[at + k·stride]. */
  write(row: number, out: Float32Array | Float64Array, at: number, stride: number): void
  readonly picture: PictureForm
}

/** Numbers of rows: those that training draws from, and those that it never does. */
export interface Split {
  readonly kept: Int32Array
  readonly held: Int32Array
}

/**
 * The same split for everyone: the first round(share·n) rows of one shuffled order are held out. Throws where that leaves either side
 * without a row.
 */
export function split(n: number, share: number): Split {
  const held = Math.round(share * n)
  if (held < 1 || held >= n)
    throw new Refusal(`holdOut=${share} of ${n} rows holds out ${held}: at least one row must be held out, and one kept`)
  const order = key(0).fold('held out').permutation(n)
  return { held: order.subarray(0, held), kept: order.subarray(held) }
}

/** Draws with replacement. A share of `holdOut` of the rows, none where it is 0, is kept from `draw` and drawn by `heldOut`. */
export const finiteSource = (set: Finite, holdOut = 0): Source => ({
  ...drawnBy(set, holdOut, set.shape, (draw, key, n, write) => draw(key, n).forEach((row, i) => write(row, i, 0))),
  ...(set.labels ? { labels: set.labels } : {}),
})

/**
 * Three independent rows of grey pictures [h, w, 1] as the channels red, green and blue of one, [h, w, 3]: of ten classes a thousand modes,
 * red the hundreds, green the tens, blue the ones.
 */
export function stackedSource(set: Finite, holdOut = 0): Source {
  const [height, width] = set.shape as [number, number]
  const source = drawnBy(set, holdOut, [height, width, 3], (draw, key, n, write) => {
    for (const [c, channel] of ['red', 'green', 'blue'].entries())
      draw(key.fold(channel), n).forEach((row, i) => write(row, i, c))
  })
  return { ...source, picture: { ...set.picture, channels: 3 } }
}

/** Rows of this shape, each filled by rows of the set: row r of the set goes into row i, from its entry `from` on, at every shape/d-th of its entries. */
type Fill = (draw: Draw, key: Key, n: number, write: (r: number, i: number, from: number) => void) => void

function drawnBy(set: Finite, holdOut: number, shape: readonly number[], fill: Fill): Source {
  const [own, d] = [sizeOf(set.shape), sizeOf(shape)]
  const from = drawer(set.n, holdOut)
  const rows = (draw: Draw): Source['draw'] => {
    return (key, n) => {
      const out = set.room(n * d)
      fill(draw, key, n, (r, i, at) => set.write(r, out, i * d + at, d / own))
      return hostTensor(out, [n, ...shape])
    }
  }
  return {
    shape,
    draw: rows(from.kept),
    ...(from.held ? { heldOut: rows(from.held) } : {}),
    ...classesOf(set, from),
    picture: set.picture,
  }
}

/** Numbers of rows, with replacement. */
type Draw = (key: Key, n: number) => Int32Array

interface Drawer {
  readonly kept: Draw
  readonly held: Draw | null
  /** The rows that `kept` draws from; null for all. */
  readonly among: Int32Array | null
}

function drawer(n: number, holdOut: number): Drawer {
  if (holdOut === 0) return { kept: (key, rows) => key.integers(rows, 0, n), held: null, among: null }
  const { kept, held } = split(n, holdOut)
  const of = (among: Int32Array): Draw => {
    return (key, rows) => key.integers(rows, 0, among.length).map(i => among[i]!)
  }
  return { kept: of(kept), held: of(held), among: kept }
}

/** How often each class is among the rows that are drawn. */
function classesOf({ labels, classifier }: Finite, { among }: Drawer): Pick<Source, 'classes'> {
  if (!labels || !classifier) return {}
  const drawn = among ? Array.from(among, row => labels[row]!) : Array.from(labels)
  return { classes: { classifier, shares: sharesOf(drawn) } }
}

/** The share of each of ten classes. */
export const sharesOf = (labels: readonly number[]): readonly number[] =>
  Array.from({ length: 10 }, (_, k) => labels.filter(label => label === k).length / labels.length)
