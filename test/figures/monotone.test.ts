import { describe, expect, it } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { matrixGap } from '../../metrics/duality-gap.ts'
import { answers, apart, atomsOf, norm, play, squaredNorm } from './play.ts'

const bilinear = (x: number, y: number): string => `bilinear[start=[[${x}],[${y}]]]`
const flat = (z: readonly (readonly number[])[]): [number, number] => z.flat() as [number, number]
const exact = 'tolerance=1e-14,passes=1000'

describe('proximal point on f = xy', () => {
  it.each([0.2, 1, 10, 100])('η = %d: x⁺ = (x − ηy)/(1 + η²), so that ‖z‖² falls by 1/(1 + η²)', async η => {
    const optimizer = `proximal-point[stepSize=${η},tolerance=1e-14,passes=20000]`
    const trajectory = await play({ game: bilinear(1, 1), optimizer }, { steps: 3 })
    let [x, y] = [1, 1]
    // ‖w − w*‖ is at most the residual, as w − z + ηF(w) is strongly monotone with constant 1.
    for (const [k, z] of trajectory.entries()) {
      expect(apart(z, [[x], [y]])).toBeLessThan(3e-14)
      expect(x * x + y * y).toBeCloseTo(2 / (1 + η * η) ** k, 14)
      x = (x - η * y) / (1 + η * η)
      y = y + η * x
    }
  })

  it('a step size a player: x⁺ = (x − η_x y)/(1 + η_x η_y), y⁺ = y + η_y x⁺', async () => {
    let [x, y] = [1, -0.5]
    for (const z of (
      await play({ game: bilinear(x, y), optimizer: `proximal-point[stepSize=[0.5,3],${exact}]` }, { steps: 20 })
    ).slice(1)) {
      x = (x - 0.5 * y) / (1 + 1.5)
      y = y + 3 * x
      expect(apart(z, [[x], [y]])).toBeLessThan(1e-12)
    }
  })

  it('reflected (λ = 2) it turns by φ, tan(φ/2) = η', async () => {
    const η = Math.tan(0.5)
    const trajectory = await play(
      { game: bilinear(1, 0), optimizer: `proximal-point[stepSize=${η},relaxation=2,${exact}]` },
      { steps: 20 },
    )
    trajectory.forEach((z, k) => expect(apart(z, [[Math.cos(k)], [Math.sin(k)]])).toBeLessThan(1e-12))
  })
})

describe('proximal point solves its equation', () => {
  const clip = (v: number): number => Math.min(Math.max(v, -0.5), 1)
  const shrink = (v: number, by: number): number => Math.sign(v) * Math.max(Math.abs(v) - by, 0)
  const linear = 'linear=[[0.3],[-0.2]]'
  it.each([0.4, 5])('on a box, η = %d', async η => {
    const box = 'vector[start=[1],set=box[low=-0.5,high=1]]'
    const z = await play(
      { game: `bilinear[${linear}]`, players: { x: box, y: box }, optimizer: `proximal-point[stepSize=${η},${exact}]` },
      { steps: 10 },
    )
    for (const [k, w] of z.slice(1).entries()) {
      const [[x, y], [x0, y0]] = [flat(w), flat(z[k]!)]
      expect(Math.abs(x - clip(x0 - η * (y + 0.3)))).toBeLessThan(1e-12)
      expect(Math.abs(y - clip(y0 - η * (0.2 - x)))).toBeLessThan(1e-12)
    }
  })
  it.each([0.4, 5])('with an ℓ1 term, weighed by η = %d', async η => {
    const players = { x: 'vector[start=[1],set=l1[weight=0.1]]' }
    const z = await play(
      { game: `bilinear[${linear}]`, players, optimizer: `proximal-point[stepSize=${η},${exact}]` },
      { steps: 10 },
    )
    for (const [k, w] of z.slice(1).entries()) {
      const [[x, y], [x0, y0]] = [flat(w), flat(z[k]!)]
      expect(Math.abs(x - shrink(x0 - η * (y + 0.3), 0.1 * η))).toBeLessThan(1e-12)
      expect(Math.abs(y - (y0 - η * (0.2 - x)))).toBeLessThan(1e-12)
    }
  })
  it('refuses to reflect out of sets', async () => {
    const players = { x: 'vector[start=[1],set=box[limit=1]]' }
    const optimizer = 'proximal-point[relaxation=1.5]'
    await expect(play({ game: bilinear(1, 1), players, optimizer }, { steps: 1 })).rejects.toThrow('above 1, which leaves sets')
  })
})

describe('Halpern iteration on linear nonexpansive steps is the Cesàro mean', () => {
  // In the plane as complex numbers (x + iy): reflected resolvents turn by 1 rad, resolvents multiply by 1/(1 − iη), as x⁺ + iy⁺ = z + iη(x⁺ + iy⁺).
  const power = ([r, φ]: readonly [number, number], k: number): [number, number] => [
    r ** k * Math.cos(k * φ),
    r ** k * Math.sin(k * φ),
  ]
  it.each([
    ['a rotation by 1 rad', `stepSize=${Math.tan(0.5)},relaxation=2`, [1, 1]],
    ['the resolvent', 'stepSize=0.7', [1 / Math.hypot(1, 0.7), Math.atan(0.7)]],
  ] as const)('%s', async (_, options, factor) => {
    const optimizer = `halpern[of=proximal-point[${options},${exact}]]`
    const trajectory = await play({ game: bilinear(1, 0), optimizer }, { steps: 50 })
    let [x, y] = [0, 0]
    trajectory.forEach((u, k) => {
      const [cos, sin] = power(factor, k)
      ;[x, y] = [x + cos, y + sin]
      expect(apart(u, [[x / (k + 1)], [y / (k + 1)]])).toBeLessThan(1e-12)
    })
  })
  it('of lookahead, of another Halpern iteration, … the iterate is moved all the same', async () => {
    const optimizer = `halpern[of=lookahead[of=proximal-point[stepSize=0.7,${exact}],every=1,weight=1]]`
    const [plain, wrapped] = await Promise.all(
      [`halpern[of=proximal-point[stepSize=0.7,${exact}]]`, optimizer].map(o =>
        play({ game: bilinear(1, 0), optimizer: o }, { steps: 20 }),
      ),
    )
    wrapped!.forEach((u, k) => expect(apart(u, plain![k]!)).toBeLessThan(1e-14))
  })
})

describe('mirror-prox on the portable matrix game', () => {
  const A = Array.from({ length: 8 }, (_, i) => Array.from({ length: 6 }, (_, j) => Math.sin(1.3 * i + 2.1 * j + 0.5 * i * j)))
  const most = Math.max(...A.flat().map(Math.abs))
  const gap = ([x, y]: readonly (readonly number[])[]): number => {
    const columns = A[0]!.map((_, j) => A.reduce((s, row, i) => s + row[j]! * x![i]!, 0))
    const rows = A.map(row => row.reduce((s, v, j) => s + v * y![j]!, 0))
    return Math.max(...columns) - Math.min(...rows)
  }
  it('average of the extrapolated points after 100 steps of 1/max|A|: gap 0.0191711741, within the bound', async () => {
    const optimizer = `average[of=mirror-prox[stepSize=${1 / most}],point=extrapolated]`
    const [, last] = await answers({ game: 'matrix[payoff=portable]', optimizer }, { steps: 100, every: 100 })
    expect(Math.abs(gap(atomsOf(last!)) - 0.0191711741)).toBeLessThan(1e-10)
    expect(gap(atomsOf(last!))).toBeLessThan((most * (Math.log(8) + Math.log(6))) / 100)
  })
})

describe('mirror-prox on matrix games, after every one of 100 steps', () => {
  const portable = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 6 }, (_, j) => Math.sin(1.3 * i + 2.1 * j + 0.5 * i * j)),
  )
  const uniform = (n: number): number[] => Array<number>(n).fill(1 / n)
  const random = (m: number, n: number): number[][] =>
    Array.from({ length: m }, (_, i) => Array.from(key(m).fold(i).uniform(n), u => 3 * u - 1))
  /** max_u KL(u‖p) = −ln min p, which is ln n at the uniform start of n actions. */
  const far = (p: readonly number[]): number => -Math.log(Math.min(...p))
  // prettier-ignore
  it.each([
    ['portable', portable, [uniform(8), uniform(6)]],
    ['rock–paper–scissors', [[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3]]],
    ['matching pennies', [[1, -1], [-1, 1]], [[0.9, 0.1], [0.3, 0.7]]],
    ['random, 3 × 5', random(3, 5), [uniform(3), uniform(5)]],
    ['random, 7 × 4', random(7, 4), [uniform(7), uniform(4)]],
  ])('%s: the gap of the average is at most max|A|·(max KL(u‖x₀) + max KL(v‖y₀))/T', async (_, A, start) => {
    const most = Math.max(...A.flat().map(Math.abs))
    const game = `matrix[payoff=${JSON.stringify(A)},start=${JSON.stringify(start)}]`
    const optimizer = `average[of=mirror-prox[stepSize=${1 / most}],point=extrapolated]`
    const seen = await answers({ game, optimizer }, { steps: 100 })
    const payoff = hostTensor(A.flat(), [A.length, A[0]!.length])
    const gaps = seen.slice(1).map(answer => matrixGap(payoff, ...(atomsOf(answer) as [number[], number[]])))
    gaps.forEach((gap, k) => expect(gap, `T = ${k + 1}`).toBeLessThanOrEqual((most * (far(start[0]!) + far(start[1]!))) / (k + 1)))
    expect(gaps[0]).toBeGreaterThan(0.1)
  })
})

describe('EG+ where the field is not monotone: F(z) = −pz + (cy, −cx)', () => {
  // Eigenvalues λ = −p ± ic; z = 0 is a weak Minty solution with ρ = 2p/(p² + c²) = 0.198 < 1/(4L) = 0.2488, L = √(p² + c²).
  const [p, c] = [0.1, 1]
  const L = Math.hypot(p, c)
  const game = `quadratic[curvatureX=[[${-p}]],interaction=[[${c}]],curvatureY=[[${-p}]],start=[[1],[0.5]]]`
  /** |1 − uλ(1 − eλ)|² for the update u and the extrapolation e. */
  const factor = (u: number, e: number): number => {
    const [re, im] = [-p - e * (p * p - c * c), c + 2 * e * p * c]
    return (1 - u * re) ** 2 + (u * im) ** 2
  }
  const ratios = async (optimizer: string): Promise<number[]> => {
    const trajectory = await play({ game, optimizer }, { steps: 40 })
    return trajectory.slice(1).map((z, k) => squaredNorm(z) / squaredNorm(trajectory[k]!))
  }
  it('a = 1/(2L), β = ½ converges at the rate of its step map', async () => {
    const expected = factor(1 / (2 * L), 1 / L)
    expect(expected).toBeLessThan(1)
    for (const r of await ratios(`extragradient-plus[stepSize=${1 / (2 * L)},ratio=0.5]`)) expect(r).toBeCloseTo(expected, 12)
  })
  it('extragradient with step size 1/L diverges', async () => {
    const expected = factor(1 / L, 1 / L)
    expect(expected).toBeGreaterThan(1)
    for (const r of await ratios(`extragradient-plus[stepSize=${1 / L},ratio=1]`)) expect(r).toBeCloseTo(expected, 12)
  })
})

describe('double step-size extragradient on f = xy', () => {
  it('γₖ = 0.8/(k + 2)^(1/3), ηₖ = 0.5/(k + 3)^(2/3)', async () => {
    const exploration = `power[of=0.8,exponent=${1 / 3},offset=2]`
    const stepSize = `power[of=0.5,exponent=${2 / 3},offset=3]`
    let [x, y] = [1, -0.5]
    const trajectory = await play(
      { game: bilinear(x, y), optimizer: `double-step[exploration=${exploration},stepSize=${stepSize}]` },
      { steps: 50 },
    )
    trajectory.slice(1).forEach((z, k) => {
      const [γ, η] = [0.8 / Math.cbrt(k + 2), 0.5 / Math.cbrt(k + 3) ** 2]
      ;[x, y] = [x - η * (y + γ * x), y + η * (x - γ * y)]
      expect(apart(z, [[x], [y]])).toBeLessThan(1e-13)
    })
    expect(norm(trajectory.at(-1)!)).toBeLessThan(1)
  })
})
