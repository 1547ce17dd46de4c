import { describe, expect, it } from 'vitest';
import { trainingProgress } from '../../../src-renderer/lib/state/training-progress.ts';
import { averageSpeed } from '../../../src-renderer/routes/runs/run/train/average-speed.ts';
import { epochRows } from '../../../src-renderer/routes/runs/run/train/epoch-rows.ts';
import { logText, shownLines } from '../../../src-renderer/routes/runs/run/train/log-lines.ts';
import { shownPatience } from '../../../src-renderer/routes/runs/run/train/patience.ts';
import { phaseSegments } from '../../../src-renderer/routes/runs/run/train/phase-segments.ts';
import { shownPhases, workPhases } from '../../../src-renderer/routes/runs/run/train/work-phases.ts';
import { epochs, plan, runChanges } from './run-changes.ts';

const facts = { plan, epochs: [], step: 0, earlyStopping: null };

describe('trainingProgress', () => {
  it('is unknown without a plan', () => {
    expect(trainingProgress({ ...facts, plan: [] })).toBeUndefined();
  });

  it('counts the epoch under way', () => {
    expect(trainingProgress({ ...facts, epochs: epochs(1), step: 14 })).toEqual({
      phase: 0,
      epoch: 2,
      epochs: 5,
      step: 14,
      steps: 50,
      share: 14 / 50,
    });
  });

  it('leaves out the epochs of a phase that ended early', () => {
    const [first] = epochs(1);
    const progress = trainingProgress({
      ...facts,
      epochs: [first!],
      step: 10,
      earlyStopping: { patience: 1, staleEpochs: 1 },
    });
    expect(progress).toMatchObject({ phase: 1, epochs: 4, steps: 40, share: 0.25 });
  });

  it('is complete when every phase is over', () => {
    expect(trainingProgress({ ...facts, epochs: epochs(5), step: 50 })).toMatchObject({
      phase: 2,
      epoch: 5,
      epochs: 5,
      share: 1,
    });
  });
});

describe('phaseSegments', () => {
  it('fills the phases one after the other', () => {
    const progress = trainingProgress({ ...facts, epochs: epochs(3), step: 35 })!;
    expect(phaseSegments(plan, epochs(3), progress).map(({ share, filled }) => [share, filled])).toEqual([
      [0.4, 1],
      [0.6, 0.5],
    ]);
  });
});

const span = { stretch: 0, startedAtMs: 0, endedAtMs: 1_000, done: 1, total: 1 };

describe('shownPhases', () => {
  it('tells what is done, now, to come, and not needed', () => {
    const shown = shownPhases({
      run: { state: 'running' },
      live: { phase: 'training', done: 1, total: 0, message: null, memoryBytes: null, stepsPerSecond: null },
      work: [
        { ...span, phase: 'loading' },
        { ...span, phase: 'checking-data', startedAtMs: 1_000, endedAtMs: 3_000 },
        { ...span, phase: 'training', startedAtMs: 3_000, endedAtMs: 4_000 },
      ],
    });
    const states = shown.map(({ state }) => state);
    expect(states).toEqual(['done', 'done', 'skipped', 'skipped', 'skipped', 'now', 'next']);
    expect(shown[1]?.seconds).toBe(2);
  });

  it('calls nothing to come once the run is over', () => {
    const work = [{ ...span, phase: 'loading' }];
    const states = shownPhases({ run: { state: 'stopped' }, live: null, work }).map(({ state }) => state);
    expect(states).toEqual(['done', ...workPhases.slice(1).map(() => 'skipped')]);
  });
});

describe('shownPhases of a paused run', () => {
  it('shows the phase it was left in as halted, not as done', () => {
    const work = [
      { ...span, phase: 'loading' },
      { ...span, phase: 'training', startedAtMs: 1_000, endedAtMs: 4_000 },
    ];
    const states = shownPhases({ run: { state: 'paused' }, live: null, work }).map(({ state }) => state);
    expect(states).toEqual(['done', 'skipped', 'skipped', 'skipped', 'skipped', 'halted', 'next']);
  });
});

describe('shownPatience', () => {
  const early = { metric: 'valLoss', patience: 2, staleEpochs: 0, bestEpoch: 3, bestValue: 0.3 };
  const at = (count: number, staleEpochs: number) =>
    shownPatience({ plan, epochs: epochs(count), earlyStopping: { ...early, staleEpochs } });

  it('counts the epochs left until the phase would end early', () => {
    expect(at(3, 1)).toEqual({ used: 1, left: 1 });
  });

  it('is silent where the phase ends by itself before that', () => {
    expect(at(3, 0)).toBeUndefined();
    expect(at(4, 1)).toBeUndefined();
  });

  it('begins anew with a new phase', () => {
    expect(at(2, 1)).toEqual({ used: 0, left: 2 });
  });
});

describe('epochRows', () => {
  it('leaves pauses out of the time an epoch took', () => {
    const work = [
      { ...span, phase: 'training', startedAtMs: 100_000, endedAtMs: 112_000 },
      { ...span, phase: 'training', stretch: 1, startedAtMs: 500_000, endedAtMs: 508_000 },
    ];
    const [first, second] = epochs(2);
    const rows = epochRows([first!, { ...second!, endedAtMs: 508_000 }], work);
    expect(rows.map(({ epoch, seconds }) => [epoch, seconds])).toEqual([
      [2, 10],
      [1, 10],
    ]);
  });
});

describe('averageSpeed', () => {
  it('is over all stretches', () => {
    const work = [
      { ...span, phase: 'training', done: 10, endedAtMs: 2_000 },
      { ...span, phase: 'training', stretch: 1, startedAtMs: 9_000, endedAtMs: 11_000, done: 20 },
    ];
    expect(averageSpeed(runChanges({ work }))).toBe(5);
    expect(averageSpeed(runChanges())).toBeUndefined();
  });
});

describe('shownLines', () => {
  const lines = [
    { atMs: 0, level: 'info', message: 'Loading', code: null, params: {} },
    { atMs: 1, level: 'warning', message: 'One picture is broken', code: null, params: {} },
    { atMs: 2, level: 'error', message: 'Out of memory', code: null, params: {} },
  ] as const;

  it('filters by level and by words in any case', () => {
    expect(shownLines(lines, { level: 'warning', search: '' })).toHaveLength(2);
    expect(shownLines(lines, { level: 'all', search: ' PICTURE ' })).toEqual([lines[1]]);
  });

  it('are copied with time and level', () => {
    expect(logText(lines.slice(0, 1))).toBe('1970-01-01T00:00:00.000Z info Loading');
  });
});
