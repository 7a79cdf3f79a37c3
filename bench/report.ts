import type { Effort } from './contest.ts'
import { markdown, table, type Measured } from './table.ts'
import { verdictTable, type Verdict } from './verdicts.ts'

/** All of a run as one Markdown file. */
export function report(
  about: Readonly<Record<string, string>>,
  { rounds, turn, starts }: Effort,
  measured: readonly Measured[],
  verdicts: readonly Verdict[],
): string {
  return [
    '# Speed against PyTorch and JAX',
    `Written by \`npm run bench -- --write bench/RESULTS.md\`. Every contestant is a process of its own; in each of ${rounds} rounds they make steps one after another for about ${turn} s each, so that ratios are paired. Figures are medians and, in brackets, the range. First steps are of ${starts} fresh processes each, of peers of one. Each contestant draws its own samples; float32; one or two threads. GFLOP/s count the FLOPs of the library's graph, for peers too. PyTorch and JAX scripts are in [peers](peers); that they make the same step as the library is a test (test/bench/peers.test.ts).`,
    markdown(
      ['', ''],
      Object.entries(about).map(([k, v]) => [k, v]),
    ),
    '## Against what is aimed at',
    'A ratio is the time of a step of saddlepoint ÷ that of the peer, below 1 where saddlepoint is the faster. On each side it is the fastest of its kind (one thread or two, the layout of weights).',
    verdictTable(verdicts),
    '## Every contestant',
    ...measured.map(table),
    '',
  ].join('\n\n')
}
