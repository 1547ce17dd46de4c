import { describe, expect, it } from 'vitest';
import type { ChartTheme } from '../../../src-renderer/lib/charts/chart-theme.ts';
import { curvesChart, spanWithoutOutliers } from '../../../src-renderer/lib/charts/curves-chart.ts';
import { smoothed } from '../../../src-renderer/lib/charts/smoothing.ts';
import { firstAtLeast, visiblePoints } from '../../../src-renderer/lib/charts/visible-points.ts';
import { xOf } from '../../../src-renderer/lib/charts/x-scale.ts';
import { extended, thinned } from '../../../src-renderer/lib/state/curve.ts';
import { curveTable, pairColumns } from '../../../src-renderer/routes/runs/run/train/curve-table.ts';
import { CurveView } from '../../../src-renderer/routes/runs/run/train/curve-view.svelte.ts';
import {
  metricSeries,
  phaseBands,
  wholeWindow,
} from '../../../src-renderer/routes/runs/run/train/run-curves.ts';
import { epochs, plan, runChanges } from '../run/run-changes.ts';

describe('smoothed', () => {
  it('is what TensorBoard draws: an average without the pull towards 0', () => {
    // 0.5: (1), (0.5*1*0.5 + 0.5*3) / (1 - 0.25), ...
    expect(smoothed([1, 3, 5], 0.5)).toEqual([1, (0.25 + 1.5) / 0.75, (0.875 + 2.5) / 0.875]);
  });

  it('leaves a constant constant, and gaps where they are', () => {
    const [first, gap, last] = smoothed([2, null, 2], 0.99);
    expect(first).toBeCloseTo(2, 12);
    expect(gap).toBeNull();
    expect(last).toBeCloseTo(2, 12);
  });
});

describe('visiblePoints', () => {
  const xs = Array.from({ length: 10_000 }, (_, at) => at);
  const ys = xs.map((x) => (x === 4_321 ? 99 : x === 1_234 ? -99 : Math.sin(x)));

  it('keeps the peaks of many points in few', () => {
    const points = visiblePoints(xs, ys, { most: 400 });
    expect(points.length).toBeLessThanOrEqual(400);
    expect(points).toContainEqual([4_321, 99]);
    expect(points).toContainEqual([1_234, -99]);
    expect(points.map(([x]) => x)).toEqual(points.map(([x]) => x).toSorted((a, b) => a - b));
  });

  it('keeps one point beyond each edge of what is in view', () => {
    expect(visiblePoints(xs, ys, { window: { from: 10.5, until: 12.5 } }).map(([x]) => x)).toEqual([
      10, 11, 12, 13,
    ]);
  });

  it('finds places in sorted values', () => {
    expect(firstAtLeast([1, 3, 5], 3)).toBe(1);
    expect(firstAtLeast([1, 3, 5], 6)).toBe(3);
  });
});

describe('a curve that grows', () => {
  it('is thinned at its limit and keeps its peaks', () => {
    const points = Array.from(
      { length: 30_000 },
      (_, at) => [at + 1, at === 17_000 ? 9 : 0.5 + (at % 7)] as const,
    );
    const curve = extended({ steps: [], values: [] }, points);
    expect(curve.steps.length).toBeLessThanOrEqual(12_000);
    expect(curve.values).toContain(9);
    expect(thinned({ steps: [1, 2, 3, 4], values: [null, null, null, null] }, 2).values).toEqual([null]);
  });
});

describe('xOf', () => {
  const facts = { epochs: epochs(2), stepsPerEpoch: 10, lastStep: 25 };
  const stretch = { phase: 'training', done: 0, total: 0 };

  it('places steps between the ends of epochs', () => {
    const x = xOf('epoch', { ...facts, work: [] });
    expect([0, 5, 10, 20, 25].map(x)).toEqual([0, 0.5, 1, 2, 2.5]);
  });

  it('leaves pauses out of the time', () => {
    const work = [
      { ...stretch, stretch: 0, startedAtMs: 100_000, endedAtMs: 115_000 },
      { ...stretch, stretch: 1, startedAtMs: 515_000, endedAtMs: 525_000 },
    ];
    const [first, second] = epochs(2);
    const x = xOf('time', { ...facts, epochs: [first!, { ...second!, endedAtMs: 520_000 }], work });
    expect([0, 10, 20, 25].map(x)).toEqual([0, 10, 20, 25]);
  });
});

const run = (numEpochs = 3) => ({
  curves: { loss: { steps: [1, 2, 3], values: [3, null, 1] } },
  changes: {
    ...runChanges({ plan, epochs: epochs(numEpochs) }),
    cursor: { ...runChanges().cursor, step: 35 },
  },
  phase: 1,
});
const words = { train: 'T', trainSteps: 'S', trainSmoothed: 'M', validation: 'V' };
const options = { axis: 'step', smoothing: 0.5, window: { from: 0, until: 50 }, words } as const;

describe('metricSeries', () => {
  it('draws loss by step with a smoothed line before the raw one, and validation by epoch', () => {
    const { series } = metricSeries(run(), { ...options, metric: 'loss' });
    expect(series.map(({ id, look }) => [id, look])).toEqual([
      ['raw', 'faint'],
      ['train', 'line'],
      ['validation', 'dashed'],
    ]);
    expect(series[2]?.points.map(([x]) => x)).toEqual([10, 20, 30]);
  });

  it('draws one line where nothing is smoothed', () => {
    const { series } = metricSeries(run(), { ...options, metric: 'loss', smoothing: 0 });
    expect(series.map(({ id }) => id)).toEqual(['train', 'validation']);
  });

  it('draws everything else by epoch', () => {
    const { series } = metricSeries(run(), { ...options, metric: 'accuracy', axis: 'epoch' });
    expect(series[0]?.points).toEqual([
      [1, 0.5],
      [2, 0.6],
      [3, 0.7],
    ]);
  });
});

describe('phaseBands', () => {
  it('ends the phase under way at the last step', () => {
    expect(phaseBands(run(), 'step', (name) => name)).toEqual([
      { name: 'head', from: 0, until: 20 },
      { name: 'all', from: 20, until: 35 },
    ]);
    expect(wholeWindow(run(), 'step')).toEqual({ from: 0, until: 35 });
  });
});

describe('curveTable', () => {
  const words = {
    step: 'Step',
    epoch: 'Epoch',
    train: 'Training',
    trainSteps: 'Training, each step',
    validation: 'Validation',
  };
  const table = (metric: 'loss' | 'accuracy') =>
    curveTable(run(1), pairColumns(run(1), metric, words), words);

  it('has a row for each step and for the end of each epoch', () => {
    expect(table('loss')).toEqual({
      columns: ['Step', 'Epoch', 'Training, each step', 'Validation'],
      rows: [
        [1, null, 3, null],
        [2, null, null, null],
        [3, null, 1, null],
        [10, 1, null, 1.1],
      ],
    });
  });

  it('has only epochs where only they have values', () => {
    expect(table('accuracy')).toEqual({
      columns: ['Step', 'Epoch', 'Training', 'Validation'],
      rows: [[10, 1, 0.5, 0.45]],
    });
  });
});

describe('spanWithoutOutliers', () => {
  it('leaves out rare extremes but never what has to stay', () => {
    const values = Array.from({ length: 1_000 }, (_, at) => (at === 500 ? 1_000 : 1 + (at % 10) / 10));
    const [low, high] = spanWithoutOutliers(values, { always: [2.5] })!;
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeGreaterThan(2.5);
    expect(high).toBeLessThan(3);
  });

  it('is left to the chart where there are few points', () => {
    expect(spanWithoutOutliers([1, 2, 3])).toBeUndefined();
  });
});

describe('curvesChart', () => {
  const theme = { series: ['red', 'blue'], font: 'sans' } as unknown as ChartTheme; // colours are not looked at
  const frame = { window: { from: 0, until: 9 }, xText: String, yText: String };
  type Option = {
    readonly series: readonly { readonly data: readonly (readonly (number | null)[])[] }[];
    readonly yAxis: { readonly type: string; readonly logBase: number };
    readonly tooltip: { readonly formatter: (items: readonly object[]) => string };
  };
  const points = [
    [1, 0],
    [2, 4],
  ] as const;
  const draw = (more: object) =>
    curvesChart(
      [{ id: 'a', name: 'A<b>', points, colour: 0, look: 'line' }],
      { ...frame, ...more },
      theme,
    ) as unknown as Option; // the parts looked at

  it('leaves out of a log axis what has no logarithm', () => {
    const { series, yAxis } = draw({ log: true });
    expect(series[0]?.data).toEqual([
      [1, null],
      [2, 4],
    ]);
    expect(yAxis).toMatchObject({ type: 'log', logBase: 2 });
  });

  it('writes names as text into the tooltip and skips curves without a value', () => {
    const content = draw({}).tooltip.formatter([
      { seriesName: 'A<b>', color: 'red', value: [2, 4] },
      { seriesName: 'gone', color: 'red' },
    ]);
    expect(content).toMatchObject({ rows: [{ name: 'A<b>', color: 'red' }] });
  });
});

describe('CurveView', () => {
  const whole = { from: 0, until: 100 };

  it('zooms, moves within what there is, and shows everything again', () => {
    const view = new CurveView();
    view.scale(0.5, whole);
    expect(view.zoom).toEqual({ from: 25, until: 75 });
    view.move(2, whole);
    expect(view.zoom).toEqual({ from: 50, until: 100 });
    view.scale(4, whole);
    expect(view.zoom).toBeUndefined();
  });

  it('forgets the zoom with the axis', () => {
    const view = new CurveView();
    view.scale(0.5, whole);
    view.axis = 'time';
    expect(view.zoom).toBeUndefined();
  });
});
