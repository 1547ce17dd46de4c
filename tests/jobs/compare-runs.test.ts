import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';
import { compareRuns } from '../../src-main/jobs/compare-runs.ts';
import { compareToBaseline } from '../../src-main/jobs/compare-to-baseline.ts';
import { Workbench } from '../../src-main/jobs/workbench.ts';
import { recordDataset } from '../../src-main/store/dataset-versions-repository.ts';
import { setRunDataset } from '../../src-main/store/runs-repository.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { saveEvaluation } from '../../src-main/training/run-evaluation.ts';
import { addRun, temporaryStore } from '../store/temporary-store.ts';

const store = temporaryStore();
const workbench = new Workbench(store.paths);
afterAll(() => workbench.close());

const classes = ['no', 'yes'];
const texts = Array.from({ length: 30 }, (_, at) => `text ${at}`);
const labelOf = (text: string) => Number(text.split(' ')[1]) % 2;

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

interface OtherData {
  readonly hash?: string;
  readonly relabelled?: readonly string[];
  readonly excluded?: readonly string[];
}

/** A run on `order` of the texts that gets `wrong` of them wrong, by the labels they had at first. */
function addEvaluatedRun(order: readonly string[], wrong: readonly string[], other: OtherData = {}) {
  const { hash = 'same', relabelled = [], excluded = [] } = other;
  const recipe = JSON.stringify({ data: { exclude: excluded.map(hashOf) } });
  const run = addRun(store, { task: 'text-classification', recipe });
  const folder = runFolder(store.paths, run.id);
  mkdirSync(folder, { recursive: true });
  const examples = order.map((text, at) => ({
    source: { path: 'texts.csv', row: at + 2 },
    contentHash: hashOf(text),
    label: relabelled.includes(text) ? 1 - labelOf(text) : labelOf(text),
    split: 'test',
    text,
  }));
  const version = {
    hash,
    kind: 'text' as const,
    path: `/${order[0]}/texts.csv`,
    classes,
    examples,
    problems: [],
    duplicateGroups: 0,
  };
  setRunDataset(store.db, run.key, recordDataset(store.db, store.paths, version));
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify(version));
  const labels = Int32Array.from(examples, ({ label }) => label);
  const probabilities = Float32Array.from(
    order.flatMap((text) => {
      const guess = wrong.includes(text) ? 1 - labelOf(text) : labelOf(text);
      return guess === 0 ? [0.75, 0.25] : [0.25, 0.75];
    }),
  );
  const indices = Int32Array.from(order.keys());
  const report = makeReport({ classes, labels, probabilities });
  saveEvaluation(folder, report, { split: 'test', predictions: { indices, labels, probabilities } });
  return run.id;
}

describe('a comparison with a baseline', () => {
  const baseline = addEvaluatedRun(texts, texts.slice(0, 10));

  it('names the examples that got better and worse, and tests whether that is more than chance', async () => {
    const run = addEvaluatedRun(texts, [texts[9]!, texts[20]!]);
    const result = await compareToBaseline({ store, workbench }, baseline, run);
    expect(result).toMatchObject({ unavailable: null, better: 9, worse: 1 });
    expect(result.improved.map(({ text }) => text)).toEqual(texts.slice(0, 9));
    expect(result.regressed).toEqual([
      { index: 20, path: 'texts.csv', row: 22, text: texts[20], label: 'no', before: 'no', after: 'yes' },
    ]);
    // 2 (C(10,0) + C(10,1)) / 2^10
    expect(result.pValue).toBeCloseTo(22 / 1024, 12);
  });

  it('finds the same examples where another version of the same content lists them in another order', async () => {
    const run = addEvaluatedRun(texts.toReversed(), [texts[20]!]);
    const result = await compareToBaseline({ store, workbench }, baseline, run);
    expect(result).toMatchObject({ unavailable: null, better: 10, worse: 1 });
    expect(result.improved.map(({ text }) => text)).toEqual(texts.slice(0, 10).toReversed());
    expect(result.regressed).toMatchObject([{ text: texts[20], before: 'no', after: 'yes' }]);
  });

  it('of corrected data is about the examples that were left untouched, and tells the others', async () => {
    // The baseline has texts 0 to 9 wrong. 0 to 3 are corrected to what it said, 10 against it; 4 and 11 are left out.
    const relabelled = [...texts.slice(0, 4), texts[10]!];
    const excluded = [texts[4]!, texts[11]!];
    const left = texts.filter((text) => !excluded.includes(text));
    const wrong = [texts[0]!, texts[1]!, texts[2]!, texts[9]!, texts[20]!];
    const run = addEvaluatedRun([...left, 'new 30'], wrong, { hash: 'corrected', relabelled, excluded });
    const result = await compareToBaseline({ store, workbench }, baseline, run);
    expect(result).toMatchObject({
      unavailable: null,
      // 23 of the 30 have kept their labels: 5 to 8 are right now, 9 is wrong still, 20 is wrong now.
      untouched: { examples: 23, accuracyBefore: 18 / 23, accuracyAfter: 21 / 23 },
      better: 4,
      worse: 1,
      // 0 to 2 are answered as they were corrected, 3 is not; 4 is out.
      corrected: { relabelled: 5, agreedBefore: 4, agreedAfter: 3, mistakes: 5, gone: 4 },
      data: {
        relabelled: { count: 5 },
        excluded: { count: 2 },
        added: { count: 1, first: [{ text: 'new 30', from: null, to: 'no' }] },
        removed: { count: 0 },
        moved: 0,
        corrected: { train: 0, validation: 0, test: 7 },
      },
    });
    expect(result.data?.relabelled.first[0]).toEqual({
      path: 'texts.csv',
      row: 2,
      text: 'text 0',
      from: 'no',
      to: 'yes',
    });
    expect(result.regressed.map(({ text }) => text)).toEqual(['text 20']);
  });

  it('compares the runs that are there and leaves the others out', async () => {
    const run = addEvaluatedRun(texts, [texts[9]!]);
    const compared = async (ids: readonly string[], against: string) => {
      const found = await compareRuns({ store, workbench }, ids, against);
      return [found.runs.map(({ row }) => row.id), found.baseline.map((comparison) => comparison.run)];
    };
    expect(await compared([run, 'gone', baseline], baseline)).toEqual([[run, baseline], [run]]);
    expect(await compared([run, 'gone', baseline], 'gone')).toEqual([[run, baseline], []]);
    expect(await compared(['gone'], 'gone')).toEqual([[], []]);
  });

  it('says why where there is nothing to compare', async () => {
    const strange = Array.from({ length: 30 }, (_, at) => `strange ${at}`);
    const other = addEvaluatedRun(strange, [], { hash: 'other' });
    const bare = addRun(store);
    const untested = addEvaluatedRun(texts, []);
    writeFileSync(join(runFolder(store.paths, untested), 'predictions.safetensors'), 'damaged');
    const unavailable = async (run: string) =>
      (await compareToBaseline({ store, workbench }, baseline, run)).unavailable;
    expect(await unavailable(other)).toBe('other-data');
    expect(await unavailable(bare.id)).toBe('other-data');
    expect(await unavailable(untested)).toBe('no-evaluation');
  });
});
