// Rows of the runs table for tests and for the bench: plausible, varied, and the same each time.
import type { RunRow } from '../../../src-renderer/routes/runs/table/run-row.ts';

export function runRow(row: Partial<RunRow> = {}): RunRow {
  return {
    id: 'abcdefgh01',
    name: 'cats and dogs',
    experiment: null,
    state: 'finished',
    task: 'image-classification',
    model: 'finesse-resnet-10',
    backend: 'ort',
    seed: 42,
    createdAtMs: Date.UTC(2026, 5, 1, 12),
    startedAtMs: Date.UTC(2026, 5, 1, 12, 1),
    endedAtMs: Date.UTC(2026, 5, 1, 12, 3),
    seconds: 120,
    epochs: 6,
    bestEpoch: 4,
    favourite: false,
    archived: false,
    weightsDropped: false,
    imported: false,
    parent: null,
    tags: [],
    notes: '',
    dataset: { hash: 'f'.repeat(64), path: '/data/pets', numExamples: 200 },
    lastLoss: 0.2,
    lowestValLoss: 0.3,
    highestValAccuracy: 0.9,
    test: { accuracy: 0.88, f1Macro: 0.87 },
    settings: { 'hyperparameters.learningRate': 0.001, 'hyperparameters.batchSize': 16 },
    sparkline: [1, 0.6, 0.4, 0.3],
    ...row,
  };
}

const models = ['finesse-resnet-10', 'finesse-bert-mini', 'resnet-18', 'bert-base-multilingual-cased'];
const datasets = ['/data/pets', '/data/surfaces', '/data/tickets.csv', '/data/scans'];
const states = ['finished', 'finished', 'finished', 'failed', 'stopped', 'interrupted'] as const;
const words = ['baseline', 'higher rate', 'augmented', 'seed', 'balanced', 'frozen', 'long texts', 'étude'];
const tagNames = ['good', 'paper', 'to check', 'old', 'demo'];

/** `count` runs of two years, by a small generator of its own. */
export function manyRuns(count: number): RunRow[] {
  let state = 7;
  const draw = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  return Array.from({ length: count }, (_, at) => {
    const accuracy = 0.5 + draw(5000) / 10_000;
    return runRow({
      id: `run${at.toString(32).padStart(7, '0')}`,
      name: `${words[draw(words.length)]} ${draw(500)}`,
      experiment: draw(3) === 0 ? null : `experiment ${draw(12)}`,
      state: states[draw(states.length)]!,
      task: draw(2) === 0 ? 'image-classification' : 'text-classification',
      model: models[draw(models.length)]!,
      dataset: {
        hash: 'f'.repeat(64),
        path: datasets[draw(datasets.length)]!,
        numExamples: 100 + draw(9000),
      },
      createdAtMs: Date.UTC(2026, 5, 1) - at * 12_600_000,
      seconds: draw(7200),
      epochs: 1 + draw(40),
      bestEpoch: 1 + draw(20),
      favourite: draw(20) === 0,
      archived: draw(15) === 0,
      tags: tagNames.filter(() => draw(6) === 0),
      notes: draw(4) === 0 ? `${words[draw(words.length)]} worked better than before` : '',
      test: draw(5) === 0 ? {} : { accuracy, f1Macro: accuracy - 0.01 },
      highestValAccuracy: accuracy + 0.01,
      lowestValLoss: 1.2 - accuracy,
      sparkline: Array.from({ length: 12 }, (_, epoch) => 1 / (1 + epoch) + draw(100) / 1000),
    });
  });
}
