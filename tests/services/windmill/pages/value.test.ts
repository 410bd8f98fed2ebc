import { describe, expect, test } from 'vitest'
import { showValue } from '../../../../services/windmill/src/pages/value/index.ts'
import type { Json } from '../../../../services/windmill/src/shared/json.ts'

const shown = (value: Json): string => String(showValue(value))

describe('a value is shown as it is best read', () => {
  test('nothing as a word', () => {
    expect(shown(null)).toContain('nothing (null)')
  })

  test('what fits on a line without a box', () => {
    expect(shown('hello')).toBe('<p class="line">hello</p>')
    expect(shown(['a', 'b'])).toBe('<p class="line">[&quot;a&quot;,&quot;b&quot;]</p>')
    expect(shown({})).toBe('<p class="line">{}</p>')
  })

  test('a longer text as it is, anything else as JSON that is laid out', () => {
    expect(shown('a\nb')).toBe('<pre class="text">a\nb</pre>')
    expect(shown({ a: { b: 'c'.repeat(80) } })).toMatch(/^<pre class="json">\{\n {2}&quot;a&quot;: \{/)
  })

  test('a list of flat objects as a table with all of their keys', () => {
    const html = shown([{ a: 'x' }, { a: null, b: 2 }])
    expect(html).toContain('<th scope="col">a</th><th scope="col">b</th>')
    expect(html).toContain('<tr><td>x</td><td></td></tr><tr><td></td><td class="number">2</td></tr>')
  })

  test('a list of deeper objects not as a table', () => {
    expect(shown([{ a: { b: 1 } }])).not.toContain('<table')
    expect(shown([])).not.toContain('<table')
  })

  test('markdown and images where the result says so, as in Windmill', () => {
    expect(shown({ markdown: '**bold**' })).toContain('<strong>bold</strong>')
    expect(shown({ png: 'AAAA' })).toContain('src="data:image/png;base64,AAAA"')
    expect(shown({ render_all: [{ md: '*a*' }, 'b'] })).toMatch(/<em>a<\/em>[\s\S]*<p class="line">b<\/p>/)
  })

  test('an object with texts of several lines part by part, so that they read as texts', () => {
    const html = shown({ title: 'Week', markdown: '# Week\n\n![the chart](chart.svg)', log: 'one\ntwo', count: 2 })
    expect(html).toContain('<dt>title</dt><dd><p class="line">Week</p></dd>')
    expect(html).toContain('<h1>Week</h1>')
    expect(html).toContain('<em>the chart</em>')
    expect(html).toContain('<pre class="text">one\ntwo</pre>')
    expect(html).toContain('<dt>count</dt><dd><p class="line">2</p></dd>')
  })

  test('a drawing as an image, in which no script is run', () => {
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    expect(shown(drawing)).toContain(`src="data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}"`)
    expect(shown({ svg: drawing })).toBe(shown(drawing))
    expect(shown('<svg> is not closed')).toContain('&lt;svg&gt; is not closed')
  })

  test('a table of markdown without styles, which no page obeys', () => {
    const html = shown({ markdown: '| day | sum |\n|---|---:|\n| one | 2 |' })
    expect(html).toContain('<th>day</th>')
    expect(html).toContain('<td class="number">2</td>')
    expect(html).not.toContain('style=')
  })

  test('what a picture of markdown would show, in the words that stand for it', () => {
    expect(shown({ markdown: '![up\\_to <3](https://example.com/a.png)' })).toContain('<em>up_to &lt;3</em>')
    expect(shown({ markdown: '![dot](data:image/png;base64,AAAA)' })).toContain('<img src="data:image/png;base64,AAAA"')
  })

  test('an error with its name and message, and whatever else it holds', () => {
    const html = shown({ error: { name: 'Failed', message: 'no', step_id: 'a' } })
    expect(html).toMatch(/<strong>Failed<\/strong>[\s\S]*no[\s\S]*step_id/)
  })

  test('a very long one in part', () => {
    const html = shown('x'.repeat(100_010))
    expect(html).toContain('… 10 more characters')
    const rows = shown(Array.from({ length: 203 }, (_, index) => ({ index })))
    expect(rows).toContain('3 more rows')
  })
})
