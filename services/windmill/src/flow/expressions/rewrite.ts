/** Reads of a step's result as Windmill's pattern sees them; a name in single quotes is none (case flow/hyphen-id). */
const STEP_RESULT = /results\??(?:\.[a-zA-Z_0-9]+|\[".*?"\])/g

/** Functions that answer a promise. */
const ASYNC_FUNCTIONS = ['variable', 'resource', 'flow_user_state']

/** What a text may begin with to be taken for statements rather than for one expression. */
const STATEMENT_STARTS = [
  ...['const ', 'let ', 'var ', 'if ', 'if(', 'for ', 'for(', 'while ', 'while(', 'switch ', 'switch('],
  ...['try ', 'try{', 'throw ', 'function ', 'class ', 'async ', 'await ', 'return ', 'return;'],
]

/**
 * The program that the sandbox runs for an expression: an async function whose value is written as JSON. `results.x`,
 * `variable(…)`, `resource(…)` and `flow_user_state(…)` are awaited; a single expression is returned, statements have
 * to return by themselves (cases flow/multiline-expression, flow/multiline-no-return).
 */
export function toProgram(expr: string): string {
  const awaited = ASYNC_FUNCTIONS.reduce(awaitCalls, expr).replace(STEP_RESULT, '(await $&)')
  const body = isSingleExpression(awaited) ? `return ${awaited};` : awaited
  return `(async function() { ${body} })().then((x) => JSON.stringify(x ?? null))`
}

/** `f(a)` becomes `(await f(a))`, by counting parentheses, strings included: Windmill does no better. */
function awaitCalls(expr: string, name: string): string {
  const [first, ...rest] = expr.split(`${name}(`)
  return first + rest.map((after) => `(await ${name}(${closeAfterCall(after)}`).join('')
}

function closeAfterCall(after: string): string {
  let depth = 1
  let at = 0
  for (; at < after.length; at++) {
    if (after[at] === '(') depth++
    else if (after[at] === ')') depth--
    if (depth === 0) break
  }
  return `${after.slice(0, at)})${after.slice(at)}`
}

/** True unless the text begins as a statement does or has a semicolon outside of its strings. */
export function isSingleExpression(text: string): boolean {
  const trimmed = text.trim()
  if (trimmed === 'return' || STATEMENT_STARTS.some((start) => trimmed.startsWith(start))) return false
  return !hasBareSemicolon(trimmed)
}

function hasBareSemicolon(text: string): boolean {
  let quote = ''
  let before = ''
  for (const char of text) {
    if (`'"\``.includes(char) && before !== '\\') {
      if (quote === '') quote = char
      else if (quote === char) quote = ''
    } else if (char === ';' && quote === '') return true
    before = char
  }
  return false
}
