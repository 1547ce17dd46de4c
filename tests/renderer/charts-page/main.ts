// A page that draws the curves of a run with 10,000 steps, as the Train tab does, and counts the frames it manages:
// while what is in view moves with every frame, and while points are added with every answer. For bench/renderer-charts.ts.
import '../../../src-renderer/lib/styles/tokens.css';
import '../../../src-renderer/lib/styles/base.css';
import '../../../src-renderer/lib/styles/controls.css';
import { mount } from 'svelte';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { LiveRun } from '../../../src-renderer/lib/state/live-run.svelte.ts';
import Curves from '../../../src-renderer/routes/runs/run/train/Curves.svelte';
import { curveView } from '../../../src-renderer/routes/runs/run/train/curve-view.svelte.ts';
import { runChanges } from '../run/run-changes.ts';

const numPoints = 10_000;

export interface Frames {
  readonly framesPerSecond: number;
  /** Longest time between two frames. */
  readonly longestMs: number;
  readonly numFrames: number;
}

/** Noise like that of a loss, with peaks; the same in every run. */
function lossAt(step: number): number {
  const noise = Math.abs(Math.sin(step * 12.9898) * 43758.5453) % 1;
  return 2 * Math.exp(-step / 3_000) + 0.3 * noise + (step % 997 === 0 ? 3 : 0);
}

const points = (from: number, until: number, value: (step: number) => number) =>
  Array.from({ length: until - from }, (_, at) => [from + at, value(from + at)] as const);

let lastStep = numPoints;
let adding = false;

function answer(whole: boolean, from: number) {
  return runChanges({
    whole,
    cursor: { instance: 'bench', revision: lastStep, step: lastStep, log: 0, resumedCount: 0 },
    steps: {
      loss: points(from, lastStep + 1, lossAt),
      learningRate: points(from, lastStep + 1, (step) => 1e-3 * (1 - step / 20_000)),
      gradientNorm: points(from, lastStep + 1, (step) => 1 + lossAt(step)),
    },
  });
}

const api = {
  training: {
    changes: async ({ since }: { since?: { step: number } }) => {
      if (since === undefined) return answer(true, 1);
      while (!adding) await new Promise((done) => setTimeout(done, 20));
      lastStep += 3;
      return answer(false, since.step + 1);
    },
  },
} as unknown as ApiClient; // the part that a LiveRun asks for

const live = new LiveRun(api, 'bench');
live.follow();
mount(Curves, { target: document.getElementById('app')!, props: { live } }); // stands in index.html

/** Counts frames for a while; `each` is done before each of them. */
async function frames(seconds: number, each: (at: number) => void): Promise<Frames> {
  const nextFrame = () => new Promise<number>((done) => requestAnimationFrame(done));
  const start = await nextFrame();
  let [before, longestMs, count] = [start, 0, 0];
  while (before - start < seconds * 1_000) {
    each((before - start) / (seconds * 1_000));
    const now = await nextFrame();
    longestMs = Math.max(longestMs, now - before);
    before = now;
    count += 1;
  }
  return { framesPerSecond: count / ((before - start) / 1_000), longestMs, numFrames: count };
}

const measures = {
  /** Everything drawn anew with every frame: all 10,000 points in view, smoothed differently each time. */
  smoothing: () =>
    frames(4, (share) => {
      curveView.smoothing = 0.99 * share;
    }),
  /** Half of the points in view, moving. */
  moving: () =>
    frames(4, (share) => {
      const whole = { from: 0, until: numPoints };
      curveView.show({ from: share * 5_000, until: 5_000 + share * 5_000 }, whole);
    }).finally(() => curveView.showAll()),
  /** As in a training: points come in ten times a second. */
  training: () => {
    adding = true;
    return frames(4, () => undefined).finally(() => {
      adding = false;
    });
  },
};

Object.assign(window, {
  numDrawn: () => live.curves.loss?.steps.length ?? 0,
  measure: (name: keyof typeof measures) => measures[name](),
});
