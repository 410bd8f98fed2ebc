/**
 * References to variables and resources (`$var:f/a/key`, `$res:f/a/db`), and reading what they refer to with somebody's
 * rights. Nothing here asks who calls: that is `auth`.
 */
export { interpolate } from './interpolate.ts'
export { getResourceInterpolated, getVariableValue, interpolateArgs } from './interpolate-args.ts'
export { readResource } from './read-resource.ts'
export { type ReadContext, readVariable, visibleVariable } from './read-variable.ts'
export { visibleResource } from './visible-resource.ts'
