import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Hono } from 'hono'

const TYPES = {
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'app-host.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

type AssetName = keyof typeof TYPES

interface Asset {
  content: string
  version: string
}

const kept = new Map<AssetName, Asset>()

function asset(name: AssetName): Asset {
  let found = kept.get(name)
  if (!found) {
    const content = readFileSync(fileURLToPath(new URL(`./assets/${name}`, import.meta.url)), 'utf8')
    found = { content, version: createHash('sha256').update(content).digest('hex').slice(0, 12) }
    kept.set(name, found)
  }
  return found
}

/** Where a file of `assets/` is served; another content has another address, so that browsers may keep it for good. */
export const assetAddress = (name: AssetName): string => `/assets/${name}?v=${asset(name).version}`

/** Serves the files of `assets/`, to anybody. */
export function addAssetRoutes(app: Hono): void {
  for (const name of Object.keys(TYPES) as AssetName[]) {
    app.get(`/assets/${name}`, (c) => {
      c.header('content-type', TYPES[name])
      c.header('cache-control', 'public, max-age=31536000, immutable')
      return c.body(asset(name).content)
    })
  }
}
