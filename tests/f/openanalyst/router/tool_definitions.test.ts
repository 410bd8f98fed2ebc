import { expect, test } from 'vitest'
import { z } from 'zod'
import { TOOLS } from '../../../../f/openanalyst/router/tool_definitions.ts'
import {
  executeArguments,
  flowArguments,
  memberArguments,
  scriptArguments,
} from '../../../../f/openanalyst/tools/tool_arguments.ts'

test.each([
  ['create_windmill_script', scriptArguments],
  ['create_windmill_flow', flowArguments],
  ['execute_windmill_task', executeArguments],
  ['ask_member', memberArguments],
])('the model is told of %s what the tool itself checks', (name, schema) => {
  const { $schema, ...parameters } = z.toJSONSchema(schema, { io: 'input' })
  const told = TOOLS.find((tool) => tool.name === name)!
  expect(told.parameters).toEqual(parameters)
  expect($schema).toContain('json-schema.org')
})
