import type { FormalParameter, Function as FunctionNode, ParamPattern, Program, TSType } from 'oxc-parser'
import { executionError } from '../job-error.ts'

/** A parameter of a script's function: arguments are matched with it by name. */
export interface Parameter {
  name: string
  /** The name of its type where that is one word (`string`, `Date`, …). */
  type?: string
  /** A Date parameter gets a Date made of the text (case `script/date-arg`). */
  isDate: boolean
  optional: boolean
}

type AnyFunction = { params: (ParamPattern | FormalParameter)[] }

/**
 * The parameters of the function `name` of a module, or undefined when there is no such function. As in Windmill, only a
 * function declaration counts, exported or not (case `script/default-export-class`), and for `main` also the function
 * inside `workflow(…)`. Rest and array parameters are refused; an object pattern is called `anon1`, `anon2`, ….
 */
export function signatureOf(program: Program, name: string): Parameter[] | undefined {
  const found = declaredFunction(program, name) ?? (name === 'main' ? workflowFunction(program) : undefined)
  if (!found) return undefined
  let anonymous = 0
  return found.params.map((parameter) => {
    const optional = parameter.type === 'AssignmentPattern'
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    if (target.type !== 'Identifier' && target.type !== 'ObjectPattern') {
      throw executionError(`parameter syntax unsupported: ${name} has a rest or array parameter; name each parameter`)
    }
    const type = target.typeAnnotation && typeName(target.typeAnnotation.typeAnnotation)
    return {
      name: target.type === 'Identifier' ? target.name : `anon${++anonymous}`,
      ...(type && { type }),
      isDate: type === 'Date',
      optional: optional || Boolean(target.optional),
    }
  })
}

function declaredFunction(program: Program, name: string): FunctionNode | undefined {
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'FunctionDeclaration' && declaration.id?.name === name) return declaration
  }
  return undefined
}

/** The function that `export const main = workflow(…)` or `export default workflow(…)` wraps. */
function workflowFunction(program: Program): AnyFunction | undefined {
  for (const statement of program.body) {
    const wrapped =
      statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement.type === 'ExportNamedDeclaration' && statement.declaration?.type === 'VariableDeclaration'
          ? statement.declaration.declarations.find(({ id }) => id.type === 'Identifier' && id.name === 'main')?.init
          : undefined
    if (wrapped?.type !== 'CallExpression') continue
    const { callee } = wrapped
    const calls = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' && memberName(callee)
    const [inner] = wrapped.arguments
    if (calls !== 'workflow') continue
    if (inner?.type === 'ArrowFunctionExpression' || inner?.type === 'FunctionExpression') return inner
  }
  return undefined
}

const memberName = (callee: { property: { type: string; name?: unknown } }): unknown =>
  callee.property.type === 'Identifier' ? callee.property.name : undefined

/** `Date` of `Date`, `Date | null` and `wmill.Date`; undefined where the type has no name. */
function typeName(type: TSType): string | undefined {
  switch (type.type) {
    case 'TSStringKeyword':
      return 'string'
    case 'TSNumberKeyword':
      return 'number'
    case 'TSBooleanKeyword':
      return 'boolean'
    case 'TSBigIntKeyword':
      return 'bigint'
    case 'TSParenthesizedType':
      return typeName(type.typeAnnotation)
    case 'TSTypeReference': {
      const { typeName: name } = type
      return name.type === 'Identifier' ? name.name : name.type === 'TSQualifiedName' ? name.right.name : undefined
    }
    case 'TSUnionType': {
      const rest = type.types.filter((each) => each.type !== 'TSNullKeyword' && each.type !== 'TSUndefinedKeyword')
      return rest.length === 1 ? typeName(rest[0]!) : undefined
    }
    default:
      return undefined
  }
}
