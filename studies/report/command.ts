const plain = /^[\w=.,:/@+-]+$/
/** One word of a command as a shell reads it: in quotes where it has brackets or the like. */
export const quoted = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)

/** A command and its flags, each with its words. */
export const commandLine = (command: string, flags: readonly (readonly string[])[], between = ' '): string =>
  [command, ...flags.map(words => words.map(quoted).join(' '))].join(between)
