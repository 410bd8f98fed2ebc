/**
 * The language of conditions on the arguments of a tool call, such as `args.amount > 100 || !args.to.endsWith('@our.org')`.
 *
 * It is JavaScript's expressions, cut down to what compares values: literals, `args` and what is in it (`.name`, `[…]`,
 * `.length`), `! - * / % + < <= > >= == != === !== && || ??`, parentheses, and the methods includes, startsWith,
 * endsWith, toLowerCase and trim. A definition is data of whoever wrote it, and its conditions are evaluated in jobs of
 * whoever runs it: so nothing but the arguments can be reached from here.
 */

type Node = (args: unknown) => unknown

/** From the weakest to the strongest; operators of one line bind alike, from the left. */
const LEVELS: string[][] = [
  ['??'],
  ['||'],
  ['&&'],
  ['===', '!==', '==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
]

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_$][\w$]*)|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<sign>===|!==|==|!=|<=|>=|&&|\|\||\?\?|[-+*/%<>!()[\].,]))/y

interface Token {
  kind: 'number' | 'name' | 'text' | 'sign'
  text: string
}

const METHODS: Record<string, (on: string | unknown[], argument: unknown) => unknown> = {
  includes: (on, argument) => (typeof on === 'string' ? on.includes(String(argument)) : on.includes(argument)),
  startsWith: (on, argument) => String(on).startsWith(String(argument)),
  endsWith: (on, argument) => String(on).endsWith(String(argument)),
  toLowerCase: (on) => String(on).toLowerCase(),
  trim: (on) => String(on).trim(),
}

const CONSTANTS: Record<string, unknown> = { true: true, false: false, null: null, undefined: undefined }

/** A condition, ready to be asked. Throws an Error that names the place when it is none. */
export function parseExpression(text: string): (args: unknown) => unknown {
  const parser = new Parser(tokens(text), text)
  const node = parser.level(0)
  parser.end()
  return node
}

/** Whether `expression` holds for `args`. One that cannot be evaluated holds: then a person is asked. */
export function holds(expression: string, args: unknown): boolean {
  try {
    return Boolean(parseExpression(expression)(args))
  } catch {
    return true
  }
}

function tokens(text: string): Token[] {
  const found: Token[] = []
  const source = text.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex
    const groups = TOKEN.exec(source)?.groups
    if (!groups) throw new Error(`"${text}" cannot be read from "${source.slice(at).trimStart()}" on`)
    const { number, name, single, double, sign } = groups
    if (number !== undefined) found.push({ kind: 'number', text: number })
    else if (name !== undefined) found.push({ kind: 'name', text: name })
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign })
    else found.push({ kind: 'text', text: (single ?? double ?? '').replace(/\\(.)/g, '$1') })
  }
  return found
}

class Parser {
  #tokens: Token[]
  #text: string
  #at = 0

  constructor(tokens: Token[], text: string) {
    this.#tokens = tokens
    this.#text = text
  }

  level(depth: number): Node {
    const operators = LEVELS[depth]
    if (!operators) return this.#unary()
    let left = this.level(depth + 1)
    for (let sign = this.#take(...operators); sign; sign = this.#take(...operators)) {
      left = binary(sign, left, this.level(depth + 1))
    }
    return left
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail()
  }

  #unary(): Node {
    const sign = this.#take('!', '-')
    if (!sign) return this.#access(this.#primary())
    const of = this.#unary()
    return sign === '!' ? (args) => !of(args) : (args) => -(of(args) as number)
  }

  #access(of: Node): Node {
    if (this.#take('.')) {
      const name = this.#next('name')
      if (!this.#take('(')) return this.#access((args) => property(of(args), name))
      const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
      if (!method) throw new Error(`"${name}" is not one of the methods ${Object.keys(METHODS).join(', ')}`)
      const argument: Node = this.#take(')') ? () => undefined : this.#closed(')')
      return this.#access((args) => {
        const on = of(args)
        return typeof on === 'string' || Array.isArray(on) ? method(on, argument(args)) : false
      })
    }
    if (!this.#take('[')) return of
    const key = this.#closed(']')
    return this.#access((args) => property(of(args), key(args)))
  }

  #primary(): Node {
    if (this.#take('(')) return this.#closed(')')
    const token = this.#tokens[this.#at]
    if (!token || token.kind === 'sign') return this.#fail()
    this.#at += 1
    if (token.kind === 'number') return () => Number(token.text)
    if (token.kind === 'text') return () => token.text
    if (token.text === 'args') return (args) => args
    if (!Object.hasOwn(CONSTANTS, token.text)) throw new Error(`"${token.text}" is not known: arguments are args.NAME`)
    return () => CONSTANTS[token.text]
  }

  #closed(sign: string): Node {
    const node = this.level(0)
    if (!this.#take(sign)) this.#fail()
    return node
  }

  #take(...signs: string[]): string | undefined {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return undefined
    this.#at += 1
    return token.text
  }

  #next(kind: Token['kind']): string {
    const token = this.#tokens[this.#at]
    if (token?.kind !== kind) return this.#fail()
    this.#at += 1
    return token.text
  }

  #fail(): never {
    const token = this.#tokens[this.#at]
    throw new Error(`"${this.#text}" ${token ? `has "${token.text}" where it cannot stand` : 'ends too early'}`)
  }
}

/** What `on` has by itself, never what it inherits; undefined for anything else. */
function property(on: unknown, key: unknown): unknown {
  if ((typeof on === 'string' || Array.isArray(on)) && key === 'length') return on.length
  if (typeof on !== 'object' || on === null) return undefined
  return Object.hasOwn(on, String(key)) ? (on as Record<string, unknown>)[String(key)] : undefined
}

function binary(sign: string, left: Node, right: Node): Node {
  if (sign === '&&') return (args) => left(args) && right(args)
  if (sign === '||') return (args) => left(args) || right(args)
  if (sign === '??') return (args) => left(args) ?? right(args)
  return (args) => apply(sign, left(args) as number, right(args) as number)
}

function apply(sign: string, left: number, right: number): unknown {
  switch (sign) {
    case '===':
    case '==':
      return left === right
    case '!==':
    case '!=':
      return left !== right
    case '<=':
      return left <= right
    case '>=':
      return left >= right
    case '<':
      return left < right
    case '>':
      return left > right
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    default:
      return left % right
  }
}
