import { createApi } from '../../services/windmill/src/api/index.ts'
import { createAuth } from '../../services/windmill/src/auth/index.ts'
import { createDataTable } from '../../services/windmill/src/datatable/index.ts'
import { createQueue } from '../../services/windmill/src/queue/index.ts'
import { realSystem } from '../../services/windmill/src/shared/system.ts'
import { openStore } from '../../services/windmill/src/store/index.ts'

const HEAD = `# Routes of the embedded Windmill
Written by \`npm run generate\` from the routes themselves; \`npm run check\` tells when it is stale. \`{workspace}\` is the id of
a workspace, \`{path}\` an item's path with its slashes. What each answers, and with which status, is Windmill's: see its
OpenAPI document. Another path below \`/api\` is a 404 in plain text.
`

/** The routes of the API as a document: \`services/windmill/ROUTES.md\`. */
export function generateRouteTable(): Map<string, string> {
  const store = openStore()
  const queue = createQueue(store, realSystem)
  const auth = createAuth(store, realSystem)
  const datatable = createDataTable({})
  const api = createApi({
    store,
    system: realSystem,
    queue,
    auth,
    datatable,
    baseUrl: () => 'http://127.0.0.1',
    beyond: true,
  })
  const methods = new Map<string, Set<string>>()
  for (const { method, path } of api.routes) {
    if (path.endsWith('/*') && method === 'ALL') continue
    const shown = path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
    methods.set(shown, (methods.get(shown) ?? new Set()).add(method))
  }
  store.close()
  const rows = [...methods]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, verbs]) => `| ${[...verbs].sort().join(', ')} | \`${path}\` |`)
  return new Map([['services/windmill/ROUTES.md', `${HEAD}\n| method | path |\n|---|---|\n${rows.join('\n')}\n`]])
}
