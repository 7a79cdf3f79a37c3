/** The tables of a study for a paper, by booktabs: a float a game, labelled `tab:ID-1` and so on, to be read by `\input`. */
import type { Report } from '../study-page/report.ts'
import { paperColumnsOf, tableNote } from '../study-page/table.ts'

const letters: Readonly<Record<string, string>> = {
  '\\': String.raw`\textbackslash{}`,
  '{': String.raw`\{`,
  '}': String.raw`\}`,
  '$': String.raw`\$`,
  '&': String.raw`\&`,
  '#': String.raw`\#`,
  '%': String.raw`\%`,
  '_': String.raw`\_`,
  '^': String.raw`\textasciicircum{}`,
  '~': String.raw`\textasciitilde{}`,
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '"': "''",
  '’': "'",
  '“': '``',
  '”': "''",
  '–': '--',
  '—': '---',
  '−': '$-$',
  '∞': String.raw`$\infty$`,
  '…': String.raw`\ldots{}`,
  '·': String.raw`$\cdot$`,
  '×': String.raw`$\times$`,
  '≤': String.raw`$\le$`,
  '≥': String.raw`$\ge$`,
  '±': String.raw`$\pm$`,
  '∇': String.raw`$\nabla$`,
  '‖': String.raw`$\|$`,
  '*': '$^*$',
  '→': String.raw`$\to$`,
  '≈': String.raw`$\approx$`,
  '≠': String.raw`$\ne$`,
  '∈': String.raw`$\in$`,
  '√': String.raw`$\surd$`,
  '∂': String.raw`$\partial$`,
  '⟨': String.raw`$\langle$`,
  '⟩': String.raw`$\rangle$`,
  'ℓ': String.raw`$\ell$`,
  '⁺': '$^+$',
  'ᵀ': String.raw`$^{\top}$`,
}
const greekWords =
  'alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega'
const greek: Readonly<Record<string, string>> = Object.fromEntries(
  greekWords.split(' ').map((word, i) => ['αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ'.charAt(i), `$\\${word}$`]),
)
const digits = (raised: string, signs: string): string =>
  Array.from(raised, c => (c === '⁻' || c === '₋' ? '-' : String(signs.indexOf(c)))).join('')

/** Text as LaTeX sets it, with numbers such as 4.1·10⁻⁵ as mathematics. Letters beyond Latin-1 without a command become a question mark. */
export function latex(text: string): string {
  return text
    .split(/([−]?\d[\d.]*·10[⁻⁰¹²³⁴-⁹]+|[⁻⁰¹²³⁴-⁹]+|[₋₀-₉]+)/)
    .map((part, i) => {
      if (i % 2 === 0) return Array.from(part, c => letters[c] ?? greek[c] ?? (c.codePointAt(0)! > 0xff ? '?' : c)).join('')
      const number = /^(−?)(\d[\d.]*)·10(.+)$/.exec(part)
      if (number) return `$${number[1] ? '-' : ''}${number[2]!}\\cdot10^{${digits(number[3]!, '⁰¹²³⁴⁵⁶⁷⁸⁹')}}$`
      return /^[₋₀-₉]/.test(part) ? `$_{${digits(part, '₀₁₂₃₄₅₆₇₈₉')}}$` : `$^{${digits(part, '⁰¹²³⁴⁵⁶⁷⁸⁹')}}$`
    })
    .join('')
}

/** Wide tables are set small. */
const sizeFor = (columns: number): string => (columns > 9 ? '\\scriptsize' : columns > 6 ? '\\footnotesize' : '\\small')

export function tablesTex({ all, tables }: Report): string {
  const { study } = all.results.plan
  const floats = all.games.map(({ game }, i) => {
    const rows = tables[i]!
    const columns = paperColumnsOf(rows)
    const head = ['optimizer', ...columns.map(c => c.name)].map(latex).join(' & ')
    const body = rows.map(s => {
      const entries = columns.map(c => {
        const { text, bold } = c.of(s)
        // Numbers in mathematics are bold by \boldmath.
        return bold ? `{\\boldmath\\bfseries ${latex(text)}}` : latex(text)
      })
      return `    ${[latex(s.cell.row.label), ...entries].join(' & ')} \\\\`
    })
    return String.raw`\begin{table}[tbp]
  \centering
  \setlength{\abovecaptionskip}{0pt}
  \setlength{\belowcaptionskip}{6pt}
  \caption{${latex(`${study.title}${/[?.!]$/.test(study.title) ? '' : ':'} ${game.label}. ${tableNote(rows)}`)}}
  \label{tab:${study.id}-${i + 1}}
  ${sizeFor(columns.length)}
  \setlength{\tabcolsep}{4pt}
  \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%
  \begin{tabular}{l${'r'.repeat(columns.length)}}
    \toprule
    ${head} \\
    \midrule
${body.join('\n')}
    \bottomrule
  \end{tabular}}
\end{table}
`
  })
  return `% Needs \\usepackage{booktabs} and \\usepackage{graphicx}.\n${floats.join('\n')}`
}
