import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseArchitecture } from '../../../src-main/models/architecture.ts';
import { makeFormat } from '../../../src-renderer/lib/i18n/format.ts';
import { en } from '../../../src-renderer/lib/i18n/messages/en.ts';
import { settingName, settingText } from '../../../src-renderer/lib/i18n/setting-words.ts';
import { changeReports } from '../../../src-renderer/routes/compare/change-report.ts';
import {
  curveMetrics,
  distinctNames,
  epochPoints,
  metricName,
  overAxis,
  smoothedCurve,
} from '../../../src-renderer/routes/compare/compare-curves.ts';
import { dimensionsOf, isNumeric } from '../../../src-renderer/routes/compare/compare-dimensions.ts';
import { metricRows, onSameExamples } from '../../../src-renderer/routes/compare/compare-metrics.ts';
import { environmentRows, settingRows } from '../../../src-renderer/routes/compare/compare-settings.ts';
import { idsOf } from '../../../src-renderer/routes/compare/compared.ts';
import { signed } from '../../../src-renderer/routes/compare/signed.ts';
import { baseline, comparedRun, comparison, higherRate } from './compare-data.ts';

const runs = [baseline, higherRate];
const format = makeFormat('en');

describe('the runs of an address', () => {
  it('are taken once each, and only what can be an id', () => {
    expect(idsOf('a1,b2,a1,<x>,')).toEqual(['a1', 'b2']);
    expect(idsOf(null)).toEqual([]);
  });
});

describe('settings side by side', () => {
  it('say which differ, without the names of the runs', () => {
    const rows = settingRows(runs);
    expect(rows.map(({ path }) => path)).not.toContain('name');
    expect(rows.filter(({ differs }) => differs)).toEqual([
      { path: 'hyperparameters.learningRate', values: [0.001, 0.003], differs: true },
    ]);
  });
  it('leave a gap where a run has no such setting', () => {
    const other = comparedRun('c', { settings: {} });
    expect(settingRows([baseline, other]).find(({ path }) => path === 'model.weights')).toEqual({
      path: 'model.weights',
      values: ['finesse-resnet-10', undefined],
      differs: true,
    });
  });
  it('of a network, and figures, have words', () => {
    const bert = parseArchitecture({ family: 'bert' });
    for (const field of Object.keys(bert))
      expect(settingName(`model.architecture.${field}`, en)).not.toContain('model.');
    const source = readFileSync('src-main/evaluation/summary-metrics.ts', 'utf8');
    const metrics = [...source.matchAll(/\['(\w+)', \w/g)].map(([, name]) => name!);
    expect(metrics.length).toBeGreaterThan(15);
    expect(metrics.filter((name) => !(name in en.compare.metrics))).toEqual([]);
  });

  it('stand in words, phases too', () => {
    expect(settingName('hyperparameters.earlyStopping.metric', en)).toBe(en.fields.stoppingMetric.name);
    expect(settingName('model.architecture.epochs', en)).toBe('model.architecture.epochs');
    expect(settingText('adaptation.phases', baseline.settings['adaptation.phases'], en, format)).toBe(
      'Head 2, Whole model 8',
    );
    expect(settingText('hyperparameters.learningRate', 5e-5, en, format)).toBe('5e-5');
    expect(settingText('hyperparameters.earlyStopping', false, en, format)).toBe('No');
    expect(settingText('hyperparameters.gradientClipNorm', null, en, format)).toBe('Automatic');
    const stopping = { metric: 'loss', patience: 5, minDelta: 0 };
    expect(settingText('hyperparameters.earlyStopping', stopping, en, format)).toBe(
      'Watched metric Loss, Patience 5, Smallest improvement 0',
    );
    expect(settingText('hyperparameters.classWeights', { 'a cat': 2 }, en, format)).toBe('a cat 2');
    expect(settingText('model.weights', undefined, en, format)).toBe('–');
  });
  it('find what differs between machines, packages among it', () => {
    const elsewhere = comparedRun('c', {
      environment: { ...baseline.environment, packages: { sharp: '0.36.0' } },
    });
    const differing = environmentRows([baseline, elsewhere]).filter(({ differs }) => differs);
    expect(differing).toEqual([{ name: 'sharp', values: ['0.35.5', '0.36.0'], differs: true }]);
  });
});

describe('figures against a baseline', () => {
  const accuracyOf = (change: Partial<typeof comparison>, accuracy = 0.881) =>
    metricRows([baseline, comparedRun('bbbbbbbbbb', { accuracy })], 'aaaaaaaaaa', [
      { ...comparison, ...change },
    ])[0]!.cells[1]!;
  it('are within noise where the changed examples could be chance, and beyond where not', () => {
    expect(accuracyOf({ pValue: 0.73 })).toMatchObject({ verdict: 'noise' });
    expect(accuracyOf({ pValue: 0.01 })).toMatchObject({ verdict: 'better' });
    expect(accuracyOf({ pValue: 0.01 }, 0.7)).toMatchObject({ verdict: 'worse' });
    expect(accuracyOf({}, 0.86)).toMatchObject({ verdict: 'same', difference: 0 });
  });
  it('are not judged on other data, and by their intervals without predictions', () => {
    expect(accuracyOf({ unavailable: 'other-data' }).verdict).toBe('unknown');
    expect(accuracyOf({ unavailable: 'no-evaluation' }).verdict).toBe('noise');
    expect(accuracyOf({ unavailable: 'no-evaluation' }, 0.96).verdict).toBe('better');
  });
  it('know that less loss is better, and name no best where all are equal', () => {
    const rows = metricRows(runs, undefined, []);
    expect(rows.map(({ metric, best }) => [metric, best])).toEqual([
      ['accuracy', 1],
      ['logLoss', 1],
    ]);
    expect(metricRows([baseline, baseline], undefined, [])[0]?.best).toBeNull();
  });
  it('name no best among runs that were measured on different examples', () => {
    const other = { ...comparison, unavailable: 'other-data' } as const;
    expect(metricRows(runs, 'aaaaaaaaaa', [other]).map(({ best }) => best)).toEqual([null, null]);
    const moved = comparedRun('c', {
      accuracy: 0.9,
      row: { ...baseline.row, id: 'c', dataset: { hash: 'another', path: '/data', numExamples: 9 } },
    });
    expect(onSameExamples([baseline, moved], 'aaaaaaaaaa', [])).toBe(false);
    expect(onSameExamples(runs, 'aaaaaaaaaa', [comparison])).toBe(true);
    // A run without figures of its own takes part in no contest.
    expect(onSameExamples([...runs, { ...moved, test: [] }], 'aaaaaaaaaa', [{ ...other, run: 'c' }])).toBe(
      true,
    );
  });
  it('are written in points with their sign', () => {
    expect([0.021, -0.104, 0].map((value) => signed(value, format))).toEqual(['+2.1', '−10.4', '±0']);
  });
});

describe('the report of a change', () => {
  it('tells the settings, the data, the machine and what came of it', () => {
    const [report] = changeReports(runs, 'aaaaaaaaaa', [comparison]);
    expect(report).toMatchObject({
      settings: [{ path: 'hyperparameters.learningRate', values: [0.001, 0.003] }],
      sameData: true,
      sameEnvironment: true,
      accuracy: { verdict: 'noise' },
      examples: { better: 5, worse: 3 },
    });
    expect(report?.accuracy?.difference).toBeCloseTo(0.021);
  });
  it('says when the data is another', () => {
    const other = comparedRun('c', {
      row: { ...baseline.row, id: 'c', dataset: { hash: 'e'.repeat(64), path: '/x', numExamples: 1 } },
    });
    expect(changeReports([baseline, other], 'aaaaaaaaaa', [])[0]?.sameData).toBe(false);
  });
});

describe('curves over each other', () => {
  const [training] = baseline.work;
  const xs = (
    run: typeof baseline,
    points: Parameters<typeof overAxis>[1],
    axis: 'step' | 'epoch' | 'time',
  ) => overAxis(run, points, axis).map(([x]) => x);

  it('are offered by epoch, those of validation first, and by step, each once', () => {
    const other = comparedRun('c', { stepMetrics: ['gradientNorm', 'examplesPerSecond'] });
    const metrics = curveMetrics([baseline, higherRate, other]);
    expect(metrics.map(({ id }) => id)).toEqual([
      'epoch valLoss',
      'epoch valAccuracy',
      'epoch loss',
      'step examplesPerSecond',
      'step gradientNorm',
      'step learningRate',
      'step loss',
    ]);
    // The loss of training stands there twice; metrics without words stand as they are.
    expect(metrics.slice(2, 5).map((metric) => metricName(metric, en.compare))).toEqual([
      'Training loss',
      'examplesPerSecond, each step',
      'Gradient norm, each step',
    ]);
  });
  it('of a metric by epoch run over steps, epochs or seconds since the start', () => {
    const points = epochPoints(baseline, 'valLoss');
    expect(points[0]).toEqual([10, 1.2]);
    expect(epochPoints(baseline, 'valRocAuc')).toEqual([]);
    expect(overAxis(baseline, points, 'step')).toBe(points);
    expect(xs(baseline, points, 'epoch')).toEqual([1, 2, 3]);
    expect(xs(baseline, points, 'time')).toEqual([5, 10, 15]);
  });
  it('of a metric by step lie between the ends of epochs, and behind the last one', () => {
    const points = [5, 10, 25, 32].map((step) => [step, 1] as const);
    expect(xs(baseline, points, 'epoch')).toEqual([0.5, 1, 2.5, expect.closeTo(3.2)]);
    expect(xs(baseline, points, 'time')).toEqual([2.5, 5, 12.5, 16]);
  });
  it('leave out the pause of a run that was resumed', () => {
    const resumed = comparedRun('c', {
      work: [
        { ...training!, endedAtMs: 1_010_000 },
        { ...training!, stretch: 1, startedAtMs: 1_910_000, endedAtMs: 1_915_000 },
      ],
      epochs: baseline.epochs.map((epoch) => ({
        ...epoch,
        endedAtMs: epoch.endedAtMs + (epoch.epoch === 3 ? 900_000 : 0),
      })),
    });
    expect(xs(resumed, epochPoints(resumed, 'loss'), 'time')).toEqual([5, 10, 15]);
  });
  it('are empty over an axis that a run has nothing for', () => {
    const points = [[1, 2] as const, [4, 1] as const];
    const young = comparedRun('c', { epochs: [] });
    expect(overAxis(young, points, 'epoch')).toEqual([]);
    expect(xs(young, points, 'time')).toEqual([4, 16]);
    expect(overAxis(comparedRun('d', { work: [] }), points, 'time')).toEqual([]);
  });
  it('are smoothed with what was recorded behind, gaps where they are', () => {
    const points = [
      [1, 1],
      [2, null],
      [3, 3],
    ] as const;
    expect(smoothedCurve(points, 0)).toEqual({ points });
    const smooth = smoothedCurve(points, 0.5);
    expect(smooth.raw).toBe(points);
    expect(smooth.points).toEqual([
      [1, 1],
      [2, null],
      [3, (0.25 + 1.5) / 0.75],
    ]);
  });
  it('carry an id where names repeat', () => {
    const names = distinctNames([
      { id: 'abcdefgh', name: 'x' },
      { id: 'bcdefghi', name: 'x' },
      { id: 'cdefghij', name: 'y' },
    ]);
    expect([...names.values()]).toEqual(['x (abcd)', 'x (bcde)', 'y']);
  });
});

describe('dimensions', () => {
  it('are the settings that differ and the figures; a wide range is drawn by its order of magnitude', () => {
    const wide = comparedRun('c', {
      settings: { ...baseline.settings, 'hyperparameters.learningRate': 0.1 },
    });
    const dimensions = dimensionsOf([baseline, wide]);
    expect(dimensions.map(({ name }) => name)).toEqual([
      'hyperparameters.learningRate',
      'seconds',
      'accuracy',
      'logLoss',
    ]);
    expect(dimensions[0]?.log).toBe(true);
    expect(isNumeric({ ...dimensions[0]!, values: ['adamw', 1] })).toBe(false);
  });
});
