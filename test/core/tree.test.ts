import { describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import { hostTensor } from '../../core/host.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { flatten, formKey, hostLeaves, leafSpecs, unflatten, withLeaves } from '../../core/tree.ts'

const point = (...xs: number[]): Point => new Point(vectorLayout(xs.length), Float64Array.from(xs))

describe('a state as leaves and form', () => {
  const state = { z: new Profile([point(1, 2), point(3)]), t: tf.scalar(4), none: null, queue: [point(5), point(6, 7)] }
  it('comes back from both, classes and order included', () => {
    const { form, leaves } = flatten(state)
    const back = unflatten(JSON.parse(JSON.stringify(form)) as typeof form, leaves) as typeof state
    expect(Object.keys(back)).toEqual(['z', 't', 'none', 'queue'])
    expect(back.z).toBeInstanceOf(Profile)
    expect([...back.z.at(0).host]).toEqual([1, 2])
    expect(back.t).toBe(state.t)
    expect(back.none).toBeNull()
    expect([...back.queue[1]!.host]).toEqual([6, 7])
    expect(formKey(flatten(back).form)).toBe(formKey(form))
  })
  it('has one shape and type a leaf', () => {
    expect(leafSpecs(flatten(state).form).map(s => s.shape)).toEqual([[2], [1], [], [1], [2]])
    expect(leafSpecs(flatten(tf.tensor([1], [1], 'int32')).form)).toEqual([{ shape: [1], dtype: 'int32' }])
  })
  it('another length is another form', () => {
    expect(formKey(flatten([point(1)]).form)).not.toBe(formKey(flatten([point(1), point(1)]).form))
  })
  it.each([
    [{ t: 3 }, 'state.t is the number 3, which a compiled step would freeze'],
    [[tf.scalar(1), 'x'], 'state[1] is a string'],
    [{ m: new Map() }, 'state.m is a object'],
  ])('refuses %j', (wrong, sentence) => {
    expect(() => flatten(wrong)).toThrow(sentence)
  })
})

describe('a draw as leaves', () => {
  const [a, b] = [hostTensor([1], []), hostTensor([2, 3], [2])]
  it('is in the order of names, however written', () => {
    expect(hostLeaves({ b, a: [a] })).toEqual([a, b])
    expect(hostLeaves({ a: [a], b })).toEqual([a, b])
  })
  it('takes tensors in the same order', () => {
    const [u, v] = [tf.scalar(1), tf.tensor1d([2, 3])]
    expect(withLeaves({ b, a: [a] }, [u, v])).toEqual({ a: [u], b: v })
    expect(withLeaves(a, [u])).toBe(u)
  })
})
