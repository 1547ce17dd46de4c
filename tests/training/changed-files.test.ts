import { mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChangedFiles } from '../../src-main/data/changed-files.ts';
import { dataOptionsSchema } from '../../src-main/data/data-options.ts';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { openDataset } from '../../src-main/data/open-dataset.ts';
import { reportLines } from '../../src-main/evaluation/report-text.ts';
import { evaluateRun } from '../../src-main/training/evaluate-run.ts';
import { runTraining } from '../../src-main/training/run-training.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { changedFilesErrand } from '../../src-main/training/workbench/changed-files.ts';
import { notices } from '../../src-renderer/lib/i18n/messages/fr/notices.ts';
import { writePictures, writeTexts } from './small-data.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'finesse-changed-'));
});
afterAll(() => rmSync(root, { recursive: true }));

async function version(path: string): Promise<DatasetVersion> {
  const kind = path.endsWith('.csv') ? 'text' : 'image';
  return openDataset({ kind, data: dataOptionsSchema.parse({ path }), seed: 1 });
}

describe('files of a dataset version', () => {
  it('that changed or vanished are found by content, whatever their times and sizes say', async () => {
    const folder = await writePictures(join(root, 'plain'), 12);
    const frozen = await version(folder);
    expect(await findChangedFiles(frozen)).toEqual({
      examples: 24,
      changed: 0,
      vanished: 0,
      first: [],
      indices: [],
    });
    const [a, b] = [join(folder, 'lying', '0.png'), join(folder, 'lying', '1.png')];
    const bytes = readFileSync(a);
    bytes[bytes.length - 20]! ^= 1; // of the same size
    writeFileSync(a, bytes);
    utimesSync(a, 1, 1);
    rmSync(b);
    const index = (path: string) => frozen.examples.findIndex(({ source }) => source.path === path);
    expect(await findChangedFiles(frozen)).toEqual({
      examples: 24,
      changed: 1,
      vanished: 1,
      first: [
        { path: a, state: 'changed' },
        { path: b, state: 'vanished' },
      ],
      indices: [index(a), index(b)],
    });
    const { split } = frozen.examples[index(a)]!;
    expect((await findChangedFiles(frozen, { split })).changed).toBe(1);
  });

  it('that were swapped as whole folders are found', async () => {
    const folder = await writePictures(join(root, 'swapped'), 12);
    const frozen = await version(folder);
    renameSync(join(folder, 'lying'), join(folder, 'x'));
    renameSync(join(folder, 'standing'), join(folder, 'lying'));
    renameSync(join(folder, 'x'), join(folder, 'standing'));
    expect(await findChangedFiles(frozen)).toMatchObject({ changed: 24, vanished: 0 });
  });

  it('that hold texts cannot have changed: the version has the texts itself', async () => {
    const path = writeTexts(join(root, 'texts.csv'), 20);
    const frozen = await version(path);
    rmSync(path);
    expect(await findChangedFiles(frozen)).toMatchObject({ examples: 0, changed: 0, vanished: 0 });
  });
});

describe('a run whose pictures changed since its data was frozen', { timeout: 120_000 }, () => {
  const run = () => join(root, 'run');
  let pictures: string;

  async function train(options: { readonly resume: boolean; readonly stopAfter?: number }) {
    const stop = new AbortController();
    const events: TrainingEvent[] = [];
    await runTraining({
      recipe: {
        task: 'image-classification',
        model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 } },
        data: { path: pictures },
        preprocessing: { augmentation: false },
        hyperparameters: { epochs: 3, batchSize: 8, learningRate: 0.01 },
        engine: { backend: 'ort', threads: 1 },
      },
      runFolder: run(),
      cacheFolder: join(root, 'cache'),
      resume: options.resume,
      emit(event) {
        events.push(event);
        if (event.type === 'epoch' && event.epoch === options.stopAfter) stop.abort();
      },
      signal: stop.signal,
    });
    return events.flatMap((event) => (event.type === 'log' ? [event] : []));
  }

  beforeAll(async () => {
    pictures = await writePictures(join(root, 'pictures'), 30);
    await train({ resume: false, stopAfter: 1 });
  });

  it('says nothing where they are as they were, and how many are not when it is resumed', async () => {
    const frozen = JSON.parse(readFileSync(join(run(), 'dataset.json'), 'utf8')) as DatasetVersion;
    const test = frozen.examples.filter(({ split }) => split === 'test');
    const [first, second] = test.map(({ source }) => source.path);
    writeFileSync(first!, readFileSync(frozen.examples.find(({ split }) => split === 'train')!.source.path));
    const logs = await train({ resume: true });
    const said = logs.find(({ code }) => code === 'training.filesChanged');
    expect(said).toMatchObject({
      level: 'warning',
      params: { examples: 60, changed: 1, vanished: 0, first },
    });
    expect(said!.message).toContain('Of 60 pictures 1 are not what they were');
    expect(notices['training.filesChanged']!(said!.params)).toContain('figées');

    writeFileSync(second!, readFileSync(first!));
    const report = await evaluateRun(run());
    expect(report.changedFiles).toMatchObject({ examples: test.length, changed: 2, vanished: 0 });
    expect(reportLines(report, null).join('\n')).toContain(
      `2 of ${test.length} pictures are not what they were`,
    );
    const third = test[2]!.source.path;
    rmSync(third);
    await expect(evaluateRun(run())).rejects.toMatchObject({
      code: 'training.filesGone',
      params: { examples: test.length, changed: 2, vanished: 1, first: third },
    });
    const context = { signal: new AbortController().signal } as Parameters<typeof changedFilesErrand>[1];
    expect(await changedFilesErrand({ runFolder: run() }, context)).toMatchObject({
      changed: 2,
      vanished: 1,
    });
  });

  it('says nothing to a resumed run whose files are as they were', async () => {
    pictures = await writePictures(join(root, 'same'), 30);
    rmSync(run(), { recursive: true });
    await train({ resume: false, stopAfter: 1 });
    const logs = await train({ resume: true });
    expect(logs.map(({ code }) => code)).not.toContain('training.filesChanged');
    expect(reportLines(await evaluateRun(run()), null).join('\n')).not.toContain('not what they were');
  });
});
