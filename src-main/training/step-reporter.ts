// Gathers the steps of training into about ten events a second.
import type { StepPoint, TrainingEvent } from './training-events.ts';

const intervalMs = 100;

export interface StepReporter {
  add(point: StepPoint, place: { readonly epoch: number; readonly phase: string }): void;
  /** Sends what is still held back. */
  flush(): void;
}

export function makeStepReporter(emit: (event: TrainingEvent) => void): StepReporter {
  let points: StepPoint[] = [];
  let place = { epoch: 0, phase: '' };
  let sentMs = Number.NEGATIVE_INFINITY;
  const flush = () => {
    const last = points.pop();
    if (last === undefined) return;
    emit({ type: 'step', ...last, ...place, earlier: points, memoryBytes: process.memoryUsage.rss() });
    points = [];
    sentMs = performance.now();
  };
  return {
    add(point, at) {
      points.push(point);
      place = at;
      if (performance.now() - sentMs >= intervalMs) flush();
    },
    flush,
  };
}
