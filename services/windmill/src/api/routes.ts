import type { Routes } from './context.ts'

/** Every group of routes and where it is mounted: the table of contents of the API. */
export const ROUTES: [prefix: string, routes: Routes][] = []
