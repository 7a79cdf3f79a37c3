/** Which of a figure's variants is shown: the one of the chosen axis of cost and of its scale. */
const shown = ['step', 'gradients', 'flops', 'seconds']
  .flatMap(id => [`#over-${id}:checked ~ .panels .${id}.linear`, `#over-${id}:checked ~ #over-log:checked ~ .panels .${id}.log`])
  .join(', ')

/** What the page of a run has beside the theme. */
export const style = `
h3 { font: 600 14px/1.4 ui-sans-serif, system-ui, sans-serif; margin: 0 0 .2rem; display: flex; justify-content: space-between; gap: 1rem }
h3 span { color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums }
.verdict.broken { border-color: var(--gda) } .verdict li { color: var(--soft) }
figure .legend { margin: .1rem 0 .3rem; min-height: 1.25rem }
.panels { display: grid; grid-template-columns: 1fr 1fr; gap: 1.6rem 2rem; margin-top: 1.4rem } .panels.single { grid-template-columns: 1fr }
.portrait { max-width: 42rem }
.panels figure { margin: 0; min-width: 0 }
.curves > b, .curves > label { font: 13px/1 ui-sans-serif, system-ui, sans-serif } .curves > b { color: var(--soft); margin-right: .7rem }
.curves > input { position: absolute; opacity: 0 }
.curves > label { display: inline-block; padding: .42rem .8rem; border: 1px solid var(--line); margin-right: -1px; cursor: pointer; color: var(--soft) }
.curves > input:checked + label { background: var(--panel); color: var(--ink); border-color: var(--accent); position: relative }
.curves > input:focus-visible + label { outline: 2px solid var(--accent) }
.curves > input[type=checkbox] + label { margin-left: .8rem }
.over { display: none }
${shown} { display: block }
#over-log:checked ~ .panels .linear { display: none !important }
img { image-rendering: pixelated; max-width: 100%; height: auto; display: block; border-radius: 3px; background: #000 } img.smooth { image-rendering: auto }
.way { display: grid; grid-template-columns: repeat(var(--columns), 1fr); gap: .8rem 16px; justify-items: start; align-items: start }
.way .last { grid-column: span 2; grid-row: span 2 } .way img { margin-bottom: .2rem }
.way small { font: 12px/1.6 ui-sans-serif, system-ui, sans-serif; color: var(--soft); font-variant-numeric: tabular-nums }
/* Sliders beside the picture that they make. */
.directions .live { display: grid; grid-template-columns: minmax(0, 20rem) minmax(0, 1fr); gap: 1.2rem 2rem; align-items: start; margin-bottom: 1.6rem } .directions .live[hidden] { display: none }
.directions canvas { width: 100%; image-rendering: pixelated; border-radius: 3px; background: #000; display: block }
.directions label { display: grid; grid-template-columns: 5.2rem 1fr 2.6rem; gap: .7rem; align-items: center; font: 13px/1.9 ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums }
.directions label span { color: var(--soft) } .directions output { text-align: right } .directions input { width: 100%; accent-color: var(--accent); margin: 0 }
.directions button { font: 13px/1 ui-sans-serif, system-ui, sans-serif; padding: .45rem .8rem; margin: .6rem .5rem 0 0; border: 1px solid var(--line); border-radius: 4px; background: var(--panel); color: var(--ink); cursor: pointer }
.directions :is(input, button):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.directions .strip { display: grid; grid-template-columns: 5.2rem minmax(0, 30rem); gap: .7rem } .directions .strip img { width: 100% }
.directions ol { list-style: none; margin: 0; padding: 0; display: grid; grid-auto-rows: 1fr; align-items: center; font: 13px/1.2 ui-sans-serif, system-ui, sans-serif; color: var(--soft); font-variant-numeric: tabular-nums }
/* Components of a mixture: strips below one another, or squares side by side. */
.components ol { list-style: none; margin: 0; padding: 0; font: 13px/1.4 ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums }
.components .strips li { display: grid; grid-template-columns: 1.8rem minmax(0, 40rem) minmax(3rem, 1fr) 3.4rem; gap: .7rem; align-items: center; margin-bottom: .55rem }
.components .squares { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1rem 16px } .components .squares li { display: grid; grid-template-columns: 1.6rem 1fr auto; gap: .3rem .5rem; align-items: center; align-content: start; max-width: 213px }
.components .squares img { grid-column: 1 / -1; grid-row: 1; width: 100% } .components .name { color: var(--soft) } .components .weight { text-align: right }
.components small { grid-column: 1 / -1; color: var(--soft); font-size: 12px } .components .bar { display: block; height: .5rem; background: var(--panel); border: 1px solid var(--line); border-radius: 2px } .components .bar i { display: block; height: 100%; background: var(--accent) }
pre { background: var(--panel); padding: .9rem 1.1rem; border-radius: 6px; overflow-x: auto; white-space: pre-wrap } pre code { color: var(--ink) }
@media (max-width: 44rem) { .panels, .directions .live { grid-template-columns: 1fr } .way { grid-template-columns: 1fr 1fr } }
@media print { .directions .live { display: none } .curves > b, .curves > label, .curves > input { display: none } .way div, pre { break-inside: avoid } .panels { gap: 1rem } }
`
