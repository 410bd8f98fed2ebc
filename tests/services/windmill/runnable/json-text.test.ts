import { expect, test } from 'vitest'
import { parseJson } from '../../../../services/windmill/src/runnable/index.ts'

test('JSON is read', () => {
  expect(parseJson(' {"a": [1, null, "\\u00e9"]} ')).toEqual({ a: [1, null, 'é'] })
})

// The first two were recorded from a real Windmill (wire.jsonl, "HTTP routes", "webhooks"); the rest are the words of its reader.
test.each([
  ['{"k":', 'EOF while parsing a value at line 1 column 5'],
  ['{"name":', 'EOF while parsing a value at line 1 column 8'],
  ['{', 'EOF while parsing an object at line 1 column 1'],
  ['{"a": 1', 'EOF while parsing an object at line 1 column 7'],
  ['[1,\n2', 'EOF while parsing a list at line 2 column 1'],
  ['"abc', 'EOF while parsing a string at line 1 column 4'],
  ['hello', 'expected value at line 1 column 1'],
  ['nul', 'EOF while parsing a value at line 1 column 3'],
  ['nule', 'expected ident at line 1 column 4'],
  ['{a: 1}', 'key must be a string at line 1 column 2'],
  ['{"a" 1}', 'expected `:` at line 1 column 6'],
  ['{"a": 1 "b"}', 'expected `,` or `}` at line 1 column 9'],
  ['[1,]', 'trailing comma at line 1 column 4'],
  ['{} {}', 'trailing characters at line 1 column 4'],
  ['"\\x"', 'invalid escape at line 1 column 3'],
  ['-', 'invalid number at line 1 column 1'],
])('%s is refused with its place', (text, message) => {
  expect(() => parseJson(text)).toThrow(`invalid json: ${message}`)
})
