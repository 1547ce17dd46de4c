import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrationBins, expectedCalibrationError, logLoss } from '../../src-main/evaluation/calibration.ts';
import { checkPredictions } from '../../src-main/evaluation/predictions.ts';
import {
  fitTemperature,
  scalePredictions,
  scaleProbabilities,
} from '../../src-main/evaluation/temperature.ts';
import {
  shortestBetween,
  type ThresholdRow,
  thresholdRow,
  thresholdTable,
} from '../../src-main/evaluation/thresholds.ts';
import { differences, metricCases } from './metric-cases.ts';

interface ThresholdFixture {
  readonly rows: readonly Record<string, number | null>[];
  readonly bestF1: number | null;
  readonly recall90: number | null;
  readonly precision90: number | null;
}

interface TemperatureFixture {
  readonly classes: number;
  readonly labels: string;
  readonly probabilities: string;
  readonly temperature: number;
  readonly before: number;
  readonly after: number;
}

const fixtures = JSON.parse(readFileSync(new URL('./fixtures/thresholds.json', import.meta.url), 'utf8')) as {
  thresholds: Record<string, readonly ThresholdFixture[]>;
  temperatures: Record<string, TemperatureFixture>;
};

describe.each(metricCases)('thresholds of $name', ({ name, classes, labels, probabilities }) => {
  const predictions = checkPredictions(labels, probabilities, classes.length);

  it.each(fixtures.thresholds[name]!.map((expected, index) => ({ index, expected })))(
    'agree with scikit-learn for class $index',
    ({ index, expected }) => {
      const table = thresholdTable(predictions, index, { recall: 0.9, precision: 0.9 });
      expect(table.rows).toHaveLength(201);
      const sampled = table.rows.filter((_, step) => step % 10 === 0);
      expect(differences(sampled, expected.rows, 1e-9)).toEqual([]);
      expect(table.bestF1?.f1 ?? null).toEqual(
        expected.bestF1 === null ? null : expect.closeTo(expected.bestF1, 9),
      );
      if (expected.bestF1 === null) return;
      // A shorter number that flags the same examples stands for the probability that scikit-learn names.
      const flagsTheSame = (row: ThresholdRow | null, threshold: number | null) =>
        expect(row).toEqual(
          threshold === null
            ? null
            : { ...thresholdRow(predictions, index, threshold), threshold: row?.threshold },
        );
      flagsTheSame(table.forRecall, expected.recall90);
      flagsTheSame(table.forPrecision, expected.precision90);
      for (const row of [table.bestF1, table.forRecall, table.forPrecision])
        if (row !== null) expect(thresholdRow(predictions, index, row.threshold)).toEqual(row);
    },
  );
});

const decode = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64')).buffer;

describe('a threshold that is found', () => {
  it('is the shortest number that flags the same, so that what is shown is what is used', () => {
    expect(shortestBetween(0.2251, 0.2291)).toBe(0.227);
    expect(shortestBetween(0.1, 0.9)).toBe(0.5);
    expect(shortestBetween(0.5, 0.50000001)).toBe(0.50000001);
    expect(shortestBetween(0, 1e-12)).toBe(1e-12);
    expect(shortestBetween(0.7999, 0.8)).toBe(0.8);
  });
});

describe('temperature', () => {
  it.each(Object.entries(fixtures.temperatures))('of %s is the one SciPy finds', (_, fixture) => {
    const probabilities = new Float32Array(decode(fixture.probabilities));
    const predictions = checkPredictions(
      new Int32Array(decode(fixture.labels)),
      probabilities,
      fixture.classes,
    );
    const temperature = fitTemperature(predictions);
    expect(temperature).toBeCloseTo(fixture.temperature, 4);
    const scaled = scalePredictions(predictions, temperature);
    expect(logLoss(predictions)).toBeCloseTo(fixture.before, 4);
    expect(logLoss(scaled)).toBeCloseTo(fixture.after, 5);
    expect(scaled.predicted).toEqual(predictions.predicted);
    if (Math.abs(temperature - 1) > 0.5)
      expect(expectedCalibrationError(calibrationBins(scaled))).toBeLessThan(
        expectedCalibrationError(calibrationBins(predictions)),
      );
  });

  it('stays within its bounds on a split without a mistake, and on one that is all mistakes', () => {
    const right = checkPredictions(Int32Array.of(0, 1), Float32Array.of(0.9, 0.1, 0.2, 0.8), 2);
    const wrong = checkPredictions(Int32Array.of(1, 0), Float32Array.of(0.9, 0.1, 0.2, 0.8), 2);
    expect(fitTemperature(right)).toBe(0.05);
    expect(fitTemperature(wrong)).toBe(20);
  });

  it('leaves probabilities alone at 1, zeros among them, and refuses what is not above 0', () => {
    const rows = Float32Array.of(1, 0, 0, 0.25, 0.25, 0.5);
    expect([...scaleProbabilities(rows, 3, 1)]).toEqual([...rows].map((p) => expect.closeTo(p, 6)));
    expect(() => scaleProbabilities(rows, 3, 0)).toThrow(/above 0/);
  });
});
