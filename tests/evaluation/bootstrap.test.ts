import { describe, expect, it } from 'vitest';
import { bootstrapIntervals, quantile } from '../../src-main/evaluation/bootstrap.ts';
import {
  checkPredictions,
  classScores,
  isClass,
  type Predictions,
} from '../../src-main/evaluation/predictions.ts';
import { rank, rocAuc } from '../../src-main/evaluation/ranking.ts';
import { seededRandom } from '../../src-main/evaluation/seeded-random.ts';
import { metricCase } from './metric-cases.ts';

const options = { resamples: 1000, level: 0.95, seed: 7 };

/** `examples` of `classes` equally frequent classes, of which a share `accuracy` is predicted right. */
function predictionsOf(examples: number, classes: number, accuracy: number): Predictions {
  const random = seededRandom(1);
  const labels = Int32Array.from({ length: examples }, (_, i) => i % classes);
  const probabilities = new Float32Array(examples * classes);
  for (let i = 0; i < examples; i++) {
    const right = i < examples * accuracy;
    const favoured = right ? labels[i]! : (labels[i]! + 1) % classes;
    const confidence = 0.6 + 0.39 * random();
    probabilities.fill((1 - confidence) / (classes - 1), i * classes, (i + 1) * classes);
    probabilities[i * classes + favoured] = confidence;
  }
  return checkPredictions(labels, probabilities, classes);
}

describe('bootstrap intervals', () => {
  it('give the normal approximation for the balanced accuracy of many examples of equally frequent classes', () => {
    const { balancedAccuracy: accuracy } = bootstrapIntervals(predictionsOf(4000, 4, 0.9), options);
    const halfWidth = 1.96 * Math.sqrt((0.9 * 0.1) / 4000);
    expect(accuracy!.low).toBeCloseTo(0.9 - halfWidth, 2);
    expect(accuracy!.high).toBeCloseTo(0.9 + halfWidth, 2);
    expect((accuracy!.high - accuracy!.low) / (2 * halfWidth)).toBeGreaterThan(0.9);
    expect((accuracy!.high - accuracy!.low) / (2 * halfWidth)).toBeLessThan(1.1);
  });

  it('give the variance of Hanley and McNeil for the ROC-AUC', () => {
    const entry = metricCase('binary');
    const predictions = checkPredictions(entry.labels, entry.probabilities, 2);
    const auc = rocAuc(rank(isClass(predictions.labels, 1), classScores(predictions, 1)))!;
    const positives = predictions.labels.reduce((a, b) => a + b, 0);
    const negatives = predictions.examples - positives;
    const q1 = auc / (2 - auc);
    const q2 = (2 * auc ** 2) / (1 + auc);
    const variance =
      (auc * (1 - auc) + (positives - 1) * (q1 - auc ** 2) + (negatives - 1) * (q2 - auc ** 2)) /
      (positives * negatives);
    const interval = bootstrapIntervals(predictions, options).rocAuc!;
    const ratio = (interval.high - interval.low) / (2 * 1.96 * Math.sqrt(variance));
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.2);
    expect(interval.low).toBeLessThan(auc);
    expect(interval.high).toBeGreaterThan(auc);
  });

  it('repeat with the seed and change with it', () => {
    const predictions = predictionsOf(200, 3, 0.7);
    expect(bootstrapIntervals(predictions, options)).toEqual(bootstrapIntervals(predictions, options));
    expect(bootstrapIntervals(predictions, { ...options, seed: 8 })).not.toEqual(
      bootstrapIntervals(predictions, options),
    );
  });

  it('are left out where resampling tells nothing: too few of a class, or no mistake at all', () => {
    expect(bootstrapIntervals(predictionsOf(60, 60, 0.5), options)).toEqual({});
    expect(bootstrapIntervals(predictionsOf(8, 2, 0.5), options)).toEqual({});
    const { f1Macro, rocAuc: auc } = bootstrapIntervals(predictionsOf(100, 2, 1), options);
    expect([f1Macro, auc]).toEqual([undefined, undefined]);
    expect(bootstrapIntervals(predictionsOf(10, 2, 0.7), options).f1Macro).toBeDefined();
  });

  it('of 10,000 examples lie close around the value itself', () => {
    for (const classes of [10, 2]) {
      const { balancedAccuracy, rocAuc: auc } = bootstrapIntervals(
        predictionsOf(10_000, classes, 0.8),
        options,
      );
      const halfWidth = 1.96 * Math.sqrt((0.8 * 0.2) / 10_000);
      expect(balancedAccuracy!.low).toBeCloseTo(0.8 - halfWidth, 2);
      expect(balancedAccuracy!.high).toBeCloseTo(0.8 + halfWidth, 2);
      expect(auc === undefined).toBe(classes !== 2);
    }
  });
});

describe('quantile', () => {
  it('is linear between neighbours, as numpy.quantile([1, 2, 4, 8], q)', () => {
    const values = Float64Array.of(1, 2, 4, 8);
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile(values, q))).toEqual([
      1, 1.75, 3, 6.800000000000001, 8,
    ]);
  });
});
