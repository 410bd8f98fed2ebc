import type { Program } from 'oxc-parser'

/**
 * Gives tasks of a workflow-as-code the name of the constant they are bound to: `const twice = task(async …)` becomes
 * `const twice = task("twice", async …)`, because the keys of their checkpoints are made of it (case `wac/task`).
 */
export function nameTasks(program: Program, code: string): string {
  const inserts: { at: number; text: string }[] = []
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || init?.type !== 'CallExpression') continue
      if (init.callee.type !== 'Identifier' || init.callee.name !== 'task') continue
      const [body] = init.arguments
      const isFunction = body?.type === 'ArrowFunctionExpression' || body?.type === 'FunctionExpression'
      if (isFunction && body.async) inserts.push({ at: body.start, text: `${JSON.stringify(id.name)}, ` })
    }
  }
  return inserts.reduceRight((text, { at, text: name }) => text.slice(0, at) + name + text.slice(at), code)
}
