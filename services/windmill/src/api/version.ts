/** Windmill's version as the CLI reads it: one `v` before the number, or raw apps are written in an old format. */
export const VERSION = 'CE v1.788.0'
