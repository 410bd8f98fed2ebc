/** The oldest Node that everything here runs on: `20.19`. */
export const MINIMUM_NODE: string
export function ensureInstalled(root: string): void
export function isInstalled(root: string): boolean
export function isNodeNewEnough(version: string): boolean
