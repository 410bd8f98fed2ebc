/**
 * Compiles a bundle to bytecode, in a process of its own: `compile.js BUNDLE`. It writes `bundle.bc.js`, its map and its
 * bytecode beside it; Bun then neither parses nor compiles the script when a job loads it.
 */
declare const Bun: { build(options: Record<string, unknown>): Promise<{ success: boolean }> }

const bundle = process.argv[2]!
void Bun.build({
  entrypoints: [bundle],
  outdir: bundle.slice(0, bundle.lastIndexOf('/')),
  naming: '[name].bc.[ext]',
  target: 'bun',
  format: 'cjs',
  bytecode: true,
  sourcemap: 'external',
}).then(({ success }) => process.exit(success ? 0 : 1))
