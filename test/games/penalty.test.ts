import { describe, expect, it } from 'vitest'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { constant } from '../../core/scalar.ts'
import { withPenalty } from '../../games/penalty.ts'
import { apart, differenceError, drawOf, evaluator, gameOf, profiles } from './field.ts'

const key0 = key(0)
const constantRows = (rows: number[]) => constant(hostTensor(rows, [rows.length / 2, 2]))()
const linear = { generator: 'linear', critic: 'linear' }
/** A critic with curvature, so that its slope differs from row to row. */
const curved = { generator: 'linear', critic: 'mlp[hidden=[5],activation=tanh]' }
const game = (penalty: string, players = linear) => gameOf(`gan[loss=wasserstein,batch=6,latent=3,penalty=${penalty}]`, players)

describe('penalties of a linear critic D(x) = ⟨w, x⟩ + b, whose slope is w everywhere', () => {
  it.each([
    ['r1[weight=0.6]', (w: number) => 0.3 * w * w],
    ['r2[weight=0.6]', (w: number) => 0.3 * w * w],
    ['gp[weight=0.7]', (w: number) => 0.7 * (w - 1) ** 2],
    ['gp[weight=0.7,target=0]', (w: number) => 0.7 * w * w],
  ])('%s is added to the critic’s loss alone', async (penalty, closed) => {
    const [plain, penalised] = [game('none'), game(penalty)]
    for (const z of profiles(plain, 4)) {
      const [a, b] = [await evaluator(plain).losses(z), await evaluator(penalised).losses(z)]
      const w = plain.players[1]!.start(key0)
        .with(Float64Array.from(z[1]!))
        .hostBlocks()
        .find(block => block.length === 2)!
      expect(b[0]! - a[0]!).toBe(0)
      expect(Math.abs(b[1]! - a[1]! - closed(Math.hypot(...w)))).toBeLessThan(1e-12)
    }
  })

  it.each([
    ['r1[weight=0.6]', (w: number) => 0.3 * w * w],
    ['gp[weight=0.7]', (w: number) => 0.7 * (w - 1) ** 2],
  ])('%s on rows [h, w, c]: the norm is over all entries of a row', async (penalty, closed) => {
    const on = (p: string) => gameOf(`gan[data=digits,loss=wasserstein,batch=3,latent=2,penalty=${p}]`, linear)
    const plain = on('none')
    const [z] = profiles(plain, 1)
    const [a, b] = [await evaluator(plain).losses(z!), await evaluator(on(penalty)).losses(z!)]
    const w = plain.players[1]!.start(key0)
      .with(Float64Array.from(z![1]!))
      .hostBlocks()
      .find(block => block.length === 64)!
    expect(b[0]! - a[0]!).toBe(0)
    expect(Math.abs(b[1]! - a[1]! - closed(Math.hypot(...w)))).toBeLessThan(1e-11)
  })

  it('drops the zero-sum claim', () => {
    expect(game('none').claims.zeroSum).toBe(true)
    expect(game('r1').claims.zeroSum).toBeUndefined()
  })

  it('has a zero gradient, not NaN, where the slope is 0', async () => {
    const z = game('none').players.map(p => new Float64Array(p.start(key0).size))
    const [plain, penalised] = [await evaluator(game('none')).F(z), await evaluator(game('gp')).F(z)]
    expect(apart(plain, penalised)).toBe(0)
  })
})

describe('penalties of a curved critic', () => {
  it.each(['r1[weight=0.6]', 'r2[weight=0.6]', 'gp[weight=0.7]'])(
    '%s is the mean over rows of the slope by differences, at its points',
    async penalty => {
      const [plain, penalised] = [game('none', curved), game(penalty, curved)]
      const [z] = profiles(plain, 1)
      const [a, b] = [await evaluator(plain).losses(z!), await evaluator(penalised).losses(z!)]
      const draw = drawOf(penalised) as { real: HostTensor; latent: HostTensor; ε?: HostTensor }
      const gan = plain.gan!
      const outside = await evaluator(plain).evaluate(
        { run: (view, p) => [gan.generate(p.at(0), gan.latent((view.sample() as { ξ: never }).ξ))] },
        z!,
      )
      const fake = outside[0]!
      const rows = Array.from(draw.real.values, (x, k) => {
        const ε = draw.ε?.values[Math.floor(k / 2)] ?? (penalty.startsWith('r1') ? 1 : 0)
        return ε * x + (1 - ε) * fake[k]!
      })
      const h = 1e-5
      const shifts = [0, 1].flatMap(c => [h, -h].map(step => rows.map((x, k) => (k % 2 === c ? x + step : x))))
      const scores = await evaluator(plain).evaluate(
        { run: (_, p) => shifts.map(s => gan.discriminate(p.at(1), constantRows(s))) },
        z!,
      )
      const slope = Array.from({ length: 6 }, (_, i) =>
        Math.hypot(...[0, 1].map(c => (scores[2 * c]![i]! - scores[2 * c + 1]![i]!) / (2 * h))),
      )
      const cost = slope.map(s => (penalty.startsWith('gp') ? 0.7 * (s - 1) ** 2 : 0.3 * s * s))
      expect(Math.abs(b[1]! - a[1]! - cost.reduce((s, c) => s + c / 6, 0))).toBeLessThan(1e-8)
      expect(b[0]! - a[0]!).toBe(0)
      // Second order: the critic's gradient of its penalty.
      expect(await differenceError(penalised, z!)).toBeLessThan(1e-7)
    },
  )

  it('the draw has ε in [0, 1), one a row, beside the same batch', () => {
    const { ε, ...rest } = drawOf(game('gp')) as { ε: HostTensor }
    expect(ε.shape).toEqual([6])
    expect(Math.min(...ε.values)).toBeGreaterThanOrEqual(0)
    expect(new Set(ε.values).size).toBe(6)
    expect(rest).toEqual(drawOf(game('none')))
  })

  it('needs a GAN', () => {
    expect(() => withPenalty(gameOf('bilinear') as never, { kind: 'r1', weight: 1 }, 1)).toThrow(/'bilinear' has no critic.*r1/)
  })
})
