import { describe, expect, it } from 'vitest';
import { normaliseConfusion } from '../../src-main/evaluation/confusion-matrix.ts';
import type { Curve } from '../../src-main/evaluation/curves.ts';
import { epochMetrics } from '../../src-main/evaluation/epoch-metrics.ts';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';
import { checkPredictions } from '../../src-main/evaluation/predictions.ts';
import { summaryMetrics } from '../../src-main/evaluation/summary-metrics.ts';
import { topKAccuracy } from '../../src-main/evaluation/top-k.ts';
import { differences, metricCase, metricCases } from './metric-cases.ts';

const tolerance = 1e-9;

/** What the report is compared with, without the curves, whose points are thinned. */
function withoutCurves(rows: unknown): unknown {
  return (rows as Record<string, unknown>[]).map(({ rocCurve: _, precisionRecallCurve: __, ...row }) => row);
}

describe.each(metricCases)('scikit-learn agrees: $name', (entry) => {
  const report = makeReport(entry);
  const { expected } = entry;

  it.each(['labels', 'topK', 'ranking', 'calibration', 'confusion'] as const)('%s', (section) => {
    expect(differences(report[section], expected[section], tolerance)).toEqual([]);
  });

  it('metrics of each class', () => {
    expect(differences(report.perClass, withoutCurves(expected.perClass), tolerance)).toEqual([]);
  });

  it.each(['row', 'column', 'all'] as const)('confusion matrix normalised by %s', (by) => {
    const normalised = (expected.normalised as Record<string, number[][]>)[by];
    expect(differences(normaliseConfusion(report.confusion, by), normalised, tolerance)).toEqual([]);
  });

  it('curves pass through every point', () => {
    const curves = expected.perClass as { rocCurve: Curve | null; precisionRecallCurve: Curve | null }[];
    report.perClass.forEach((row, c) => {
      expectSameLine(row.rocCurve, curves[c]!.rocCurve);
      expectSameLine(row.precisionRecallCurve, upToFullRecall(curves[c]!.precisionRecallCurve));
    });
  });

  it('epoch metrics are those of the report', () => {
    const metrics = epochMetrics(entry.labels, entry.probabilities);
    expect(metrics.accuracy).toBe(report.labels.accuracy);
    expect(metrics.f1Macro).toBe(report.labels.macro.f1);
    expect(metrics.rocAuc ?? null).toBe(report.ranking.rocAuc);
  });

  it('report survives JSON', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

/** scikit-learn goes on below full recall, straight down; the curve is drawn to full recall only. */
function upToFullRecall(curve: Curve | null): Curve | null {
  if (!curve) return null;
  const end = curve.x.indexOf(1) + 1;
  return { x: curve.x.slice(0, end), y: curve.y.slice(0, end) };
}

function expectSameLine(actual: Curve | null, expected: Curve | null): void {
  expect(actual === null).toBe(expected === null);
  if (!actual || !expected) return;
  for (let i = 0; i < expected.x.length; i++) {
    expect(distanceToLine(actual, expected.x[i]!, expected.y[i]!)).toBeLessThan(1e-4);
  }
  for (let i = 0; i < actual.x.length; i++) {
    expect(distanceToLine(expected, actual.x[i]!, actual.y[i]!)).toBeLessThan(1e-9);
  }
}

function distanceToLine({ x, y }: Curve, px: number, py: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < x.length; i++) {
    const [dx, dy] = [x[i]! - x[i - 1]!, y[i]! - y[i - 1]!];
    const t = ((px - x[i - 1]!) * dx + (py - y[i - 1]!) * dy) / (dx * dx + dy * dy || 1);
    const clamped = Math.min(1, Math.max(0, t));
    nearest = Math.min(nearest, Math.hypot(px - x[i - 1]! - clamped * dx, py - y[i - 1]! - clamped * dy));
  }
  return nearest;
}

describe('evaluation report', () => {
  it('names the classes that have no example', () => {
    expect(makeReport(metricCase('class absent from the split')).absentClasses).toEqual([
      'class 1',
      'class 4',
    ]);
    expect(makeReport(metricCase('multi-class')).absentClasses).toEqual([]);
  });

  it('lists mistakes from the most confident down, each with its source', () => {
    const entry = metricCase('multi-class');
    const sources = Array.from(entry.labels, (_, i) => ({ path: 'texts.csv', row: i + 2 }));
    const { mistakes } = makeReport({ ...entry, options: { sources } });
    expect(mistakes.length).toBeGreaterThan(5);
    mistakes.forEach(({ index, label, predicted, probability, source }, i) => {
      const row = entry.probabilities.subarray(index * 5, index * 5 + 5);
      expect(probability).toBe(Math.max(...row));
      expect(row[predicted]).toBe(probability);
      expect(label).toBe(entry.labels[index]);
      expect(label).not.toBe(predicted);
      expect(source).toEqual({ path: 'texts.csv', row: index + 2 });
      if (i > 0) expect(probability).toBeLessThanOrEqual(mistakes[i - 1]!.probability);
    });
  });

  it('keeps curves of many examples within 500 points and a report of 300 classes small', () => {
    const many = randomPredictions(20_000, 2);
    for (const { rocCurve, precisionRecallCurve } of makeReport(many).perClass) {
      expect(rocCurve!.x.length).toBeLessThanOrEqual(500);
      expect(precisionRecallCurve!.x.length).toBeLessThanOrEqual(500);
    }
    expect(JSON.stringify(makeReport(randomPredictions(3000, 300))).length).toBeLessThan(3_000_000);
  });

  it('summarises itself in names known from Keras and scikit-learn', () => {
    const entry = metricCase('multi-class');
    const report = makeReport(entry);
    const summary = summaryMetrics(report);
    const byName = Object.fromEntries(summary.map((row) => [row.metric, row]));
    expect(byName.accuracy!.value).toBe(report.labels.accuracy);
    expect(byName.f1Macro!.value).toBe(report.labels.macro.f1);
    expect(byName.accuracy!.low).toBeLessThan(byName.accuracy!.value);
    expect(byName.accuracy!.high).toBeGreaterThan(byName.accuracy!.value);
    expect(summary.every(({ value }) => Number.isFinite(value))).toBe(true);
    expect(summary.map(({ metric }) => metric)).toContain('top3Accuracy');
  });

  it('leaves undefined metrics out of the summary', () => {
    const names = summaryMetrics(makeReport(metricCase('binary, one class only'))).map(
      ({ metric }) => metric,
    );
    expect(names).not.toContain('rocAuc');
    expect(names).not.toContain('prAuc');
    expect(names).toContain('recallMacro');
  });
});

describe('intervals of a report', () => {
  it('are honest for the accuracy of few examples, and absent for averages over classes of one', () => {
    const classes = Array.from({ length: 60 }, (_, at) => `class ${at}`);
    const probabilities = new Float32Array(60 * 60).fill(0.5 / 59);
    // Two of sixty are right.
    for (let row = 0; row < 60; row++) probabilities[row * 60 + (row < 2 ? row : (row + 1) % 60)] = 0.5;
    const report = makeReport({ classes, labels: Int32Array.from(classes.keys()), probabilities });
    const { accuracy, ...others } = report.bootstrap.intervals;
    // scipy.stats.binomtest(2, 60).proportion_ci(method='wilson')
    expect(accuracy!.low).toBeCloseTo(0.00918932, 7);
    expect(accuracy!.high).toBeCloseTo(0.11363774, 7);
    expect(others).toEqual({});
  });
});

describe('top-k accuracy', () => {
  it('equals accuracy for k = 1, ties included', () => {
    for (const entry of metricCases) {
      const report = makeReport(entry);
      const predictions = checkPredictions(entry.labels, entry.probabilities, entry.classes.length);
      expect(topKAccuracy(predictions, 1)).toBe(report.labels.accuracy);
      expect(topKAccuracy(predictions, entry.classes.length)).toBe(1);
    }
  });
});

function randomPredictions(examples: number, count: number) {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const classes = Array.from({ length: count }, (_, c) => `class ${c}`);
  const labels = Int32Array.from({ length: examples }, () => Math.floor(random() * count));
  const probabilities = new Float32Array(examples * count);
  for (let i = 0; i < examples; i++) {
    const row = probabilities.subarray(i * count, (i + 1) * count);
    let sum = 0;
    for (let c = 0; c < count; c++) sum += row[c] = random() ** 4 + (c === labels[i] ? 0.3 : 0);
    for (let c = 0; c < count; c++) row[c]! /= sum;
  }
  return { classes, labels, probabilities };
}
