import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../core/define.ts'
import { key } from '../../core/key.ts'
import { initialWeights } from '../../players/layers/initializers.ts'
import { createMlp, type MlpConfig } from '../../players/mlp.ts'
import { createSimplex } from '../../players/simplex.ts'
import { createVector } from '../../players/vector.ts'

const map: Role = { id: 'critic', input: [3], output: [2], player: 'mlp' }
const strategy: Role = { id: 'x', input: null, output: [3], player: 'vector' }
const plain: MlpConfig = {
  'hidden': [5, 4],
  'activation': 'relu',
  'slope': 0.2,
  'bias': true,
  'init': 'orthogonal',
  'gain': 1,
  'sd': 0.02,
  'output-activation': 'none',
  'clip': 0,
}

describe('initial weights', () => {
  it.each([
    [7, 4],
    [4, 7],
    [5, 5],
  ])('orthogonal %i × %i has orthonormal shorter side times the gain', (rows, columns) => {
    const W = Matrix.from1DArray(rows, columns, [
      ...initialWeights({ init: 'orthogonal', gain: 1.5, sd: 1 }, key(3), rows, columns),
    ])
    const G = rows >= columns ? W.transpose().mmul(W) : W.mmul(W.transpose())
    const wanted = Matrix.eye(G.rows, G.rows).mul(2.25)
    expect(Matrix.sub(G, wanted).abs().max()).toBeLessThan(1e-12)
  })
})

describe('mlp', () => {
  it('starts the same from the same key, with zero biases', () => {
    const net = createMlp(plain, map)
    const [a, b] = [net.start(key(1)), net.start(key(1))]
    expect(a.host).toEqual(b.host)
    expect(a.layout.map(({ shape }) => shape)).toEqual([[3, 5], [5], [5, 4], [4], [4, 2], [2]])
    for (const i of [1, 3, 5]) expect([...a.hostBlocks()[i]!].every(v => v === 0)).toBe(true)
    expect(net.start(key(2)).host).not.toEqual(a.host)
  })
  it('starts inside the clipping box', () => {
    expect(
      Math.max(
        ...createMlp({ ...plain, clip: 0.01 }, map)
          .start(key(1))
          .host.map(Math.abs),
      ),
    ).toBe(0.01)
  })
  it('refuses a width that is no positive integer and a role that is not a map', () => {
    expect(() => createMlp({ ...plain, hidden: [4, 1.5] }, map)).toThrow(/hidden \(H\) must be a list of integers ≥ 1, got 1.5/)
    expect(() => createMlp(plain, strategy)).toThrow(/player 'x'/)
  })
})

describe('vector and simplex', () => {
  it('refuse a start outside the set', () => {
    const set = { kind: 'box', limit: 1, low: null, high: null } as const
    expect(() => createVector({ start: [2, 0, 0], scale: 0, set }, strategy)).toThrow(
      /must lie in box\[limit=1\], got \[2, 0, 0\]/,
    )
    expect(() => createSimplex({ start: [0.5, 0.2, 0.2] }, strategy)).toThrow(/3 probabilities that sum to 1/)
  })
  it('begin at what is given, at zero, or uniform', () => {
    expect([...createVector({ start: [2], scale: 0, set: { kind: 'free' } }, strategy).start(key(1)).host]).toEqual([2, 2, 2])
    expect([...createVector({ start: null, scale: 0, set: { kind: 'free' } }, strategy).start(key(1)).host]).toEqual([0, 0, 0])
    expect([...createSimplex({ start: null }, strategy).start(key(1)).host]).toEqual([1 / 3, 1 / 3, 1 / 3])
  })
})
