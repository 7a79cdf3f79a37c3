/** What a LaTeX engine demands of tables, strictly: braces and dollars balanced, environments nested, entries that fit their columns. */

const marks = /\\[a-zA-Z]+|\\.|[{}$&%]/g

/** Tables of a document, with their number of columns and of entries in each row. Throws where an engine would stop. */
export function tabulars(text: string): { columns: number; rows: number[] }[] {
  const source = text.replace(/(?<!\\)%.*$/gm, '')
  const odd = /[^\n\x20-\x7e\u00a0-\u00ff]/.exec(source)
  if (odd) throw new Error(`character ${odd[0]} needs a command`)
  const open: string[] = []
  for (const [, verb, name] of source.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
    if (verb === 'begin') open.push(name!)
    else if (open.pop() !== name) throw new Error(`\\end{${name!}} closes another environment`)
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} not closed`)
  let [depth, maths] = [0, false]
  for (const [m] of source.matchAll(marks)) {
    if (m === '{') depth++
    if (m === '}' && --depth < 0) throw new Error('a brace too many')
    if (m === '$') maths = !maths
    if (/^\\(cdot|infty|times|pm|le|ge|beta|lambda)$/.test(m) && !maths) throw new Error(`${m} outside of mathematics`)
  }
  if (depth !== 0 || maths) throw new Error('braces or dollars not balanced')
  for (const [, bare] of source.matchAll(/(?<!\\)([#~^_"])/g)) {
    // Raised and lowered digits stand in mathematics.
    if (bare !== '^' && bare !== '_') throw new Error(`bare ${bare!}`)
  }
  for (const [, before] of source.matchAll(/(.)[\^_]\{-?\d+\}/g))
    if (!/[$\d]/.test(before!)) throw new Error('a raised digit outside of mathematics')
  return [...source.matchAll(/\\begin\{tabular\}\{([lrc]+)\}([\s\S]*?)\\end\{tabular\}/g)].map(([, spec, body]) => {
    for (const rule of ['toprule', 'midrule', 'bottomrule'])
      if (body!.split(`\\${rule}`).length !== 2) throw new Error(`\\${rule} not once`)
    const lines = body!.split('\\\\').map(l => l.replace(/\\(top|mid|bottom)rule/g, '').trim())
    return { columns: spec!.length, rows: lines.filter(Boolean).map(l => l.replace(/\\&/g, '').split('&').length) }
  })
}
