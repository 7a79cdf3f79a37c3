/** A text broken at spaces into lines of at most `columns` characters, all but the first indented by as much as the text is. */
export function wrapped(text: string, columns: number): string {
  const indent = /^ */.exec(text)![0]
  const lines: string[] = []
  let line = indent
  for (const word of text.trim().split(' ')) {
    const longer = line === indent ? `${line}${word}` : `${line} ${word}`
    if (longer.length <= columns || line === indent) {
      line = longer
      continue
    }
    lines.push(line)
    line = `${indent}${word}`
  }
  return [...lines, line].join('\n')
}
