import { describe, expect, it } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { dirac } from '../../core/mixture.ts'
import { namedWeights, startingFrom } from '../../core/named-weights.ts'
import { createLab } from '../../core/lab.ts'
import { engineOf } from '../../core/execute.ts'
import { builtin } from '../../plugins/builtin.ts'
import { createLinear } from '../../players/linear.ts'

const linear = (clip = 0) =>
  createLinear({ bias: true, init: 'normal', gain: 1, sd: 1, clip }, { id: 'critic', input: [2], output: [1], player: '' })
const own = linear().start(key(0))
const fits: readonly (readonly [string, ReturnType<typeof hostTensor>])[] = [
  ['w', hostTensor([0.25, -0.5], [2, 1])],
  ['b', hostTensor([0.125], [1])],
]
const from = (tensors: Iterable<readonly [string, ReturnType<typeof hostTensor>]>, clip = 0): Float64Array =>
  startingFrom(linear(clip), own, ['generator'], { tensors: new Map(tensors), from: 'f' }).start(key(1)).host
const prefixed = (prefix: string) => fits.map(([name, t]) => [prefix + name, t] as const)

describe('strategies by names', () => {
  const [x, y] = [own, linear().start(key(5))]
  it('a point by its blocks, a mixture by its atoms and weights', () => {
    const named = namedWeights(['generator', 'critic'], [dirac(x), { atoms: [x, y], weights: [0.25, 0.75] }])
    expect([...named].map(([name, { shape }]) => `${name} ${shape.join('×')}`)).toEqual([
      'generator.w 2×1',
      'generator.b 1',
      'critic.atom0.w 2×1',
      'critic.atom0.b 1',
      'critic.atom1.w 2×1',
      'critic.atom1.b 1',
      'critic.weights 2',
    ])
    expect(named.get('critic.atom1.w')!.values).toEqual(y.host.slice(0, 2))
    expect(named.get('critic.weights')!.values).toEqual(Float64Array.of(0.25, 0.75))
  })
})

describe('a start from weights', () => {
  it('by the names of blocks, or with the player before them; other players are left alone', () => {
    const entries = Float64Array.of(0.25, -0.5, 0.125)
    expect(from(fits)).toEqual(entries)
    expect(from([...fits].reverse())).toEqual(entries)
    expect(from([...prefixed('critic.'), ['generator.w', hostTensor([1], [1])]])).toEqual(entries)
  })
  it('that float32 has rounded out of the set lies in it again', () => {
    const rounded = hostTensor(Float32Array.of(0.1, -0.1), [2, 1])
    expect(rounded.values[0]).toBeGreaterThan(0.1)
    const bias = ['b', hostTensor([0], [1])] as const
    expect(from([['w', rounded], bias], 0.1)).toEqual(Float64Array.of(0.1, -0.1, 0))
    expect(() => from([['w', hostTensor([0.1001, 0], [2, 1])], bias], 0.1)).toThrow(
      /outside the set box\[limit=0.1\] of player 'critic'/,
    )
  })
  const [w, b] = fits as [(typeof fits)[number], (typeof fits)[number]]
  const refused: Readonly<Record<string, readonly [tensors: Parameters<typeof from>[0], says: RegExp]>> = {
    'a block of another shape': [
      [['w', hostTensor([1, 2], [1, 2])], b],
      /tensor 'w' of f must have the shape \[2, 1\] for player 'critic', has \[1, 2\]/,
    ],
    'a missing block': [[w], /f has no tensor 'b' or 'critic.b' for player 'critic' \(it has w\); needed: w\[2, 1\] b\[1\]/],
    'no tensor at all': [[], /no tensor 'w'.*it has none/],
    'a tensor too many': [
      [w, b, ['extra', hostTensor([1], [1])]],
      /a tensor 'extra', which player 'critic' has not; needed, and nothing else: w/,
    ],
    'a tensor of a stranger': [[...prefixed('critic.'), ['else.w', hostTensor([1], [1])]], /a tensor 'else.w'/],
    'another player alone': [prefixed('generator.'), /no tensor 'w' or 'critic.w'/],
    'an entry that is not finite': [[w, ['b', hostTensor([NaN], [1])]], /tensor 'b' of f is NaN at entry 0/],
    'a mixture': [
      namedWeights(['critic'], [{ atoms: [own, own], weights: [0.5, 0.5] }]),
      /f holds a mixture for player 'critic'/,
    ],
  }
  for (const [what, [tensors, says]] of Object.entries(refused))
    it(`not of ${what}`, () => expect(() => from(tensors)).toThrow(says))

  it('reaches the run of a lab, for players of a role and for those that a game makes itself', async () => {
    const lab = createLab(builtin)
    const { tensors } = { tensors: new Map([['x', hostTensor([0.75], [1])]]) }
    const request = { game: 'bilinear', optimizer: 'gda', seed: 3, override: { starts: { y: { tensors, from: 'f' } } } }
    const { engine } = await engineOf(lab.assemble(request), { precision: 'float64' })
    const [x, y] = await engine.answer(await engine.init())
    engine.dispose()
    const without = lab.assemble({ ...request, override: {} }).game.players[0]!
    expect(y!.atoms[0]!.host).toEqual(Float64Array.of(0.75))
    expect(x!.atoms[0]!.size).toBe(without.start(key(3)).size)
    expect(() => lab.assemble({ ...request, override: { starts: { z: { tensors, from: 'f' } } } })).toThrow(
      /player 'z' is not known.*valid: x, y/,
    )
    const host = { game: 'quadratic-wgan', optimizer: 'convex-dual', seed: 0, override: { starts: {} } }
    expect(() => lab.assemble(host)).not.toThrow()
  })
})
