#!/usr/bin/env node
// The program `millwright-windmill`: see serve-folder.ts. It runs from wherever the package is installed.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from './launch/index.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
await launch(root, join(root, 'scripts', 'serve-folder.ts'))
