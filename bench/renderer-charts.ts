// How many frames a second the curves of a training with 10,000 steps manage in Chromium, three charts at once:
// `node bench/renderer-charts.ts`. The aim is 30.
import { availableParallelism, loadavg } from 'node:os';
import { openBenchPage } from './renderer-page.ts';

const aim = 30;

interface Frames {
  readonly framesPerSecond: number;
  readonly longestMs: number;
  readonly numFrames: number;
}

const { tab, cpuMs, close } = await openBenchPage('charts-page');
try {
  await tab.waitForSelector('canvas');
  await tab.waitForFunction('window.numDrawn() >= 10000');
  await tab.waitForTimeout(1_000);
  let worst = Number.POSITIVE_INFINITY;
  for (const name of ['smoothing', 'moving', 'training']) {
    const before = await cpuMs();
    // As the page gives it.
    const { framesPerSecond, longestMs, numFrames } = (await tab.evaluate(
      `window.measure('${name}')`,
    )) as Frames;
    const cpuOfFrame = ((await cpuMs()) - before) / numFrames;
    worst = Math.min(worst, framesPerSecond);
    const [rate, longest, cpu] = [framesPerSecond.toFixed(1), longestMs.toFixed(0), cpuOfFrame.toFixed(1)];
    console.log(
      `${name.padEnd(10)} ${rate} frames/s, longest ${longest} ms, ${cpu} ms of processor time a frame`,
    );
  }
  // Load is the number of programs that wanted a processor in the last minute, ours among them.
  console.log(`Load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors.`);
  console.log(`10,000 points, three charts: at least ${worst.toFixed(1)} frames/s (aim: ${aim})`);
  if (worst < aim) process.exitCode = 1;
} finally {
  await close();
}
