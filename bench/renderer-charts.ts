// How many frames a second the curves of a training with 10,000 steps manage in Chromium, three charts at once:
// `node bench/renderer-charts.ts`. The aim is 30.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { chromium } from 'playwright-core';
import { build, type InlineConfig, preview } from 'vite';

const aim = 30;
const page = fileURLToPath(new URL('../tests/renderer/charts-page/', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'finesse-charts-'));
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

interface Frames {
  readonly framesPerSecond: number;
  readonly longestMs: number;
}

const config: InlineConfig = {
  configFile: false,
  root: page,
  logLevel: 'error',
  plugins: [svelte()],
  define: { __FINESSE_VERSION__: '"bench"' },
  build: { outDir, emptyOutDir: true, target: 'es2023' },
};

await build(config);
const server = await preview({ ...config, preview: { port: 0, host: '127.0.0.1' } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? browsers.find((path) => existsSync(path)),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  tab.on('pageerror', (error) => console.error(error));
  await tab.goto(server.resolvedUrls?.local[0] ?? '');
  await tab.waitForSelector('canvas');
  await tab.waitForFunction('window.numDrawn() >= 10000');
  await tab.waitForTimeout(1_000);
  let worst = Number.POSITIVE_INFINITY;
  for (const name of ['smoothing', 'moving', 'training']) {
    const { framesPerSecond, longestMs } = (await tab.evaluate(`window.measure('${name}')`)) as Frames; // as the page gives it
    worst = Math.min(worst, framesPerSecond);
    console.log(
      `${name.padEnd(10)} ${framesPerSecond.toFixed(1)} frames/s, longest ${longestMs.toFixed(0)} ms`,
    );
  }
  console.log(`10,000 points, three charts: at least ${worst.toFixed(1)} frames/s (aim: ${aim})`);
  if (worst < aim) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
