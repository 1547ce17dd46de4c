// The table of metrics against what is measured, kept and shown.
import { expect, it } from 'vitest';
import { epochMetrics } from '../../src-main/evaluation/epoch-metrics.ts';
import {
  classificationMetrics,
  comparedMetrics,
  metricInfo,
  tableMetrics,
  validationName,
  watchableMetrics,
} from '../../src-main/facts/metrics.ts';
import { tasks } from '../../src-main/facts/tasks.ts';
import { compare as english } from '../../src-renderer/lib/i18n/messages/en/compare.ts';
import { compare as french } from '../../src-renderer/lib/i18n/messages/fr/compare.ts';

it('gives the names under which stores have kept the validation split since the first', () => {
  expect(watchableMetrics.map(validationName)).toEqual(['valLoss', 'valAccuracy', 'valF1Macro', 'valRocAuc']);
});

it('watches what is measured after each epoch, beside the loss', () => {
  const measured = epochMetrics(Int32Array.of(0, 1), Float32Array.of(0.9, 0.1, 0.2, 0.8));
  expect(new Set(['loss', ...Object.keys(measured)])).toEqual(new Set(watchableMetrics));
});

it('keeps for the table of runs what stores have kept there', () => {
  expect(tableMetrics).toEqual(['accuracy', 'f1Macro', 'rocAuc', 'logLoss', 'expectedCalibrationError']);
});

it('has words in both languages for every metric that is compared', () => {
  for (const metric of comparedMetrics) {
    expect(english.metrics).toHaveProperty(metric);
    expect(french.metrics).toHaveProperty(metric);
  }
});

it('tells nothing of a metric of no table', () => {
  expect(metricInfo('top5Accuracy')).toBeUndefined();
  expect(metricInfo('toString')).toBeUndefined();
});

it('every task is told apart at a glance by a metric of its own', () => {
  for (const { headline, metrics } of Object.values(tasks)) expect(metrics).toHaveProperty(headline);
  expect(classificationMetrics[tasks['image-classification'].headline].better).toBe('higher');
});
