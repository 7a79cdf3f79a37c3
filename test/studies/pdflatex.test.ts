/** The LaTeX tables of a study in a document of a paper: compiled where the machine has pdflatex. Their structure is checked everywhere in study-page.test.ts. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { latex, tablesTex } from '../../studies/exports/latex.ts'
import { reportOf } from '../../studies/study-page/report.ts'
import { synthetic, type Size } from './synthetic.ts'
import { tabulars } from './tabular.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-tex-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Why nothing is compiled here, or null. */
function missing(): string | null {
  const found = spawnSync('pdflatex', ['--version'], { encoding: 'utf8' })
  if (found.error) return 'pdflatex is not installed'
  for (const name of ['booktabs.sty', 'graphicx.sty'])
    if (spawnSync('kpsewhich', [name], { encoding: 'utf8' }).stdout.trim() === '') return `LaTeX has no ${name}`
  return null
}
const absent = missing()
if (absent !== null) process.stderr.write(`tables are not compiled: ${absent}\n`)

const documentOf = (body: string): string => `\\documentclass{article}
\\usepackage{booktabs}
\\usepackage{graphicx}
\\begin{document}
${body}
\\end{document}
`
/** The log of a compilation that stops at the first error. */
function compiled(name: string, files: Readonly<Record<string, string>>): string {
  const dir = join(root, name)
  mkdirSync(dir)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text)
  execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'paper.tex'], { cwd: dir, stdio: 'pipe' })
  return readFileSync(join(dir, 'paper.log'), 'utf8')
}
const few: Size = { games: 2, rows: 8, seeds: 3, marks: 12, pending: 17 }
const many: Size = { games: 3, rows: 6, seeds: 12, marks: 12 }

describe.each([
  ['few seeds', few],
  ['many', many],
])('tables of %s', (name, size) => {
  const text = tablesTex(reportOf(synthetic(size), {}))
  it('are floats with a rule at their head, in the middle and at the end, and as many entries a row as columns', () => {
    const tables = tabulars(text)
    expect(tables.length).toBe(size.games)
    for (const { columns, rows } of tables) expect(rows).toEqual(Array.from({ length: 1 + size.rows }, () => columns))
    expect(text.match(/\\begin\{table\}/g)!.length).toBe(size.games)
  })
  it.skipIf(absent !== null)(`compile in a document${absent === null ? '' : ` (left out: ${absent})`}`, () => {
    const log = compiled(name.replace(' ', '-'), { 'paper.tex': documentOf('\\input{table}'), 'table.tex': text })
    expect(log).toMatch(/Output written on paper\.pdf/)
    // Nothing runs out of the page, and no character is lost.
    expect(log).not.toMatch(/Overfull \\hbox|Missing character|undefined/)
  })
})

it.skipIf(absent !== null)('every sign that labels may have compiles, in text and in a table', () => {
  const signs =
    'a_b & 50 % #1 {x} ~ ^ \\ $ <λ = 1> β₁ 4.1·10⁻⁵ −2·10¹² 10⁴ “q” ’s – — ∞ … × ≤ ≥ ± ∇ ‖z‖ * → ≈ ≠ ∈ √ ∂ ⟨x, y⟩ ℓ Jᵀ | Ω ü é 漢 "w" x² z⁺ [a] αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ'
  const body = `${latex(signs)}\n\n\\begin{tabular}{lr} ${latex(signs)} & {\\boldmath\\bfseries ${latex('4.1·10⁻⁵ [−1, ∞]')}} \\\\ \\end{tabular}`
  expect(compiled('signs', { 'paper.tex': documentOf(body) })).toMatch(/Output written on paper\.pdf/)
})
