/** What the page of a mixture has beside the theme. */
export const style = `
h3 { font: 600 14px/1.4 ui-sans-serif, system-ui, sans-serif; margin: 0 0 .2rem }
.verdict li { color: var(--soft) } .note { color: var(--soft); font-size: .92rem; max-width: 44rem }
.panels { display: grid; grid-template-columns: 1fr 1fr; gap: 1.6rem 2rem; margin-top: 1rem } .panels figure { margin: 0; min-width: 0 }
.panels .legend { margin: .1rem 0 .3rem; min-height: 1.25rem }
.share { height: 5px; background: var(--line); border-radius: 3px; overflow: hidden; margin: .35rem 0 .3rem } .share i { display: block; height: 100%; background: var(--accent) }
.mixed .share:empty { background: none }
.weights { list-style: none; margin: 0; padding: 0; font: 13px/1.6 ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums }
.weights li { display: grid; grid-template-columns: 10rem 1fr 3.6rem; gap: .8rem; align-items: center } .weights b { font-weight: 400; text-align: right } .weights span { color: var(--soft) }
.heat svg { height: auto }
@media (max-width: 44rem) { .panels { grid-template-columns: 1fr } }
`
