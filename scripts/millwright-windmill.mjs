#!/usr/bin/env node
// The program `millwright-windmill`: see serve-folder.ts. It runs from wherever the package is installed.
import { register } from 'tsx/esm/api'

register()
await import(new URL('./serve-folder.ts', import.meta.url).href)
