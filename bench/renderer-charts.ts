// How many frames a second the curves of a training with 10,000 steps manage in Chromium, three charts at once:
// `node bench/renderer-charts.ts`. The aim is 30.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
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
  readonly numFrames: number;
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
  const devtools = await tab.context().newCDPSession(tab);
  // Processor time of the page's main thread: what else the machine does counts for little in it.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpuSeconds = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  let worst = Number.POSITIVE_INFINITY;
  for (const name of ['smoothing', 'moving', 'training']) {
    const before = await cpuSeconds();
    // As the page gives it.
    const { framesPerSecond, longestMs, numFrames } = (await tab.evaluate(
      `window.measure('${name}')`,
    )) as Frames;
    const cpuMs = ((await cpuSeconds()) - before) * (1_000 / numFrames);
    worst = Math.min(worst, framesPerSecond);
    const [rate, longest, cpu] = [framesPerSecond.toFixed(1), longestMs.toFixed(0), cpuMs.toFixed(1)];
    console.log(
      `${name.padEnd(10)} ${rate} frames/s, longest ${longest} ms, ${cpu} ms of processor time a frame`,
    );
  }
  // Load is the number of programs that wanted a processor in the last minute, ours among them.
  console.log(`Load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors.`);
  console.log(`10,000 points, three charts: at least ${worst.toFixed(1)} frames/s (aim: ${aim})`);
  if (worst < aim) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
