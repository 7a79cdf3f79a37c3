import { quoted } from '../studies/report/command.ts'

/** Columns to write in: those of the terminal, 80 where there is none. */
export const columns = (): number => Math.max(40, process.stdout.isTTY ? process.stdout.columns || 80 : 80)

/** Words one after another, in lines of at most `width` where a single word is not longer. */
function lines(words: readonly string[], width: number): string[] {
  const made: string[] = []
  for (const word of words) {
    const last = made.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) made[made.length - 1] = `${last} ${word}`
    else made.push(word)
  }
  return made
}

/** A text behind `head`, which is as long as the indent of the lines after the first. */
export function wrapped(head: string, text: string, width = columns()): string[] {
  if (head.length + text.length <= width) return [`${head}${text}`.trimEnd()]
  const parts = lines(
    text.split(' ').filter(w => w !== ''),
    width - head.length,
  )
  return parts.length === 0 ? [head.trimEnd()] : parts.map((line, i) => `${i === 0 ? head : ' '.repeat(head.length)}${line}`)
}

/** Rows of a name and a text: the names in a column, the texts beside it. */
export function beside(rows: readonly (readonly [name: string, text: string])[], indent = '  ', width = columns()): string[] {
  const longest = Math.max(0, ...rows.map(([name]) => name.length))
  return rows.flatMap(([name, text]) => wrapped(`${indent}${name.padEnd(longest)}  `, text, width))
}

/** A command as a shell reads it: words with brackets in quotes, and a line that is too long broken between flags. */
export function shell(command: string, indent: string, width = columns()): string[] {
  const words = command.split(/\s+/).map(quoted)
  const flags = words.reduce<string[]>((all, word) => {
    const last = all.at(-1)
    return last === undefined || word.startsWith('--') ? [...all, word] : [...all.slice(0, -1), `${last} ${word}`]
  }, [])
  const broken = lines(flags, width - indent.length - 4)
  return broken.map((line, i) => `${indent}${i === 0 ? '' : '  '}${line}${i < broken.length - 1 ? ' \\' : ''}`)
}
