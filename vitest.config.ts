import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Two cores: a file that starts a Windmill starts Bun processes too, so a few files at a time are enough.
    maxWorkers: 2,
    // No test is about time: this only ends what hangs. The slowest takes 25 s, and 100 s where others want the same cores.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
