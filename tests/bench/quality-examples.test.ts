import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openExamples, writePeerExamples } from '../../bench/quality/examples.ts';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-quality-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A table of 60 questions in three classes. */
function writeQuestions(): string {
  const path = join(folder, 'questions.csv');
  const rows = Array.from({ length: 60 }, (_, row) => `=question number ${row},${['a', 'b', 'c'][row % 3]}`);
  writeFileSync(path, `text,label\n${rows.join('\n')}\n`);
  return path;
}

const open = (perClass: number | undefined, seed = 1) =>
  openExamples(
    { task: 'text-classification', perClass },
    { path: join(folder, 'questions.csv'), seed, folder: join(folder, `drawn-${perClass}-${seed}`) },
  );

const texts = ({ examples }: DatasetVersion, split: string) =>
  examples
    .filter((example) => example.split === split)
    .map(({ text, label }) => `${text} ${label}`)
    .sort();

describe('examples of the quality table', () => {
  it('are the data as they are, where no number a class is wanted', async () => {
    const path = writeQuestions();
    const whole = await open(undefined);
    expect(whole.path).toBe(path);
    expect(whole.version.examples).toHaveLength(60);
  });

  it('a few of each class: the test split stays whole, validation is cut from the few', async () => {
    writeQuestions();
    const whole = await open(undefined);
    const few = await open(10);
    expect(texts(few.version, 'test')).toEqual(texts(whole.version, 'test'));
    for (const label of [0, 1, 2]) {
      const of = (split: string) =>
        few.version.examples.filter((example) => example.label === label && example.split === split).length;
      // 15 % of 10, rounded: 2.
      expect([of('train'), of('validation')]).toEqual([8, 2]);
    }
    const known = [...texts(whole.version, 'train'), ...texts(whole.version, 'validation')];
    for (const text of [...texts(few.version, 'train'), ...texts(few.version, 'validation')])
      expect(known).toContain(text);
  });

  it('are drawn by the seed', async () => {
    writeQuestions();
    const again = await openExamples(
      { task: 'text-classification', perClass: 5 },
      { path: join(folder, 'questions.csv'), seed: 1, folder: join(folder, 'again') },
    );
    expect(again.version.hash).toBe((await open(5)).version.hash);
    expect((await open(5, 2)).version.hash).not.toBe(again.version.hash);
  });

  it('reach Python with text, label and split', async () => {
    writeQuestions();
    const { version } = await open(5);
    const file = join(folder, 'examples.json');
    writePeerExamples(file, version);
    const read = JSON.parse(readFileSync(file, 'utf8'));
    expect(read.classes).toEqual(['a', 'b', 'c']);
    expect(read.examples).toHaveLength(version.examples.length);
    expect(read.examples[0]).toEqual({
      text: version.examples[0]!.text,
      label: version.examples[0]!.label,
      split: version.examples[0]!.split,
    });
  });
});
