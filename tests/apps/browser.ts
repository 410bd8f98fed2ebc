import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** Where a Chromium is looked for: `CHROMIUM_PATH`, then where Debian and Google put it. */
const PLACES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export const chromiumPath: string | undefined = PLACES.find((path) => path !== undefined && existsSync(path))

/** What to do where there is none; CI installs it, so there its absence is a fault. */
export const NO_CHROMIUM =
  'There is no Chromium on this machine. Debian: apt-get install chromium; or set CHROMIUM_PATH'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Browser {
  context: BrowserContext
  /** A new page; what goes wrong in it is noted in `complaints`. */
  page(): Promise<Page>
  /** What pages have said on their console as errors, such as what their policy forbids. */
  complaints: string[]
  close(): Promise<void>
}

/** Starts a Chromium with an empty profile, which is removed when it is closed. */
export async function startBrowser(): Promise<Browser> {
  if (!chromiumPath) throw new Error(NO_CHROMIUM)
  const profile = mkdtempSync(join(tmpdir(), 'millwright-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    headless: true,
    args: FLAGS,
    viewport: { width: 1200, height: 900 },
  })
  context.setDefaultTimeout(60_000)
  const complaints: string[] = []
  return {
    context,
    complaints,
    page: async () => {
      const page = await context.newPage()
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      return page
    },
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
