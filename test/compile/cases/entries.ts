import * as tf from '@tensorflow/tfjs'
import { cube, of, waves, type Case } from '../kernel-case.ts'
import { ints, reals } from '../program-of.ts'

const counted = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const rows = waves([4, 3], 1.3)

/** Kernels that take entries by their places, and put them there. */
export const gatherings: Readonly<Record<string, readonly Case[]>> = {
  GatherNd: [
    of((u, i) => tf.gatherND(u, i), cube, ints([1, 2, 0, 0], [2, 2])),
    of((u, i) => tf.gatherND(u, i), cube, ints([1, 2, 3, 0, 0, 1], [2, 1, 3])),
    of((u, i) => tf.gatherND(u, i), ints([5, 6, 7, 8], [2, 2]), ints([1, 0, 1], [3, 1])),
  ],
  ScatterNd: [
    of((u, i) => tf.scatterND(i, u, [5, 3]), rows, ints([4, 0, 4, 2], [4, 1])),
    of((u, i) => tf.scatterND(i, u, [2, 2]), reals([1, 2, 4, 8]), ints([0, 1, 1, 1, 0, 1, 1, 0], [4, 2])),
    of((u, i) => tf.scatterND(i, u, [3]), ints([5, 7]), ints([1, 1], [2, 1])),
  ],
  TensorScatterUpdate: [
    of((t, i, u) => tf.tensorScatterUpdate(t, i, u), rows, ints([2, 0, 2], [3, 1]), waves([3, 3], 0.7)),
    of((t, i, u) => tf.tensorScatterUpdate(t, i, u), rows, ints([2, 0, 3, 1], [2, 2]), reals([9, 8])),
  ],
  UnsortedSegmentSum: [
    of((u, i) => tf.unsortedSegmentSum(u, i as tf.Tensor1D, 3), rows, ints([2, 0, 2, 0])),
    of((u, i) => tf.unsortedSegmentSum(u, i as tf.Tensor1D, 2), cube, ints([-1, 1])),
    of((u, i) => tf.unsortedSegmentSum(u, i as tf.Tensor1D, 2), reals([1, 2, 4]), ints([1, 5, 1])),
  ],
}

const binned = ints([0, 3, 1, 1, 7, 0])
/** Kernels that count. */
export const countings: Readonly<Record<string, readonly Case[]>> = {
  Bincount: [
    of((i, w) => tf.bincount(i as tf.Tensor1D, w as tf.Tensor1D, 5), binned, reals([1, 2, 4, 8, 16, 32])),
    of(i => tf.bincount(i as tf.Tensor1D, tf.tensor1d([]), 4), binned),
  ],
  // The native backend has neither of these; what they give is counted by hand.
  DenseBincount: [
    {
      ...of((i, w) => tf.denseBincount(i as tf.Tensor1D, w as tf.Tensor1D, 5), binned, reals([1, 2, 4, 8, 16, 32])),
      expected: [{ shape: [5], dtype: 'float32', values: [33, 12, 0, 2, 0] }],
    },
    {
      ...of(
        (i, w) => tf.denseBincount(i as tf.Tensor2D, w as tf.Tensor2D, 4),
        ints([0, 3, 1, 1, 7, 0], [2, 3]),
        reals([1, 2, 4, 8, 16, 32], [2, 3]),
      ),
      expected: [{ shape: [2, 4], dtype: 'float32', values: [1, 4, 0, 2, 32, 8, 0, 0] }],
    },
    {
      ...of(i => tf.denseBincount(i as tf.Tensor2D, tf.tensor2d([], [0, 0]), 4, true), ints([0, 3, 1, 1, 7, 1], [2, 3])),
      expected: [{ shape: [2, 4], dtype: 'float32', values: [1, 1, 0, 1, 0, 1, 0, 0] }],
    },
  ],
  SearchSorted: (
    [
      ['left', [1, 0, 4, 2, 0, 2]],
      ['right', [3, 0, 4, 4, 1, 2]],
    ] as const
  ).map(([side, values]) => ({
    ...of((s, v) => tf.searchSorted(s, v, side), reals([1, 2, 2, 5, -1, 0, 3, 3], [2, 4]), reals([2, 0, 9, 3, -1, 2], [2, 3])),
    expected: [{ shape: [2, 3], dtype: 'int32', values }],
  })),
}

/** Kernels that move entries. */
export const layoutCases: Readonly<Record<string, readonly Case[]>> = {
  StridedSlice: [
    of(u => tf.stridedSlice(u, [0, 1, 0], [2, 3, 4], [1, 1, 2]), cube),
    of(u => tf.stridedSlice(u, [1, 2, 3], [0, 0, 0], [-1, -1, -2]), cube),
    of(u => tf.stridedSlice(u, [0, 2, 0], [2, 0, 4], [1, -2, 3], 1, 2), cube),
    // The cpu kernel reads beyond the end where an axis is left out (shrinkAxisMask).
    {
      op: u => tf.stridedSlice(u, [1, 0], [2, 3], [1, 2], 0, 0, 0, 0, 1),
      inputs: [reals(counted(12), [2, 3, 2])],
      expected: [{ shape: [2, 2], dtype: 'float32', values: [6, 7, 10, 11] }],
    },
    of(u => tf.stridedSlice(u, [0, 0, 1], [0, 0, 3], [1, 1, 1], 3, 3, 0, 2), cube),
    of(u => tf.stridedSlice(u, [1], [5], [2]), ints([3, 1, 4, 1, 5, 9])),
    of(u => tf.stridedSlice(u, [4], [0], [-1], 0, 1), ints([3, 1, 4, 1, 5, 9])),
  ],
  SpaceToBatchND: [
    of(
      u =>
        tf.spaceToBatchND(
          u,
          [2, 3],
          [
            [1, 0],
            [0, 2],
          ],
        ),
      waves([2, 3, 4, 2], 1.3),
    ),
    of(u => tf.spaceToBatchND(u, [2], [[0, 0]]), waves([1, 4, 3], 1.3)),
  ],
  BatchToSpaceND: [
    of(
      u =>
        tf.batchToSpaceND(
          u,
          [2, 3],
          [
            [1, 0],
            [0, 2],
          ],
        ),
      waves([12, 2, 2, 2], 1.3),
    ),
    of(u => tf.batchToSpaceND(u, [2], [[0, 0]]), waves([2, 2, 3], 1.3)),
  ],
  Diag: [of(u => tf.diag(u), reals([1, -2, 3])), of(u => tf.diag(u), ints([1, 2, 3, 4], [2, 2]))],
  MirrorPad: [
    of(u => tf.mirrorPad(u, [[1, 0], [0, 0], [3, 1]], 'reflect'), cube), // prettier-ignore
    of(u => tf.mirrorPad(u, [[2, 0], [1, 3], [0, 4]], 'symmetric'), cube), // prettier-ignore
    of(u => tf.mirrorPad(u, [[2, 1]], 'symmetric'), ints([1, 2, 3])),
  ],
  Einsum: [
    of((u, v) => tf.einsum('ij,jk->ik', u, v), waves([3, 4], 1.3), waves([4, 2], 2.1)),
    of((u, v) => tf.einsum('ij,kj->ki', u, v), waves([3, 4], 1.3), waves([2, 4], 2.1)),
    of((u, v) => tf.einsum('bij,bjk->bik', u, v), cube, waves([2, 4, 3], 2.1)),
    // The cpu kernel sums no axis that only one of the inputs has.
    {
      op: (u, v) => tf.einsum('ij,kj->k', u, v),
      inputs: [reals([1, 2, 3, 4, 5, 6], [2, 3]), reals([1, 0, -1, 2, 1, 0], [2, 3])],
      expected: [{ shape: [2], dtype: 'float32', values: [5 - 9, 2 * 5 + 7] }],
    },
    of((u, v) => tf.einsum('i,j->ji', u, v), reals([1, 2, 3]), reals([4, -5])),
    of((u, v) => tf.einsum('ij,ij->', u, v), waves([3, 4], 1.3), waves([3, 4], 2.1)),
    of(u => tf.einsum('ijk->ki', u), cube),
  ],
}
