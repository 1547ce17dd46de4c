// A small report as main gives it, for the tests of the evaluation screen.
import type { Report } from '../../../src-renderer/routes/runs/run/evaluate/evaluate-state.svelte.ts';

const rates = { precision: 0.8, recall: 0.9, f1: 0.85 };
const curve = { x: [0, 0.5, 1], y: [0, 0.9, 1] };
const bin = (low: number, high: number, count: number) => ({
  low,
  high,
  count,
  confidence: count > 0 ? (low + high) / 2 : null,
  accuracy: count > 0 ? high : null,
});

const rate = (hits: number, of: number, low: number, high: number) => ({ hits, of, low, high });

export const report: Report = {
  classes: ['good', 'scratched'],
  examples: 20,
  absentClasses: [],
  labels: {
    accuracy: 0.85,
    balancedAccuracy: 0.84,
    macro: rates,
    micro: rates,
    weighted: rates,
    matthewsCorrelation: 0.7,
    cohenKappa: 0.69,
  },
  topK: [],
  ranking: { rocAuc: 0.93, rocAucWeighted: 0.93, averagePrecision: 0.9 },
  calibration: {
    logLoss: 0.4,
    brierScore: 0.2,
    expectedCalibrationError: 0.06,
    bins: [bin(0.5, 0.75, 8), bin(0.75, 1, 12)],
  },
  perClass: ['good', 'scratched'].map((name, at) => ({
    ...rates,
    name,
    support: 10 + at,
    predicted: 11 - at,
    rocAuc: 0.93,
    averagePrecision: 0.9,
    rocCurve: curve,
    precisionRecallCurve: curve,
  })),
  confusion: [
    [9, 1],
    [2, 8],
  ],
  // Of the confusion matrix; intervals of statsmodels' proportion_confint(method='wilson').
  rates: [
    {
      recall: rate(9, 10, 0.596, 0.982),
      specificity: rate(8, 10, 0.49, 0.943),
      precision: rate(9, 11, 0.523, 0.949),
    },
    {
      recall: rate(8, 10, 0.49, 0.943),
      specificity: rate(9, 10, 0.596, 0.982),
      precision: rate(8, 9, 0.565, 0.98),
    },
  ],
  mistakes: [],
  bootstrap: { resamples: 1000, level: 0.95, seed: 42, intervals: { accuracy: { low: 0.7, high: 0.95 } } },
};
