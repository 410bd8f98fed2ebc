/** How long the bundle waits for its host to say who is there. */
const PATIENCE_MS = 1500

/**
 * The page that a sandboxed raw app runs in (seen of Windmill 1.788). It has an origin of its own, so it has no
 * storage and no login: storage is kept in memory, and the host hands over who the visitor is (`windmill:ctx`) once the
 * page has said that it is ready.
 */
export function sandboxPage(secret: string): string {
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>App</title>
<link rel="stylesheet" href="./${secret}.css">
<script>
(() => {
  const memory = () => {
    const entries = new Map()
    return {
      getItem: (key) => entries.get(String(key)) ?? null,
      setItem: (key, value) => void entries.set(String(key), String(value)),
      removeItem: (key) => void entries.delete(String(key)),
      clear: () => entries.clear(),
      key: (index) => [...entries.keys()][index] ?? null,
      get length() { return entries.size },
    }
  }
  const stores = { localStorage: memory(), sessionStorage: memory() }
  for (const [name, value] of Object.entries(stores)) Object.defineProperty(window, name, { value })

  let loaded = false
  const load = () => {
    if (loaded) return
    loaded = true
    const script = document.createElement('script')
    script.src = './${secret}.js'
    document.body.append(script)
  }
  const onContext = ({ data }) => {
    if (data?.type !== 'windmill:ctx') return
    window.ctx = data.ctx
    for (const [key, value] of Object.entries(data.storage?.local ?? {})) stores.localStorage.setItem(key, value)
    for (const [key, value] of Object.entries(data.storage?.session ?? {})) stores.sessionStorage.setItem(key, value)
    if (data.initialHash) history.replaceState(null, '', data.initialHash)
    load()
  }
  addEventListener('message', onContext)
  addEventListener('hashchange', () => parent.postMessage({ type: 'windmill:hashchange', hash: location.hash }, '*'))
  addEventListener('DOMContentLoaded', () => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = onContext
    parent.postMessage({ type: 'windmill:ready', nonce: crypto.randomUUID() }, '*', [port2])
    setTimeout(load, ${PATIENCE_MS})
  })
})()
</script>
</head>
<body><div id="root"></div></body>
</html>
`
}
