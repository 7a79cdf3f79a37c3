/** The look of a page: one column of text, wide figures, colours that hold on light and dark paper. */

/** Colours as variables. */
export const lightPaper = `--paper: #fcfbf8; --ink: #1d1d1f; --soft: #66635c; --line: #dedad0; --panel: #f4f1ea; --accent: #1b6ca8;
  --gda: #c8374d; --average: #b87a00; --extragradient: #1b6ca8; --regularized: #1e8a5a; --chekhov: #7a4fb0; --dual: #1d1d1f;`
export const darkPaper = `--paper: #16171a; --ink: #eceae4; --soft: #a09d95; --line: #35363b; --panel: #1f2024; --accent: #6db9f7;
  --gda: #ff7183; --average: #f2b53c; --extragradient: #62b4f5; --regularized: #53c896; --chekhov: #c29af2; --dual: #eceae4;`

export const style = `
:root { color-scheme: light dark;
  ${lightPaper} }
@media (prefers-color-scheme: dark) { :root {
  ${darkPaper} } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 ui-serif, Georgia, 'Times New Roman', serif; }
main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
h1 { font-size: 2.3rem; line-height: 1.15; margin: 0 0 .4rem; letter-spacing: -.01em; text-wrap: balance }
h2 { font-size: 1.35rem; margin: 3rem 0 .5rem; }
p, li { max-width: 44rem } .lead { font-size: 1.12rem; color: var(--soft); margin: 0 0 1.8rem; max-width: 44rem }
.verdict { background: var(--panel); border-left: 4px solid var(--accent); padding: 1rem 1.4rem; border-radius: 0 6px 6px 0; margin: 0 0 2rem }
.verdict p { margin: 0 0 .5rem; font-size: 1.12rem } .verdict ul { margin: 0; padding-left: 1.1rem } .verdict li { margin: .25rem 0 }
figure { margin: 1.2rem 0 } figure svg { width: 100%; height: auto; display: block; overflow: visible; background: none; color: var(--ink) }
figure svg text { font: 12px ui-sans-serif, system-ui, sans-serif; }
figcaption { color: var(--soft); font-size: .92rem; max-width: 44rem; margin-top: .5rem }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font: 13px ui-sans-serif, system-ui, sans-serif; margin: .6rem 0 }
.legend span { display: inline-flex; align-items: center; gap: .45rem } .legend svg { width: 26px; height: 10px; flex: none }
.samples { display: grid; grid-template-columns: repeat(var(--columns), 1fr); gap: 1.4rem 1.2rem }
.samples div { font: 13px/1.35 ui-sans-serif, system-ui, sans-serif }
.samples img { width: 100%; image-rendering: pixelated; border-radius: 3px; display: block; margin-bottom: .35rem; background: #000 }
.samples small { color: var(--soft) }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font: 13px/1.45 ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums }
th { text-align: right; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); padding: .35rem .45rem; white-space: nowrap }
td { text-align: right; padding: .3rem .45rem; white-space: nowrap } th:first-child, td:first-child { text-align: left; padding-left: 0 } td:first-child { white-space: normal }
tbody tr.first td { border-top: 1px solid var(--line) } td .dot { display: inline-block; width: .6rem; height: .6rem; border-radius: 50%; margin-right: .5rem }
tr.command td { text-align: left; white-space: normal; padding-top: 0; padding-bottom: .7rem }
code { font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; color: var(--soft); overflow-wrap: anywhere }
.bad { color: var(--gda) } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; font-size: .95rem } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
@media (max-width: 44rem) { .samples { grid-template-columns: repeat(2, 1fr) } }
@media print { main { max-width: none; padding: 0 } figure, .samples div, tbody tr { break-inside: avoid } }
`
