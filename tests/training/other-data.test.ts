import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { reportLines } from '../../src-main/evaluation/report-text.ts';
import { summaryMetrics, undefinedMetrics } from '../../src-main/evaluation/summary-metrics.ts';
import { evaluateRun } from '../../src-main/training/evaluate-run.ts';
import { runTraining } from '../../src-main/training/run-training.ts';
import { writePictures } from './small-data.ts';

let root: string;
let run: string;
let pictures: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-other-'));
  run = join(root, 'run');
  pictures = await writePictures(join(root, 'pictures'), 30);
  await runTraining({
    recipe: {
      task: 'image-classification',
      model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 } },
      data: { path: pictures },
      preprocessing: { augmentation: false },
      hyperparameters: { epochs: 3, batchSize: 8, learningRate: 0.01 },
      engine: { backend: 'ort', threads: 1 },
    },
    runFolder: run,
    cacheFolder: join(root, 'cache'),
    resume: false,
    emit: () => undefined,
    signal: new AbortController().signal,
  });
}, 120_000);
afterAll(() => rmSync(root, { recursive: true }));

const png = (label: string, index: number) => readFileSync(join(pictures, label, `${index}.png`));

/** Files by name; `a/b.png` lies in the folder a. */
function writeFiles(name: string, files: Readonly<Record<string, Buffer | string>>): string {
  const folder = join(root, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function trainedOn(): string[] {
  const version = JSON.parse(readFileSync(join(run, 'dataset.json'), 'utf8')) as DatasetVersion;
  return version.examples.filter(({ split }) => split === 'train').map(({ source }) => source.path);
}

describe('a run measured on other data', { timeout: 60_000 }, () => {
  it('accounts for every file: measured, copied, unreadable, contradicted, of another class', async () => {
    const other = writeFiles('other', {
      'lying/1.png': png('lying', 1),
      'lying/copy.png': png('lying', 1),
      'lying/broken.png': png('lying', 2).subarray(0, 60),
      'lying/notes.txt': 'no picture',
      'standing/3.png': png('standing', 3),
      'standing/4.png': png('standing', 4),
      'lying/4.png': png('standing', 4),
      'floating/5.png': png('standing', 5),
      'loose.png': png('standing', 6),
    });
    const report = await evaluateRun(run, { data: other });
    const { data } = report;
    expect(data).toMatchObject({ path: other, found: 9, measured: 3, copies: 1 });
    expect(report.examples).toBe(3);
    const counts = Object.fromEntries(data!.leftOut.map(({ code, count }) => [code, count]));
    expect(counts).toEqual({
      'conflicting-labels': 2,
      'damaged-picture': 1,
      'not-a-picture': 1,
      'unknown-class': 1,
      'no-class': 1,
    });
    const text = reportLines(report, null).join('\n');
    expect(text).toContain('9 found, 3 measured, 6 left out');
    expect(text).toMatch(/2 are left out like .*4\.png: the same content is labelled/);
    expect(text).toContain('1 of those measured are copies of others');
  });

  it('measures train and test folders alike, copies across them included', async () => {
    const other = writeFiles('split', {
      'train/lying/1.png': png('lying', 1),
      'train/standing/1.png': png('standing', 1),
      'test/lying/1.png': png('lying', 1),
      'test/standing/2.png': png('standing', 2),
    });
    const { data } = await evaluateRun(run, { data: other });
    expect(data).toMatchObject({ found: 4, measured: 4, copies: 1, leftOut: [] });
  });

  it('says how many of them it was trained on', async () => {
    const report = await evaluateRun(run, { data: pictures });
    expect(report.data).toMatchObject({ found: 60, measured: 60, trainedOn: trainedOn().length });
    expect(reportLines(report, null).join('\n')).toContain(
      `${trainedOn().length} of those measured were trained on`,
    );
  });

  it('can be of one class: accuracy is its recall, and what needs two classes is said to be undefined', async () => {
    const one = join(root, 'one');
    cpSync(join(pictures, 'standing'), join(one, 'standing'), { recursive: true });
    const report = await evaluateRun(run, { data: one });
    expect(report.examples).toBe(30);
    expect(report.absentClasses).toEqual(['lying']);
    expect(report.labels.accuracy).toBe(report.perClass[1]!.recall);
    const nothing = ['rocAuc', 'rocAucWeighted', 'prAuc', 'matthewsCorrelation', 'cohenKappa'];
    expect(undefinedMetrics(report)).toEqual(nothing);
    const names = summaryMetrics(report).map(({ metric }) => metric);
    expect(names).toContain('accuracy');
    expect(names.filter((name) => nothing.includes(name))).toEqual([]);
    const text = reportLines(report, null).join('\n');
    expect(text).toContain('All of them are standing: accuracy is how many of these are found');
    expect(text).toContain(`Not defined with one class: ${nothing.join(', ')}.`);
  });

  it('takes a folder that bears the name of a class for that class', async () => {
    const report = await evaluateRun(run, { data: join(pictures, 'standing') });
    expect(report.perClass.map(({ support }) => support)).toEqual([0, 30]);
    const flat = join(root, 'flat');
    mkdirSync(flat);
    for (const name of readdirSync(join(pictures, 'standing')).slice(0, 3))
      cpSync(join(pictures, 'standing', name), join(flat, name));
    await expect(evaluateRun(run, { data: flat })).rejects.toMatchObject({ code: 'data.no-class-folders' });
  });

  it('is refused where no example is of its classes', async () => {
    const other = writeFiles('strangers', {
      'cat/1.png': png('lying', 1),
      'dog/2.png': png('standing', 2),
    });
    await expect(evaluateRun(run, { data: other })).rejects.toMatchObject({
      code: 'training.otherClasses',
      params: { found: ['cat', 'dog'] },
    });
  });

  it('says nothing of the kind about its own test split', async () => {
    const report = await evaluateRun(run);
    expect(report.data).toBeUndefined();
    expect(undefinedMetrics(report)).toEqual([]);
  });
});
