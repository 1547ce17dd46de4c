// A page of ours in Chromium, built for a bench alone: what it shows, and the processor time it takes.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright-core';
import { build, type InlineConfig, preview } from 'vite';
import { launchBrowser, temporaryFolder } from '../tests/e2e/application.ts';

export interface BenchPage {
  readonly tab: Page;
  /** Processor time of the page's main thread so far: what else the machine does counts for little in it. */
  cpuMs(): Promise<number>;
  close(): Promise<void>;
}

/** Builds and opens the page in `tests/renderer/<name>/`. */
export async function openBenchPage(name: string): Promise<BenchPage> {
  const folder = temporaryFolder();
  const config: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL(`../tests/renderer/${name}/`, import.meta.url)),
    logLevel: 'error',
    plugins: [svelte()],
    define: { __FINESSE_VERSION__: '"bench"' },
    build: { outDir: folder.path, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 4_000 },
  };
  await build(config);
  const server = await preview({ ...config, preview: { port: 0, host: '127.0.0.1' } });
  const browser = await launchBrowser();
  const close = async () => {
    await browser.close();
    await server.close();
    folder.remove();
  };
  try {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    tab.on('pageerror', (error) => console.error(error));
    await tab.goto(server.resolvedUrls?.local[0] ?? '');
    const devtools = await tab.context().newCDPSession(tab);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const cpuMs = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
    };
    return { tab, cpuMs, close };
  } catch (error) {
    await close();
    throw error;
  }
}
