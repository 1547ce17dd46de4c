import { defineConfig } from 'vitest/config';

// Each test file gets its own process: the engine blocks its thread, and TensorFlow.js keeps global state.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
