import { encode } from 'fast-png'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { defaultExecution } from '../../core/execute.ts'
import { thinned } from '../../studies/report/thinned.ts'
import { ticksOf } from '../../studies/report/tick.ts'
import { madeBy, resumedBy } from '../../studies/run-page/facts.ts'
import { page } from '../../studies/run-page/page.ts'
import { panelsOf, yAxis } from '../../studies/run-page/panels.ts'
import { spaced } from '../../studies/run-page/pictures.ts'
import { measuredIn, type RunRecord } from '../../studies/run-page/record.ts'
import { slide } from '../../studies/run-page/slide.ts'

/** Lines of a run of n measured steps, as `saddle run` writes them. */
const lines = (n: number, metrics: (step: number) => object, end: object = {}): string[] =>
  Array.from({ length: n }, (_, i) =>
    JSON.stringify({
      step: 10 * i,
      meter: { gradients: 40 * i, jacobians: 0, prox: 0, solves: 0, samples: 0, flops: 1e6 * i, seconds: 0.1 * i },
      metrics: metrics(10 * i),
      ...(i === n - 1 ? end : {}),
    }),
  )
const completed = { outcome: 'completed', evidence: 'the budget of 100 steps is used up' }

const recordOf = (text: readonly string[], more: Partial<RunRecord> = {}): RunRecord => ({
  folder: 'runs/a b',
  config: {
    saddlepoint: '0.1.0',
    game: 'gan[data=digits]',
    optimizer: 'average[of=gda[stepSize=0.1]]',
    players: { critic: 'mlp[hidden=[64,64]]' },
    metrics: ['losses'],
    seed: 3,
    every: 10,
    budget: { steps: 100 },
    execution: { ...defaultExecution, precision: 'float64' },
    plugins: [],
  },
  players: ['generator', 'critic'],
  snapshots: [],
  portraits: [],
  figures: [],
  prediction: null,
  sittings: [
    {
      from: 0,
      saddlepoint: '0.1.0',
      node: '20.19.0',
      tensorflowjs: '4.22.0',
      onnxruntime: '1.30.0',
      platform: 'linux x64',
      processor: 'A <Processor>',
      cores: 2,
      engine: 'compiled',
    },
  ],
  ...measuredIn(text),
  ...more,
})
type View = ReturnType<typeof parseHTML>
const view = (record: RunRecord): View => parseHTML(page(record))
const texts = ({ document }: View, selector: string): string[] => [...document.querySelectorAll(selector)].map(e => e.textContent)
const png = (side: number): Uint8Array =>
  encode({ width: side, height: side, channels: 1, depth: 8, data: new Uint8Array(side * side) })

describe('the page of a run', () => {
  const whole = recordOf(
    lines(11, s => ({ 'gap': 2 ** -s, 'loss-generator': Math.sin(s), 'loss-critic': Math.cos(s) }), completed),
    { snapshots: [0, 10, 20, 40, 80, 100].map(step => ({ metric: 'samples', step, png: png(71) })) },
  )
  const html = page(whole)
  const shown = parseHTML(html)

  it('says what was run and how it ended, then shows it', () => {
    expect(texts(shown, 'main > h1')).toEqual(['gan × average'])
    expect(texts(shown, '.verdict p')).toEqual(['Completed: the budget of 100 steps is used up.'])
    expect(texts(shown, '.verdict li')).toEqual(['100 steps, 400 gradients, 10 MFLOP, 1 s inside steps (10 ms a step).'])
    expect(shown.document.body.textContent).toContain('A <Processor>, 2 cores')
  })

  it('draws every number over every axis, and shows steps first', () => {
    expect(texts(shown, '.panels h3')).toEqual(['gap7.9·10⁻³¹', 'loss'])
    for (const figure of shown.document.querySelectorAll('.panels figure'))
      expect([...figure.querySelectorAll('.over')].map(o => o.className)).toEqual(
        ['step', 'gradients', 'flops', 'seconds'].flatMap(a => [`over ${a} linear`, `over ${a} log`]),
      )
    expect(texts(shown, '.curves > label')).toEqual(['steps', 'gradients', 'FLOPs', 'seconds', 'logarithmic'])
    const checked = [...shown.document.querySelectorAll('.curves > input')].filter(i => i.hasAttribute('checked'))
    expect(checked.map(i => i.id)).toEqual(['over-step'])
    expect(texts(shown, '.panels .legend span')).toEqual(['generator', 'critic'])
  })

  it('shows the last picture large and those on the way, pixels enlarged a whole number of times', () => {
    expect(texts(shown, '.way small')).toEqual(['step 100', 'step 0', 'step 10', 'step 20', 'step 40', 'step 80'])
    const widths = [...shown.document.querySelectorAll('.way img')].map(i => Number(i.getAttribute('width')))
    expect(widths).toEqual([426, 213, 213, 213, 213, 213])
  })

  it('has the commands that make it and go on with it', () => {
    const commands = texts(shown, 'pre code')
    expect(commands).toEqual([madeBy(whole), resumedBy(whole)])
    expect(commands[0]!.split(' \\\n  ')).toEqual([
      'npx saddle run',
      "--game 'gan[data=digits]'",
      "--player 'critic=mlp[hidden=[64,64]]'",
      "--optimizer 'average[of=gda[stepSize=0.1]]'",
      '--metric losses',
      '--steps 100 --every 10 --seed 3',
      '--precision float64',
      "--out 'runs/a b'",
    ])
    expect(commands[1]).toBe("npx saddle run --resume 'runs/a b' --steps 200")
  })

  it('stands alone, on light and dark paper and in print', () => {
    expect(html).not.toMatch(/(src|href)="(?!data:|#)|@import|url\((?!data:|#|&quot;#)/)
    for (const medium of ['prefers-color-scheme: dark', '@media print']) expect(html).toContain(medium)
    expect(shown.document.querySelector('script')).toBeNull()
    expect(shown.document.body.textContent).not.toMatch(/undefined|NaN|\[object/)
  })
})

describe('a page is right for', () => {
  it('a run that diverged: its curves end in a cross, and it cannot go on', () => {
    const shown = view(
      recordOf(
        lines(6, s => ({ distance: s < 50 ? 10 ** s : 'Infinity' }), { outcome: 'diverged', evidence: 'step 51 made NaN' }),
      ),
    )
    expect(texts(shown, '.verdict.broken p')).toEqual(['Diverged: step 51 made NaN.'])
    expect(texts(shown, '.step.linear')[0]).toContain('✕')
    expect(texts(shown, 'figcaption')).toEqual(['1 of 6 values are not finite, and leave gaps.'])
    expect(texts(shown, 'pre').length).toBe(1)
    expect(texts(shown, 'td').at(-1)).toBe('1')
  })

  it('numbers that are never finite, and none at all', () => {
    const never = view(recordOf(lines(3, s => ({ distance: 'NaN', other: s }))))
    expect(texts(never, 'figcaption')).toEqual(['Not a finite number at any measured step.'])
    expect(never.document.querySelectorAll('figure:first-child svg').length).toBe(0)
    expect(texts(view(recordOf(lines(3, () => ({})))), 'main > p')).toContain('No metric was measured: give one with --metric.')
  })

  it('one measured step, which draws no curve', () => {
    const shown = view(recordOf(lines(1, () => ({ distance: 2 }))))
    expect(texts(shown, '.verdict p')).toEqual(['Not ended: step 0 is the last that was measured.'])
    expect(shown.document.querySelector('.curves')).toBeNull()
    expect(texts(shown, 'td').slice(0, 3)).toEqual(['distance', '2', '2'])
    expect(texts(shown, 'pre').at(-1)).toBe("npx saddle run --resume 'runs/a b'")
  })

  it('a line that was cut off, which is left out and told', () => {
    const cut = lines(4, s => ({ distance: s })).map((l, i) => (i === 3 ? l.slice(0, 20) : l))
    expect(texts(view(recordOf(cut)), '.verdict li')[1]).toBe('1 line of measured steps cannot be read, and is left out.')
  })

  it('what is not counted: no axis for it', () => {
    const host = lines(4, s => ({ distance: s })).map(l =>
      l.replace(/"gradients":\d+/, '"gradients":0').replace(/"flops":\d+/, '"flops":null'),
    )
    expect(texts(view(recordOf(host)), '.curves > label')).toEqual(['steps', 'seconds', 'logarithmic'])
  })

  it('10,000 measured steps, thinned to what can be seen', () => {
    const record = recordOf(lines(10_000, s => ({ 'distance': Math.exp(-s / 1e4), 'loss-critic': Math.sin(s) })))
    expect(page(record).length).toBeLessThan(1e6)
  })
})

describe('a portrait', () => {
  const arrows = [0, 1].flatMap(x => [0, 1].map(y => ({ at: [x, y] as const, by: [x - 0.5, 0] as const })))
  const portrait = { names: ['θ', 'ψ'] as const, arrows, solution: null }
  const spiral = (n: number, every: number): string[] =>
    Array.from({ length: n }, (_, i) =>
      JSON.stringify({
        step: every * i,
        meter: { flops: 1, gradients: 1, seconds: 1 },
        metrics: {},
        answer: [[Math.cos(i / 9)], [Math.sin(i / 9)]],
      }),
    )
  const drawnOf = (text: readonly string[]): Element =>
    view(recordOf(text, { portraits: [{ metric: 'phase-portrait', portrait }] })).document.querySelector('figure.portrait')!
  const paths = (figure: Element, label: string): number => figure.querySelectorAll(`g[aria-label=${label}] > *`).length

  it('joins steps that follow one another, and leaves measured ones apart', () => {
    const every = drawnOf(spiral(40, 1))
    expect([paths(every, 'vector'), paths(every, 'line')]).toEqual([4, 1])
    // The start and the end are dots too.
    expect(paths(every, 'dot')).toBe(42)
    const tenth = drawnOf(spiral(40, 10))
    expect(paths(tenth, 'line')).toBe(0)
    expect(tenth.querySelector('figcaption')!.textContent).toContain('Dots are measured steps, one in 10.')
    expect([...tenth.querySelectorAll('.legend span')].map(s => s.textContent)).not.toContain('equilibrium')
  })
  it('has all of the way inside its frame, beyond the arrows too', () => {
    const places = [...drawnOf(spiral(40, 1)).querySelectorAll('g[aria-label=dot] circle')]
    for (const c of places)
      for (const name of ['cx', 'cy']) {
        const v = Number(c.getAttribute(name))
        expect(v).toBeGreaterThanOrEqual(14)
        expect(v).toBeLessThanOrEqual(682)
      }
  })
  it('stays small where there are many steps, and is left out where there is no place', () => {
    expect(drawnOf(spiral(50_000, 1)).outerHTML.length).toBeLessThan(4e5)
    expect(drawnOf(lines(3, () => ({})))).toBeNull()
  })
})

describe('what is drawn', () => {
  it('puts answers that are held side by side into one figure', () => {
    const names = ['distance', 'distance-last', 'distance-uniform', 'distance-ema', 'loss-x']
    expect(panelsOf(names, ['x']).map(p => [p.title, ...p.series.map(s => s.label)])).toEqual([
      ['distance', 'distance', 'last', 'uniform', 'ema'],
      ['loss', 'x'],
    ])
  })

  it('joins players and references, the longest id first', () => {
    const names = ['loss-a', 'loss-b-a', 'modes', 'real-modes', 'real-thing', 'sw', 'sw-floor']
    expect(panelsOf(names, ['a', 'b-a']).map(p => [p.title, ...p.series.map(s => s.label)])).toEqual([
      ['loss', 'a', 'b-a'],
      ['modes', 'modes', 'real samples'],
      ['real-thing', 'real-thing'],
      ['sw', 'sw', 'real samples'],
    ])
  })

  it.each([
    [[1, 50], [1, 100], 'log'],
    [[1, 20], [0.05, 20.95], 'linear'],
    [[-1, 100], [-6.05, 105.05], 'linear'],
    [[0, 0.02, 1], [-0.05, 1.05], 'linear'],
    [[-1e-17, 1e-15, 1], [1e-15, 1], 'log'],
    [[3, 3], [2.7, 3.3], 'linear'],
    [[0], [-1, 1], 'linear'],
  ] as const)('an axis for %j: %j, %s', (values, domain, scale) => {
    const axis = yAxis(values)!
    expect(axis.scale).toBe(scale)
    axis.domain.forEach((v, i) => expect(v).toBeCloseTo(domain[i]!, 12))
  })

  it('thinned lines keep the first, last, lowest and highest point of every column', () => {
    const points = Array.from({ length: 1000 }, (_, x) => ({
      x,
      y: x === 333 ? 9 : x === 777 ? -9 : x >= 500 && x < 600 ? NaN : Math.sin(x),
    }))
    const kept = thinned(points, 10, x => x)
    expect(kept.length).toBeLessThanOrEqual(45)
    for (const x of [0, 333, 777, 999]) expect(kept).toContainEqual(points[x])
    expect(kept.filter(p => Number.isNaN(p.y)).length).toBeGreaterThan(0)
    expect(kept.map(p => p.x)).toEqual(kept.map(p => p.x).toSorted((a, b) => a - b))
  })

  it('ticks can be told apart', () => {
    const said = (low: number, high: number): string[] => {
      const { tickFormat } = ticksOf({ domain: [low, high], scale: 'linear' }, 4)
      return [low, (low + high) / 2, high].map(tickFormat)
    }
    expect(said(1.3861, 1.3865)).toEqual(['1.3861', '1.3863', '1.3865'])
    expect(said(0, 3e9)).toEqual(['0', '1.5 G', '3 G'])
    expect(said(-4e23, 4e23)).toEqual(['−4·10²³', '0', '4·10²³'])
    expect(ticksOf({ domain: [1e-160, 1], scale: 'log' }, 4).ticks).toEqual([1e-150, 1e-100, 1e-50, 1])
    expect(ticksOf({ domain: [30, 300], scale: 'log' }, 4).ticks).toEqual([50, 100, 200])
  })

  it('pictures evenly, the first and the last', () => {
    const all = Array.from({ length: 15 }, (_, i) => i)
    expect(spaced(all, 8)).toEqual([0, 2, 4, 6, 8, 10, 12, 14])
    expect(spaced(all, 1)).toEqual([14])
    expect(spaced([1, 2], 8)).toEqual([1, 2])
  })
})

describe('figures of a game in stages', () => {
  const bytes = (...all: number[]): string => Buffer.from(all).toString('base64')
  const spectra = {
    kind: 'spectra',
    stages: [
      { name: '2×2', real: [3, 1, 0.2], generated: [2.5, 0.5, 0], threshold: 0.5 },
      { name: '4×4', real: [5, 2, 0.1, 0], generated: [4.8, 1.8, 0, 0], threshold: 0.2 },
    ],
  } as const
  // One pixel wide, two high.
  const directions = {
    kind: 'directions',
    width: 1,
    height: 2,
    channels: 1,
    span: 3,
    mean: bytes(51, 204),
    directions: [
      { share: 0.75, step: 0.001, bytes: bytes(228, 28) },
      { share: 0.25, step: 0.002, bytes: bytes(128, 138) },
    ],
  } as const
  const record = recordOf(
    lines(2, () => ({})),
    {
      figures: [
        { metric: 'stages', figure: spectra },
        { metric: 'directions', figure: directions },
      ],
    },
  )

  it('has a panel a stage, the threshold across', () => {
    const { document } = view(record)
    const panels = [...document.querySelectorAll('.panels figure')].filter(f => f.querySelector('g[aria-label=rule]'))
    expect(panels.map(f => f.querySelector('h3')!.textContent)).toEqual(['2×22 above β = 0.5', '4×42 above β = 0.2'])
    expect(panels.map(f => f.querySelectorAll('g[aria-label=dot] circle').length)).toEqual([3 + 2, 3 + 2])
  })

  it('has a strip without a script, and sliders that draw with one', () => {
    const { document } = view(record)
    const figure = document.querySelector('figure.directions')!
    expect(figure.querySelector('.strip img')!.getAttribute('src')).toMatch(/^data:image\/png/)
    const live = figure.querySelector('.live')!
    expect(live.hasAttribute('hidden')).toBe(true)
    // linkedom has no canvas, and keeps no value of a slider.
    const drawn: number[][] = []
    const canvas = figure.querySelector('canvas')!
    const context = {
      createImageData: (w: number, h: number) => ({ data: new Uint8ClampedArray(4 * w * h) }),
      putImageData: ({ data }: { data: Uint8ClampedArray }) => drawn.push([...data]),
    }
    Object.defineProperty(canvas, 'getContext', { value: () => context })
    const inputs = [...figure.querySelectorAll('input')]
    inputs.forEach(input => Object.defineProperty(input, 'value', { value: '0', writable: true }))
    const before = globalThis.document
    globalThis.document = document
    try {
      slide('directions-1')
    } finally {
      globalThis.document = before
    }
    expect(live.hasAttribute('hidden')).toBe(false)
    expect(drawn.at(-1)).toEqual([51, 51, 51, 255, 204, 204, 204, 255])
    inputs[0]!.value = '2'
    inputs[1]!.value = '-1'
    inputs[0]!.dispatchEvent(new (document.defaultView as unknown as { Event: typeof Event }).Event('input'))
    // 51 + 255·2·0.001·100 = 102;  204 − 51 − 255·0.002·10 = 147.9
    expect(drawn.at(-1)).toEqual([102, 102, 102, 255, 148, 148, 148, 255])
    expect(figure.querySelector('output')!.textContent).toBe('2.0')
    expect(inputs.map(i => i.getAttribute('aria-label'))).toEqual([
      'direction 1, 75 % of the variance',
      'direction 2, 25 % of the variance',
    ])
  })
})
