import { escaped } from './markup.ts'
import { style } from './theme.ts'

/** A page that needs nothing beside itself; `more` is what it looks like beside the theme. */
export const document = (title: string, body: readonly string[], more = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}${more}</style>
</head>
<body>
<main>
${body.join('\n')}
</main>
</body>
</html>
`
