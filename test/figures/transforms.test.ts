import { describe, expect, it } from 'vitest'
import { apart, open, play } from './play.ts'

type Vector = readonly number[]
/** A transform by hand, with a state of its own. */
type Hand = () => (v: Vector) => Vector
const norm = (v: Vector): number => Math.hypot(...v)
const moments = (β: number): ((v: Vector) => Vector) => {
  let m: Vector = [0, 0]
  return v => (m = v.map((x, i) => β * m[i]! + (1 - β) * x))
}

const transforms: readonly (readonly [selector: string, hand: Hand])[] = [
  ['sgd', () => v => v],
  [
    'momentum[momentum=0.6]',
    () => {
      let b: Vector = [0, 0]
      return v => (b = v.map((x, i) => 0.6 * b[i]! + x))
    },
  ],
  [
    'momentum[momentum=-0.3,nesterov=true]',
    () => {
      let b: Vector = [0, 0]
      return v => {
        b = v.map((x, i) => -0.3 * b[i]! + x)
        return v.map((x, i) => x - 0.3 * b[i]!)
      }
    },
  ],
  ['clip-norm[max=0.7]', () => v => v.map(x => (norm(v) > 0.7 ? (0.7 * x) / norm(v) : x))],
  [
    'rmsprop[decay=0.8,epsilon=0.01]',
    () => {
      const second = moments(0.8)
      return v => {
        const s = second(v.map(x => x * x))
        return v.map((x, i) => x / (Math.sqrt(s[i]!) + 0.01))
      }
    },
  ],
  ...([true, false] as const).map(correction => {
    const hand: Hand = () => {
      const [first, second] = [moments(0.7), moments(0.9)]
      let t = 0
      return v => {
        t++
        const [m, s] = [first(v), second(v.map(x => x * x))]
        const [c1, c2] = correction ? [1 - 0.7 ** t, 1 - 0.9 ** t] : [1, 1]
        return m.map((x, i) => x / c1 / (Math.sqrt(s[i]! / c2) + 0.001))
      }
    }
    return [`adam[beta1=0.7,beta2=0.9,epsilon=0.001,correction=${correction}]`, hand] as const
  }),
]

describe('directions are their formulas, a player each with a state of its own', () => {
  // x and y of two entries with f = ⟨x, y⟩: ∇ₓ = y, −∇_y = −x.
  const start = [
    [1, -0.4],
    [0.3, 0.8],
  ]
  const game = `bilinear[singular=[1,1],start=${JSON.stringify(start)}]`
  it.each(transforms)('%s', async (selector, hand) => {
    const found = await play({ game, optimizer: `gda[stepSize=0.2,direction=${selector}]` }, { steps: 30 })
    const [ofX, ofY] = [hand(), hand()]
    let [x, y] = [start[0]!, start[1]!]
    for (const z of found.slice(1)) {
      const [u, w] = [ofX(y), ofY(x.map(v => -v))]
      x = x.map((v, i) => v - 0.2 * u[i]!)
      y = y.map((v, i) => v - 0.2 * w[i]!)
      expect(apart(z, [[...x], [...y]])).toBeLessThan(1e-12)
    }
  })
})

describe('directions and proximal maps', () => {
  const game = 'quadratic[curvatureX=[[1]],interaction=[[0]],curvatureY=[[1]],linear=[[-3],[0]],start=[[0.5],[1]]]'
  const players = { x: 'vector[start=[0.5],set=l1[weight=1]]' }
  it('sgd solves ½(x − 3)² + |x| at x = 2', async () => {
    const z = await play({ game, players, optimizer: 'gda[stepSize=0.1]' }, { steps: 400, every: 400 })
    expect(z.at(-1)![0]![0]).toBeCloseTo(2, 12)
  })
  it.each(['momentum', 'adam', 'rmsprop', 'clip-norm'])(
    '%s before the prox of a function is refused: it would solve another problem',
    async id => {
      const optimizer = `gda[stepSize=0.1,direction=${id}]`
      await expect(open({ game, players, optimizer })).rejects.toThrow(
        `direction=${id} cannot be followed by the proximal map of l1[weight=1] of player 'x'`,
      )
      await expect(open({ game: 'quadratic-wgan', optimizer })).rejects.toThrow("of player 'critic'")
    },
  )
  it.each(['adam', 'rmsprop'])('%s before a projection on a ball is refused, on a box it is not', async id => {
    const optimizer = `gda[stepSize=0.1,direction=${id}]`
    const on = (set: string) => open({ game, players: { x: `vector[start=[0.5],set=${set}]` }, optimizer })
    await expect(on('ball[radius=1]')).rejects.toThrow('two use different metrics')
    const { engine } = await on('box[limit=1]')
    expect((await engine.advance(await engine.init(), 0, 3)).state.leaves.length).toBeGreaterThan(0)
  })
})
