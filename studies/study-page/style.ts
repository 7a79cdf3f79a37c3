/** What the page of a study has beside the theme. */
import { darkPaper, lightPaper } from '../report/theme.ts'
import { darkColours, lightColours } from './looks.ts'

/** Hides what belongs to a row whose box is not ticked: without a script. */
const hidden = (rows: number): string =>
  Array.from({ length: rows }, (_, i) => `main:has(#row-${i}:not(:checked)) .r${i} { display: none }`).join('\n')

export const style = (rows: number): string => `
:root { ${lightColours} }
@media (prefers-color-scheme: dark) { :root { ${darkColours} } }
:root:has(#theme-light:checked) { color-scheme: light; ${lightPaper} ${lightColours} }
:root:has(#theme-dark:checked) { color-scheme: dark; ${darkPaper} ${darkColours} }
main { max-width: 64rem }
h3 { font: 600 15px/1.4 ui-sans-serif, system-ui, sans-serif; margin: 1.8rem 0 .3rem }
figure h4 { font: 600 13.5px/1.4 ui-sans-serif, system-ui, sans-serif; margin: 0 0 .2rem }
.verdict li { max-width: none } .checked { list-style: none; padding: 0 !important; margin-bottom: .8rem !important } .checked li { margin: .7rem 0 }
.checked b { display: inline-block; min-width: 5.4rem; font: 600 13px/1.4 ui-sans-serif, system-ui, sans-serif; padding: .05rem .5rem; margin-right: .4rem; border-radius: 4px; text-align: center; border: 1px solid currentColor }
.holds > b { color: var(--regularized) } .fails > b { color: var(--gda) } .undecided > b { color: var(--average) } .state { color: var(--average) }
.controls { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--line); padding: .55rem 0; display: flex; flex-wrap: wrap; gap: .5rem 1.4rem; font: 13px/1 ui-sans-serif, system-ui, sans-serif; align-items: center }
.controls fieldset { border: 0; margin: 0; padding: 0; display: flex; align-items: center; flex-wrap: wrap } .controls legend { float: left; color: var(--soft); font-weight: 600; padding: 0; margin-right: .5rem }
.controls input { position: absolute; opacity: 0; width: 1px; height: 1px } .controls fieldset:not(.rows) label, .rows button { padding: .36rem .6rem; border: 1px solid var(--line); margin-right: -1px; cursor: pointer; color: var(--soft); background: none; font: inherit }
.controls fieldset:not(.rows) input:checked + label { background: var(--panel); color: var(--ink); border-color: var(--accent); position: relative }
.controls input:focus-visible + label { outline: 2px solid var(--accent) }
.rows { flex-basis: 100%; gap: .25rem .9rem; max-height: 5.6rem; overflow-y: auto; position: relative } .rows label { display: inline-flex; align-items: center; gap: .4rem; cursor: pointer; padding: .15rem 0 }
.rows label svg { width: 24px; height: 10px; flex: none } .rows input:not(:checked) + label { opacity: .38; text-decoration: line-through }
.scripted { display: none !important } html.live .scripted { display: flex !important } html.live .rows .scripted { display: inline-flex !important }
.plot svg { width: 100%; height: auto }
.panels { display: grid; grid-template-columns: 1fr 1fr; gap: 1.4rem 2rem; margin-top: 1rem } .panels figure { margin: 0; min-width: 0 }
.scroll { overflow-x: auto; max-width: 100% } table th, table td { vertical-align: top }
.matrix td, .matrix th, .words td, .words th { text-align: left } .words td:last-child { white-space: normal; min-width: 16rem } .results { margin-top: .8rem; font-size: 12px; line-height: 1.35 } .results th { white-space: normal; vertical-align: bottom } .results th, .results td { padding: .28rem .32rem } .results td small { display: block; font-size: 10.5px; color: var(--soft) } .results td:nth-last-child(1) { white-space: normal; min-width: 4.6rem } .matrix { width: auto } .matrix td:first-child { padding-right: 2rem } .matrix td + td { min-width: 8rem } .words td:first-child { white-space: nowrap }
.results td:first-child { white-space: normal; min-width: 9.5rem; max-width: 13rem } .matrix td:first-child { white-space: nowrap } .results td:first-child, .matrix td:first-child { position: sticky; left: 0; background: var(--paper); background-clip: padding-box }
tbody tr td { border-top: 1px solid var(--line) } .dot { display: inline-block; width: .6rem; height: .6rem; border-radius: 50%; margin-right: .5rem }
.bar { display: flex; height: 5px; width: 100%; min-width: 5rem; margin: .2rem 0 .3rem; border-radius: 2px; overflow: hidden }
.o-converged { background: var(--regularized) } .o-completed { background: var(--accent) } .o-cycling { background: var(--chekhov) } .o-stalled, .o-timed-out { background: var(--average) }
.o-diverged, .o-nan { background: var(--gda) } .o-failed { background: var(--ink) } .o-refused, .o-pending { background: var(--line) }
.t-diverged, .t-nan { color: var(--gda) } .t-converged { color: var(--regularized) } .t-cycling { color: var(--chekhov) } .t-refused, .t-pending { color: var(--soft) } .t-failed { font-weight: 600 }
.edge { color: var(--average) } details { margin: .9rem 0 } summary { cursor: pointer; font: 600 13px/1.4 ui-sans-serif, system-ui, sans-serif; color: var(--soft) }
pre { background: var(--panel); padding: .6rem .9rem; border-radius: 6px; white-space: pre-wrap; margin: .3rem 0 .8rem } pre code { color: var(--ink) } .commands b { font: 600 13px ui-sans-serif, system-ui, sans-serif }
.draws { margin: .7rem 0; font: 13px/1.4 ui-sans-serif, system-ui, sans-serif } .way { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 9rem)); gap: .4rem .8rem; margin-top: .25rem }
.way img { width: 100%; image-rendering: pixelated; display: block; border-radius: 3px; background: #000 } .way small { color: var(--soft); font-size: 12px }
figure.portraits { margin: .4rem 0 } .planes { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .9rem 1rem; font: 13px/1.4 ui-sans-serif, system-ui, sans-serif } .planes svg { overflow: hidden; margin: .2rem 0 } .planes small { color: var(--soft) } .planes div { break-inside: avoid }
nav { font: 13px/1.7 ui-sans-serif, system-ui, sans-serif; margin: -.8rem 0 1rem } nav a { color: var(--accent); margin-right: 1.1rem; text-decoration: none; white-space: nowrap } h2 { scroll-margin-top: 8rem }
${hidden(rows)}
@media (min-width: 76rem) { .scroll.open { width: min(92vw, 78rem); max-width: none; margin-left: calc((61rem - min(92vw, 78rem)) / 2) } }
@media (max-width: 44rem) { main { padding: 1.5rem 1rem 3rem } h1 { font-size: 1.7rem } .panels { grid-template-columns: minmax(0, 1fr) } .controls { position: static } .rows { max-height: none } .results td:first-child, .matrix td:first-child, .words td:first-child { white-space: normal; min-width: 6.5rem; max-width: 8rem; padding-right: .5rem } .wide .plot { overflow-x: auto } html:not(.live) .wide svg { min-width: 620px } .way { grid-template-columns: repeat(3, 1fr) } dl { grid-template-columns: 1fr } dd { margin-bottom: .5rem } }
@media print { :root, :root:root:has(#theme-auto) { color-scheme: light; ${lightPaper.replace('#fcfbf8', '#ffffff')} ${lightColours} }
  .controls { position: static; border: 0 } .controls fieldset:not(.rows), .rows button, nav { display: none !important } .rows { max-height: none }
  details::details-content { content-visibility: visible; height: auto } h2, h3, h4 { break-after: avoid } pre, li { break-inside: avoid } .scroll { overflow: visible } table { font-size: 9px } th, td { white-space: normal; padding: .2rem .25rem } .results td:first-child, .matrix td:first-child { position: static }
  .bar, .dot, i { print-color-adjust: exact; -webkit-print-color-adjust: exact } body { font-size: 12px } }
`
