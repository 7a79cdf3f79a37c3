import type { Picture } from '../../core/picture.ts'
import type { Axis } from '../report/axis.ts'
import { curves, swatch, type Axes, type Curve } from '../report/curves.ts'
import { document } from '../report/document.ts'
import { escaped, flopCount, readable } from '../report/markup.ts'
import { pictureSource } from '../report/picture.ts'
import { commandOf, digits, ring, seeds, type Panel, type Row } from './settings.ts'
import { findings, lastOf, runsOf, type Results } from './verdict.ts'

/** Of every figure, in pixels, names of curves included. */
const size = { width: 920, right: 168 } as const
const colour = (row: Row): string => `var(--${row.family})`

/** A row's curves, one a seed: three seeds are three curves, not a band. */
const curvesOf = (results: Results, panel: Panel, metric: string): Curve[] =>
  panel.rows.flatMap(row =>
    runsOf(results, panel, row).map(({ seed, result }) => ({
      label: row.label,
      stroke: colour(row),
      ...(row.dash ? { dash: row.dash } : {}),
      points: result.marks
        .filter(m => (m.flops ?? 0) > 0 && Number.isFinite(m.metrics[metric]))
        .map(m => ({ x: m.flops!, y: Math.max(m.metrics[metric]!, Number.MIN_VALUE) })),
      broken: result.outcome.kind === 'diverged' || result.outcome.kind === 'nan',
      exact: row.once === true,
      named: seed === seeds[0],
    })),
  )

const legend = (panel: Panel): string =>
  `<div class="legend">${panel.rows.map(row => `<span>${row.once ? `<b style="color:${colour(row)}">★</b>` : swatch(colour(row), row.dash)}${escaped(row.label)}</span>`).join('')}</div>`

const figure = (content: string, caption: string): string => `<figure>${content}<figcaption>${caption}</figcaption></figure>`

const plot = (results: Results, panel: Panel, metric: string, axes: Axes): string =>
  curves(curvesOf(results, panel, metric), axes)

interface Real {
  readonly picture: Picture
  readonly said: string
}
/** Pictures of every answer beside real ones, so many in a line. */
function samples(results: Results, panel: Panel, columns: number, real: Real, caption: (row: Row) => string): string {
  const first = panel.rows
    .flatMap(row =>
      runsOf(results, panel, row)
        .slice(0, 1)
        .map(({ result }) => ({ row, result })),
    )
    .filter(r => r.row.pictured)
  const cell = (source: string, name: string, small: string, tint: string): string =>
    `<div><img src="${source}" alt="${escaped(name)}"><span style="color:${tint}">${escaped(name)}</span><br><small>${small}</small></div>`
  const cells = first.map(({ row, result }) =>
    cell(pictureSource(result.pictures.at(-1)!.picture), row.label, caption(row), colour(row)),
  )
  return `<div class="samples" style="--columns: ${columns}">${cell(pictureSource(real.picture), 'Real', real.said, 'inherit')}${cells.join('')}</div>`
}

interface Column {
  readonly name: string
  of(metrics: Readonly<Record<string, number>>): string
}
function table(results: Results, panel: Panel, columns: readonly Column[]): string {
  const head = ['solver', 'seed', 'outcome', 'steps', 'FLOPs', 'gradients', ...columns.map(c => c.name), 'seconds']
  const body = panel.rows.flatMap(row => {
    const runs = runsOf(results, panel, row)
    const lines = runs.map(({ seed, result }, i) => {
      const last = lastOf(result)
      const bad = result.outcome.kind === 'diverged' || result.outcome.kind === 'nan'
      const cells = [
        i === 0 ? `<span class="dot" style="background:${colour(row)}"></span>${escaped(row.label)}` : '',
        row.once ? 'any' : String(seed),
        `<span${bad ? ' class="bad"' : ''} title="${escaped(result.outcome.evidence)}">${result.outcome.kind}</span>`,
        String(last.step),
        `${flopCount(last.flops)}${result.estimated ? '*' : ''}`,
        last.gradients === 0 ? '–' : String(last.gradients),
        ...columns.map(c => c.of(last.metrics)),
        last.seconds.toFixed(2),
      ]
      return `<tr${i === 0 ? ' class="first"' : ''}>${cells.map(c => `<td>${c}</td>`).join('')}</tr>`
    })
    return [
      ...lines,
      `<tr class="command"><td colspan="${head.length}"><code>${escaped(commandOf(panel, row, runs[0]?.seed ?? 0))}</code></td></tr>`,
    ]
  })
  return `<div class="scroll"><table><thead><tr>${head.map(h => `<th>${h}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`
}

function configuration(results: Results, seconds: number): string {
  const rows = [digits, ring].flatMap(panel => {
    const { spec } = runsOf(results, panel, panel.rows[0]!)[0]!.result
    return [
      [`${panel.id}: game`, spec.game],
      ...Object.entries(spec.players).map(([role, player]) => [`${panel.id}: ${role}`, player]),
      [`${panel.id}: metrics`, spec.metrics.join(', ')],
      [`${panel.id}: budget`, `${flopCount(panel.flops)} a run, ${panel.precision}, one thread`],
    ]
  })
  const { made } = runsOf(results, digits, digits.rows[0]!)[0]!.result
  const machine = [
    ['seeds', seeds.join(', ')],
    ['runtime', `Node ${made.node}, ONNX Runtime ${made.onnxruntime}, ${made.platform}`],
    ['processor', `${made.processor}, ${Math.round(seconds)} s in all`],
  ]
  return `<dl>${[...rows, ...machine].map(([k, v]) => `<dt>${escaped(k!)}</dt><dd>${escaped(v!)}</dd>`).join('')}</dl>`
}

/** The page of the study, and its verdict as text. */
export function page(
  results: Results,
  { seconds, real }: { readonly seconds: number; readonly real: ReadonlyMap<string, Picture> },
): { html: string; verdict: string } {
  const [verdict, ...rest] = findings(results) as [string, ...string[]]
  const x = (label: string, least: number, panel: Panel): Axis => ({ label, domain: [least, panel.flops], scale: 'log' })
  const y = (label: string, ...domain: [number, number]): Axis => ({ label, domain, scale: 'log' })
  const gapPlot = plot(results, digits, 'certified-gap', {
    x: x('', 1e6, digits),
    y: y('certified gap / p*', 1e-15, 1e3),
    ...size,
    height: 430,
    names: true,
  })
  const violationPlot = plot(results, digits, 'violation', {
    x: x('floating-point operations', 1e6, digits),
    y: y('violation ‖C − S‖₂ − β', 1e-16, 1e1),
    ...size,
    height: 270,
    names: false,
  })
  const floor = runsOf(results, ring, ring.rows[0]!).map(({ result }) => lastOf(result).metrics['sliced-wasserstein-floor']!)
  const ringPlot = plot(results, ring, 'sliced-wasserstein', {
    x: x('floating-point operations', 3e7, ring),
    y: y('sliced Wasserstein-1 distance', 1e-2, 3),
    ...size,
    height: 360,
    level: { y: floor.reduce((a, b) => a + b, 0) / floor.length, label: 'real samples against real samples' },
    names: true,
  })
  const at = (panel: Panel, row: Row, metric: string): number =>
    lastOf(runsOf(results, panel, row)[0]!.result).metrics[metric] ?? NaN
  const percent = (v: number): string => `${(100 * v).toFixed(1)} %`
  const modesOf = (modes: string, quality: string, row: Row): string =>
    `${at(ring, row, modes)} of 8 modes, ${percent(at(ring, row, quality))} within 3σ`
  const body = [
    '<h1>One GAN, five ways</h1>',
    '<p class="lead">The same Wasserstein GAN of handwritten digits, solved by gradient descent-ascent, extragradient, gradient-regularized descent-ascent, online mixed strategies and its convex dual. Which of them reach the optimum, and at what cost?</p>',
    `<section class="verdict"><p>${escaped(verdict)}</p><ul>${rest.map(f => `<li>${escaped(f)}</li>`).join('')}</ul></section>`,
    '<h2>Digits: distance to the exact optimum</h2>',
    legend(digits),
    figure(
      gapPlot + violationPlot,
      'Above: certified duality gap relative to p*, against the floating-point operations counted from each compiled graph. The gap bounds how far an answer is from the saddle point whatever its payoff says; values below 10⁻¹⁵ are drawn there. Below: by how much the answer violates the dual constraint. Each of three seeds is a curve of its own; ✕ marks a run that diverged; ★ is the closed form (operations by formula).',
    ),
    '<h2>What they draw, at equal cost</h2>',
    figure(
      samples(
        results,
        digits,
        4,
        { picture: real.get('digits')!, said: 'drawn from the data' },
        row => `gap ${readable(Math.max(0, at(digits, row, 'certified-gap')))} · p*`,
      ),
      `Thirty-six samples of each answer after ${flopCount(digits.flops)}, seed ${seeds[0]!}. A linear generator of ten directions draws blurred digits even at the optimum: the game, not the solver, limits these pictures.`,
    ),
    table(results, digits, [
      { name: 'gap / p*', of: m => readable(Math.max(0, m['certified-gap'] ?? NaN)) },
      { name: 'violation', of: m => readable(m.violation ?? NaN) },
      { name: 'value', of: m => readable(m.value ?? NaN) },
    ]),
    '<p><small>* operations of the eigenvalue decomposition by formula. Value: the payoff with its ℓ1 term; the optimum is p* = 2.185515243. A value near p* proves nothing: gradient descent-ascent passes it again and again.</small></p>',
    '<h2>Ring: networks that no theory covers</h2>',
    legend(ring),
    figure(
      ringPlot,
      'Sliced Wasserstein-1 distance between 2,000 generated and 2,000 real points. The dashed level is the same distance between two draws of real points: nothing can be told apart below it.',
    ),
    figure(
      samples(
        results,
        ring,
        5,
        { picture: real.get('ring')!, said: modesOf('real-modes', 'real-high-quality', ring.rows[0]!) },
        row => modesOf('modes', 'high-quality', row),
      ),
      `Density of 5,000 samples after ${flopCount(ring.flops)}, seed ${seeds[0]!}.`,
    ),
    table(results, ring, [
      { name: 'sliced distance', of: m => readable(m['sliced-wasserstein'] ?? NaN) },
      { name: 'modes', of: m => String(m.modes ?? NaN) },
      { name: 'high quality', of: m => percent(m['high-quality'] ?? NaN) },
    ]),
    `<p><small>Modes and high-quality share by PacGAN’s protocol (arXiv:1712.04086): 2,500 samples, within 3σ of a mode, a mode counts with one such sample. Real points themselves: ${modesOf('real-modes', 'real-high-quality', ring.rows[0]!)}, which no generator can be asked to exceed.</small></p>`,
    '<h2>Exact configuration</h2>',
    configuration(results, seconds),
  ]
  return { html: document('One GAN, five ways', body), verdict: [verdict, ...rest.map(f => `  ${f}`)].join('\n') }
}
