// Two compared runs for tests: the second with a higher rate, on the same data, a little better.
import type { BaselineComparison, ComparedRun } from '../../../src-renderer/routes/compare/compared.ts';
import { runRow } from '../runs/run-rows.ts';

const environment = {
  finesse: '0.1.0',
  node: 'v24.21.0',
  platform: 'linux-x64',
  systemRelease: '6.1',
  cpu: 'A processor',
  threads: 8,
  memoryBytes: 32e9,
  packages: { sharp: '0.35.5' },
};

export function comparedRun(
  id: string,
  change: Partial<ComparedRun> & { readonly accuracy?: number } = {},
): ComparedRun {
  const { accuracy = 0.86, ...rest } = change;
  return {
    row: runRow({ id, name: `run ${id}`, startedAtMs: 1_000_000 }),
    settings: {
      name: id,
      'model.weights': 'finesse-resnet-10',
      'hyperparameters.learningRate': 0.001,
      'hyperparameters.batchSize': 16,
      'adaptation.phases': '[{"name":"head","epochs":2},{"trainable":"all","epochs":8}]',
    },
    epochs: [1, 2, 3].map((epoch) => ({
      epoch,
      step: epoch * 10,
      phase: 'all',
      endedAtMs: 1_000_000 + epoch * 5_000,
      metrics: { loss: 1 / epoch, valLoss: 1.2 / epoch, valAccuracy: 0.5 + epoch / 10 },
    })),
    test: [
      { metric: 'accuracy', value: accuracy, low: accuracy - 0.04, high: accuracy + 0.04 },
      { metric: 'logLoss', value: 1 - accuracy, low: null, high: null },
    ],
    environment,
    stepMetrics: ['loss', 'learningRate'],
    work: [
      {
        phase: 'training',
        stretch: 0,
        startedAtMs: 1_000_000,
        endedAtMs: 1_016_000,
        done: 32,
        total: 32,
      },
    ],
    ...rest,
  };
}

export const baseline = comparedRun('aaaaaaaaaa');
export const higherRate = comparedRun('bbbbbbbbbb', {
  accuracy: 0.881,
  settings: { ...baseline.settings, 'hyperparameters.learningRate': 0.003 },
});

export const comparison: BaselineComparison = {
  run: 'bbbbbbbbbb',
  unavailable: null,
  data: null,
  untouched: null,
  corrected: null,
  better: 5,
  worse: 3,
  pValue: 0.73,
  improved: [
    {
      index: 4,
      path: '/data/a.csv',
      row: 5,
      text: 'My invoice is wrong',
      label: 'billing',
      before: 'other',
      after: 'billing',
    },
  ],
  regressed: [
    {
      index: 9,
      path: '/data/pets/b.png',
      media: '/media/prediction/bbbbbbbbbb/9',
      label: 'cat',
      before: 'cat',
      after: 'dog',
    },
  ],
};
