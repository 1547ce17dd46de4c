import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordSteps } from '../../src-main/store/metrics-repository.ts';
import { recordWork } from '../../src-main/store/run-log-repository.ts';
import { addRun } from '../store/temporary-store.ts';
import { type Rig, rigs } from './carrier-rigs.ts';

const numSteps = 5_000;
const spike = 78;

let rig: Rig;
let long: string;
let short: string;

beforeAll(async () => {
  rig = await rigs[0]![1]();
  const { store } = rig.services;
  const run = addRun(store);
  const steps = Array.from({ length: numSteps }, (_, at) => at + 1);
  recordSteps(
    store.db,
    run.key,
    steps.map((step) => ({ step, metrics: { loss: 1 / step, gradientNorm: step === spike ? 9 : 1 } })),
  );
  recordWork(store.db, run.key, { phase: 'training', atMs: 1_000, done: 0, total: numSteps });
  recordWork(store.db, run.key, { phase: 'training', atMs: 6_000, done: numSteps, total: numSteps });
  long = run.id;
  const other = addRun(store);
  recordSteps(store.db, other.key, [{ step: 1, metrics: { loss: 2 } }]);
  short = other.id;
});
afterAll(() => rig.close());

describe('curves by step', () => {
  it('come one metric at a time, thinned without losing a peak', async () => {
    const curves = await rig.client.runs.curves({ run: long, metric: 'gradientNorm', maxPoints: 1_500 });
    expect(curves).toMatchObject([{ metric: 'gradientNorm', numRecorded: numSteps }]);
    const { points } = curves[0]!;
    expect(points.length).toBeLessThanOrEqual(1_500);
    expect(points.length).toBeGreaterThan(500);
    expect(points).toContainEqual([spike, 9]);
    expect(points.at(-1)).toEqual([numSteps, 1]);
  });

  it('come all where no metric is named, and none of a metric that was never recorded', async () => {
    const all = await rig.client.runs.curves({ run: long });
    expect(all.map(({ metric }) => metric)).toEqual(['gradientNorm', 'loss']);
    expect(await rig.client.runs.curves({ run: short, metric: 'gradientNorm' })).toEqual([]);
  });

  it('are named in a comparison, with when each run was under way', async () => {
    const { runs } = await rig.client.runs.compare({ runs: [long, short] });
    expect(runs.map(({ stepMetrics }) => stepMetrics)).toEqual([['gradientNorm', 'loss'], ['loss']]);
    expect(runs[0]!.work).toMatchObject([{ phase: 'training', startedAtMs: 1_000, endedAtMs: 6_000 }]);
    expect(runs[1]!.work).toEqual([]);
  });
});
