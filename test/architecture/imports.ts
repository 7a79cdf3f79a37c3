import { posix } from 'node:path'
import ts from 'typescript'

/** One module named by another. */
export interface Import {
  /** A path from the root where the specifier is relative, else the package's name: `rxjs`, `@tensorflow/tfjs`, `node:fs`. */
  readonly target: string
  readonly package: boolean
  /**
   * `erased` leaves nothing behind in JavaScript: `import type`, `export type`, `import('…')` as a type. `import { type A }` is not
   * erased under verbatimModuleSyntax: the module is still loaded. `dynamic` is loaded when the call runs.
   */
  readonly kind: 'static' | 'erased' | 'dynamic'
  readonly line: number
}
/** What one source file says of itself. */
export interface Parsed {
  readonly imports: readonly Import[]
  readonly lines: number
  /** Lines with a cast to `any`. */
  readonly escapes: readonly number[]
}

const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')

/** Reads a source file with TypeScript's own parser. `path` is from the root, with forward slashes. */
export function parse(path: string, text: string): Parsed {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
  const imports: Import[] = []
  const escapes: number[] = []
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  const add = (name: ts.Node | undefined, kind: Import['kind']): void => {
    if (!name || !ts.isStringLiteralLike(name)) return
    const relative = name.text.startsWith('.')
    const target = relative ? posix.normalize(posix.join(posix.dirname(path), name.text)) : packageOf(name.text)
    imports.push({ target, package: !relative, kind, line: lineOf(name) })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const erased = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      add(node.moduleSpecifier, erased ? 'erased' : 'static')
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'erased' : 'static')
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], 'dynamic')
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'erased')
    else if ((ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && node.type.kind === ts.SyntaxKind.AnyKeyword)
      escapes.push(lineOf(node))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { imports, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), escapes }
}
