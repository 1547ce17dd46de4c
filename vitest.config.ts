import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        // Each test file gets its own process: the engine blocks its thread, and TensorFlow.js keeps global state.
        extends: true,
        test: {
          name: 'main',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/renderer/**', 'tests/e2e/**'],
          pool: 'forks',
        },
      },
      {
        // The application in Chromium: built once, one file at a time, since each trains with all cores.
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: 'tests/e2e/build-renderer.ts',
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        plugins: [svelte({ configFile: 'src-renderer/svelte.config.js' })],
        resolve: {
          conditions: ['browser'],
          alias: {
            './echarts.ts': fileURLToPath(new URL('tests/renderer/echarts-stand-in.ts', import.meta.url)),
          },
        },
        define: { __FINESSE_VERSION__: '"test"' },
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.ts'],
          environment: 'jsdom',
          setupFiles: ['tests/renderer/set-up.ts'],
        },
      },
    ],
  },
});
