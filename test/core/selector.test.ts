import { expect, it } from 'vitest'
import { formatSelector, parseSelector } from '../../core/selector-parse.ts'

it.each([
  ['gda', { id: 'gda', params: {} }],
  ['gda[]', { id: 'gda', params: {} }],
  ['gda[ stepSize = 0.1 , every=2 ]', { id: 'gda', params: { stepSize: 0.1, every: 2 } }],
  ['a[x=-1e-3,y=.5,z=+2]', { id: 'a', params: { x: -0.001, y: 0.5, z: 2 } }],
  ['bilinear[start=[[1],[1]]]', { id: 'bilinear', params: { start: [[1], [1]] } }],
  ['a[m=["x]","y"]]', { id: 'a', params: { m: ['x]', 'y'] } }],
  ['matrix[payoff=rock-paper-scissors]', { id: 'matrix', params: { payoff: 'rock-paper-scissors' } }],
  [
    'average[of=gda[stepSize=0.1,direction=adam[beta1=0.5]],kind=uniform]',
    {
      id: 'average',
      params: {
        of: { id: 'gda', params: { stepSize: 0.1, direction: { id: 'adam', params: { beta1: 0.5 } } } },
        kind: 'uniform',
      },
    },
  ],
])('reads %s', (text, selector) => {
  expect(parseSelector(text)).toEqual(selector)
  expect(parseSelector(formatSelector(parseSelector(text)))).toEqual(selector)
})
