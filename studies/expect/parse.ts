/** Reads expressions on results by operator precedence (Pratt 1973): numbers, + − * /, comparisons, and, or, not, functions of texts and numbers. */
import { brief } from '../../core/config/brief.ts'
import { Refusal } from '../../core/refusal.ts'

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!='
export type Operator = '+' | '-' | '*' | '/' | Comparison | 'and' | 'or'
interface Place {
  /** Characters from the start of the expression. */
  readonly from: number
  readonly to: number
}
export type Expression = Place &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
    | { readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly of: Expression }
    | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  )

interface Token extends Place {
  readonly kind: 'number' | 'text' | 'word' | 'sign' | 'end'
  readonly text: string
}
const token =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>[A-Za-z_]\w*)|(?<sign><=|>=|==|!=|[-+*/<>(),]))/uy
/** How tightly an operator binds; comparisons do not stand side by side. */
const strength: Readonly<Record<Operator, number>> = {
  'or': 1,
  'and': 2,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
}
const notStrength = 3
const minusStrength = 7
export const isComparison = (operator: string): operator is Comparison => strength[operator as Operator] === 4
/** Brackets, signs and calls inside one another at most. */
const deepest = 50

function tokens(text: string): readonly Token[] {
  const all: Token[] = []
  let at = 0
  for (;;) {
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) break
    const groups = match.groups as Partial<Record<Token['kind'], string>>
    const kind = (['number', 'text', 'word', 'sign'] as const).find(k => groups[k] !== undefined)!
    const said = groups[kind]!
    at = token.lastIndex
    all.push({ kind, text: said, from: at - said.length, to: at })
  }
  const rest = text.slice(at)
  if (rest.trim() === '') return [...all, { kind: 'end', text: '', from: text.length, to: text.length }]
  const from = at + (rest.length - rest.trimStart().length)
  const what = /^["']/.test(rest.trimStart())
    ? 'a text without its closing quote'
    : `'${brief(String.fromCodePoint(text.codePointAt(from)!))}'`
  throw new Refusal(
    `has ${what} at character ${from + 1}; valid: numbers, texts in quotes, + - * /, < <= > >= == !=, and, or, not, brackets and functions`,
  )
}

/** The expression of a text. Throws the end of a sentence that names the character and what would be valid there. */
export function parseExpression(text: string): Expression {
  const all = tokens(text)
  let next = 0
  let depth = 0
  const peek = (): Token => all[next]!
  const take = (): Token => all[next++]!
  const expected = (valid: string): never => {
    const { kind, text: said, from } = peek()
    throw new Refusal(`${kind === 'end' ? 'ends' : `has '${brief(said)}'`} at character ${from + 1} where ${valid} was expected`)
  }
  const sign = (wanted: string, valid: string): Token => (peek().text === wanted ? take() : expected(valid))
  const operatorAhead = (): Operator | null => {
    const { kind, text: said } = peek()
    return (kind === 'sign' || kind === 'word') && Object.hasOwn(strength, said) ? (said as Operator) : null
  }

  const call = ({ text: name, from }: Token): Expression => {
    sign('(', `'(' after ${brief(name)}`)
    const args: Expression[] = []
    while (peek().text !== ')' || peek().kind !== 'sign') {
      if (args.length > 0) sign(',', "',' or ')'")
      args.push(expression(0))
    }
    return { kind: 'call', name, args, from, to: take().to }
  }
  const first = (): Expression => {
    const { kind, text: said, from, to } = peek()
    if (kind === 'number') return { kind, value: Number(take().text), from, to }
    if (kind === 'text') return { kind, value: take().text.slice(1, -1).replaceAll(/\\(.)/gu, '$1'), from, to }
    if (said === '(' && kind === 'sign') {
      take()
      const inner = expression(0)
      sign(')', "an operator or ')'")
      return inner
    }
    if (said === '-' || said === 'not') {
      take()
      const of = expression(said === '-' ? minusStrength : notStrength)
      return { kind: 'unary', operator: said, of, from, to: of.to }
    }
    if (kind === 'word' && !operatorAhead()) return call(take())
    return expected('a number, a text in quotes, a function, not, - or (')
  }
  const expression = (floor: number): Expression => {
    if (++depth > deepest) throw new Refusal(`is nested deeper than ${deepest} at character ${peek().from + 1}`)
    let left = first()
    for (let operator = operatorAhead(); operator !== null && strength[operator] > floor; operator = operatorAhead()) {
      const { from } = take()
      if (
        isComparison(operator) &&
        left.kind === 'binary' &&
        isComparison(left.operator) &&
        left.to < from &&
        text[left.to] !== ')'
      )
        throw new Refusal(`compares three values at character ${from + 1}; write a < b and b < c`)
      const right = expression(strength[operator])
      left = { kind: 'binary', operator, left, right, from: left.from, to: right.to }
    }
    depth--
    return left
  }
  const whole = expression(0)
  return peek().kind === 'end' ? whole : expected('an operator or the end')
}
