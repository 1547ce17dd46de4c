import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listArtefacts, recordArtefact } from '../../src-main/store/artefacts-repository.ts';
import { listCheckpoints, recordCheckpoint } from '../../src-main/store/checkpoints-repository.ts';
import {
  type DatasetManifest,
  datasetByKey,
  datasetClasses,
  readDataset,
  recordDataset,
} from '../../src-main/store/dataset-versions-repository.ts';
import { listEvaluations, recordEvaluation } from '../../src-main/store/evaluations-repository.ts';
import { recordEpoch, recordSteps, runEpochs, stepCurves } from '../../src-main/store/metrics-repository.ts';
import { bestRuns } from '../../src-main/store/run-list.ts';
import { addLogLine, logTail, recordWork, runWork } from '../../src-main/store/run-log-repository.ts';
import { runByKey } from '../../src-main/store/runs-repository.ts';
import { addRun, faultOf, temporaryStore } from './temporary-store.ts';

const store = temporaryStore();
const { db } = store;

describe('metrics', () => {
  it('come back as curves by name, a NaN as null, a repeated step with its last value', () => {
    const { key } = addRun(store);
    recordSteps(db, key, [
      { step: 1, metrics: { loss: 2, rate: 0.5 } },
      { step: 2, metrics: { loss: Number.NaN } },
      { step: 3, metrics: { loss: Number.POSITIVE_INFINITY } },
    ]);
    recordSteps(db, key, [{ step: 1, metrics: { loss: 1.5 } }]);
    expect(stepCurves(db, key, 100)).toEqual([
      {
        metric: 'loss',
        numRecorded: 3,
        points: [
          [1, 1.5],
          [2, null],
          [3, Number.POSITIVE_INFINITY],
        ],
      },
      { metric: 'rate', numRecorded: 1, points: [[1, 0.5]] },
    ]);
  });

  it('of an epoch update what the list shows, also when the epoch is recorded a second time', () => {
    const { key } = addRun(store);
    const record = (epoch: number, valLoss: number) =>
      recordEpoch(db, key, {
        epoch,
        step: epoch,
        phase: 'head',
        endedAtMs: 5,
        metrics: { loss: valLoss / 2, valLoss },
      });
    record(1, 0.8);
    record(2, 0.2);
    record(2, 0.6);
    const listed = db
      .prepare('SELECT epochs, last_loss, lowest_val_loss FROM runs WHERE run_key = ?')
      .get(key);
    expect(listed).toEqual({ epochs: 2, last_loss: 0.3, lowest_val_loss: 0.6 });
    expect(runEpochs(db, key)).toMatchObject([
      { epoch: 1 },
      { epoch: 2, metrics: { loss: 0.3, valLoss: 0.6 } },
    ]);
  });
});

describe('evaluations', () => {
  it('can be ordered by, and the last one of a split counts', () => {
    const [low, high] = [addRun(store), addRun(store)];
    const evaluate = (key: number, value: number) =>
      recordEvaluation(db, key, {
        split: 'test',
        dataPath: '',
        reportFile: 'evaluation.json',
        metrics: [
          { metric: 'accuracy', value, low: value - 0.1, high: value + 0.1 },
          { metric: 'f1Macro', value },
        ],
      });
    evaluate(low.key, 0.99);
    evaluate(low.key, 0.5);
    evaluate(high.key, 0.75);
    expect(bestRuns(db, 'accuracy', 5)).toEqual([
      { id: high.id, value: 0.75 },
      { id: low.id, value: 0.5 },
    ]);
    expect(listEvaluations(db, low.key)).toMatchObject([
      { split: 'test', metrics: [{ metric: 'accuracy', value: 0.5, low: 0.4, high: 0.6 }, { low: null }] },
    ]);
  });
});

describe('dataset versions', () => {
  const manifest: DatasetManifest = {
    hash: 'abc',
    kind: 'text',
    path: 'data.csv',
    classes: ['ham', 'spam'],
    examples: [
      { label: 0, split: 'train' },
      { label: 1, split: 'train' },
      { label: 1, split: 'test' },
    ],
    problems: [{ message: 'row 7 is empty' }],
    duplicateGroups: 0,
  };

  it('are recorded once, counted by class, and read back whole', () => {
    const key = recordDataset(db, store.paths, manifest);
    expect(recordDataset(db, store.paths, manifest)).toBe(key);
    expect(readdirSync(store.paths.datasets)).toHaveLength(1);
    expect(datasetClasses(db, key)).toMatchObject([
      { name: 'ham', numTrain: 1, numValidation: 0, numTest: 0 },
      { name: 'spam', numTrain: 1, numValidation: 0, numTest: 1 },
    ]);
    expect(readDataset(store.paths, datasetByKey(db, key)!)).toEqual(manifest);
  });

  it('whose file was damaged or lost are refused by name', () => {
    const row = datasetByKey(db, recordDataset(db, store.paths, { ...manifest, hash: 'def' }))!;
    writeFileSync(join(store.paths.datasets, row.examplesFile), 'not gzip');
    expect(faultOf(() => readDataset(store.paths, row)).message).toContain(row.examplesFile);
    const gone = { ...row, examplesFile: 'gone.json.gz' };
    expect(faultOf(() => readDataset(store.paths, gone)).code).toBe('store.datasetFileUnusable');
  });
});

describe('the rest of what a run leaves behind', () => {
  it('checkpoints: newest first, one row for a file written again', () => {
    const { key } = addRun(store);
    recordCheckpoint(db, key, { file: 'last', step: 10, epoch: 1, best: true });
    recordCheckpoint(db, key, { file: 'best', step: 10, epoch: 1, best: true });
    recordCheckpoint(db, key, { file: 'last', step: 20, epoch: 2, best: false });
    expect(listCheckpoints(db, key).map(({ file, step }) => [file, step])).toEqual([
      ['last', 20],
      ['best', 10],
    ]);
  });

  it('artefacts, log lines and the time of each phase of work', () => {
    const { key } = addRun(store);
    recordArtefact(db, key, { kind: 'onnx', path: 'model.onnx', sizeBytes: 1 });
    recordArtefact(db, key, { kind: 'onnx', path: 'model.onnx', sizeBytes: 2 });
    expect(listArtefacts(db, key)).toEqual([{ kind: 'onnx', path: 'model.onnx', sizeBytes: 2 }]);
    const line = { level: 'info', code: null, params: {} } as const;
    for (let i = 0; i < 5; i++) addLogLine(db, key, { ...line, atMs: i, message: `line ${i}` });
    addLogLine(db, key, {
      ...line,
      atMs: 5,
      message: 'At 7.',
      code: 'training.resumed',
      params: { step: 7 },
    });
    expect(logTail(db, key, 2)).toEqual([
      { ...line, atMs: 4, message: 'line 4' },
      { ...line, atMs: 5, message: 'At 7.', code: 'training.resumed', params: { step: 7 } },
    ]);
    recordWork(db, key, { phase: 'training', atMs: 1000, done: 1, total: 9 });
    recordWork(db, key, { phase: 'training', atMs: 3500, done: 9, total: 9 });
    expect(runWork(db, key)).toEqual([{ phase: 'training', seconds: 2.5 }]);
  });

  it('all goes when the run is deleted', () => {
    const { key } = addRun(store);
    recordSteps(db, key, [{ step: 1, metrics: { loss: 1 } }]);
    recordCheckpoint(db, key, { file: 'last', step: 1, epoch: 1, best: false });
    db.prepare('DELETE FROM runs WHERE run_key = ?').run(key);
    expect(db.prepare('SELECT count(*) FROM step_metrics WHERE run_key = ?').pluck().get(key)).toBe(0);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(faultOf(() => runByKey(db, key)).code).toBe('store.unknownRun');
  });
});
