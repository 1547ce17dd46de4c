// Corrections over a carrier: collected while looking at a run, trained with on the same split, compared with the first.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { drain, type FinishedRuns, trainFinishedRuns } from './finished-runs.ts';

let runs: FinishedRuns;
const api = () => runs.rig.client;
const store = () => runs.rig.services.store;
const queue = async (run = runs.pictures) => (await api().corrections.list({ run })).corrections;

beforeAll(async () => {
  runs = await trainFinishedRuns();
}, 120_000);
afterAll(() => runs.rig.close());

function version(run: string): DatasetVersion {
  return JSON.parse(
    readFileSync(join(runFolder(store().paths, run), 'dataset.json'), 'utf8'),
  ) as DatasetVersion;
}

const splits = ({ examples }: DatasetVersion) => new Map(examples.map((one) => [one.contentHash, one.split]));

/** Waits until a run is over. */
async function ended(run: string): Promise<string> {
  for (;;) {
    const changes = await api().training.changes({ run });
    const { state } = changes.run;
    if (state !== 'queued' && state !== 'running') return state;
    await api().training.changes({ run, since: changes.cursor });
  }
}

describe('examples of a finished run', () => {
  it('have their content hash and their rank by loss', async () => {
    const { examples, all, total } = await api().evaluation.examples({ run: runs.pictures, sort: 'loss' });
    expect([all, total]).toEqual([24, 24]);
    expect(examples.map(({ lossRank }) => lossRank)).toEqual(examples.map((_, at) => at + 1));
    const { examples: places } = version(runs.pictures);
    for (const { index, contentHash } of examples) expect(places[index]!.contentHash).toBe(contentHash);
  });

  it('are there for validation too, and for training once the run was asked about them', async () => {
    const { evaluation } = api();
    const run = runs.pictures;
    const ready = async () =>
      (await evaluation.splits({ run })).map((one) => [one.split, one.examples, one.ready]);
    expect(await ready()).toEqual([
      ['test', 24, true],
      ['validation', 16, true],
      ['train', 40, false],
    ]);
    const early = await evaluation.examples({ run, split: 'train' }).catch(faultOf);
    expect(early).toMatchObject({ code: 'training.noEvaluation' });
    const { result } = await drain(await evaluation.lookThrough({ run, split: 'train' }));
    expect(result).toBe(40);
    const { examples, total } = await evaluation.examples({ run, split: 'train' });
    expect(total).toBe(40);
    const places = version(run).examples;
    for (const { index } of examples) expect(places[index]!.split).toBe('train');
    expect((await ready())[2]).toEqual(['train', 40, true]);
  });
});

describe('corrections', () => {
  it('are kept for the data set, changed, and taken back by the label that is there already', async () => {
    const { corrections } = api();
    const run = runs.pictures;
    const [first, second] = (await api().evaluation.examples({ run })).examples;
    const other = first!.label === 'lying' ? 'standing' : 'lying';
    await corrections.put({ run, index: first!.index, to: other, note: 'seen twice' });
    await corrections.put({ run, index: second!.index, to: null });
    expect(await queue()).toMatchObject([
      { contentHash: first!.contentHash, from: first!.label, to: other, note: 'seen twice', applied: false },
      { contentHash: second!.contentHash, from: second!.label, to: null, note: '', applied: false },
    ]);
    await corrections.change({ run, contentHash: first!.contentHash, to: null });
    expect((await queue())[0]).toMatchObject({ to: null, note: 'seen twice' });
    await corrections.put({ run, index: first!.index, to: first!.label });
    await corrections.remove({ run, contentHashes: [second!.contentHash] });
    expect(await queue()).toEqual([]);
  });

  it('refuse what cannot be', async () => {
    const { corrections } = api();
    const run = runs.pictures;
    const code = async (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error) => faultOf(error).code,
      );
    expect(await code(corrections.put({ run, index: 0, to: 'flying' }))).toBe('training.unknownClassOfRun');
    expect(await code(corrections.put({ run, index: 4_000, to: null }))).toBe('jobs.noSuchExample');
    expect(await code(corrections.change({ run, contentHash: 'a'.repeat(64), to: null }))).toBe(
      'jobs.noSuchCorrection',
    );
    expect(await code(corrections.train({ run }))).toBe('jobs.nothingCorrected');
  });

  it('make a run of the first, on the same split, that is compared with it on what was left untouched', async () => {
    const { corrections, evaluation } = api();
    const run = runs.pictures;
    const train = (await evaluation.examples({ run, split: 'train', limit: 2 })).examples;
    const test = (await evaluation.examples({ run, limit: 3 })).examples;
    for (const { index, label } of [train[0]!, test[0]!])
      await corrections.put({ run, index, to: label === 'lying' ? 'standing' : 'lying' });
    for (const { index } of [train[1]!, test[1]!]) await corrections.put({ run, index, to: null });

    const child = await corrections.train({ run });
    expect(child.name).toBe('bars *or* <columns> 2');
    expect(await ended(child.run)).toBe('finished');
    const details = await api().runs.get({ run: child.run });
    expect(details.lineage.parent?.id).toBe(run);

    const [before, after] = [splits(version(run)), splits(version(child.run))];
    for (const [hash, split] of after) expect(split).toBe(before.get(hash));
    expect(before.size - after.size).toBe(2);
    expect((await queue(child.run)).map(({ applied }) => applied)).toEqual([true, true, true, true]);
    expect((await queue()).map(({ applied }) => applied)).toEqual([false, false, false, false]);

    const { baseline, runs: compared } = await api().runs.compare({ runs: [run, child.run], baseline: run });
    expect(compared.map(({ settings }) => [settings['data.relabel'], settings['data.exclude']])).toEqual([
      [0, 0],
      [2, 2],
    ]);
    const [against] = baseline;
    expect(against).toMatchObject({
      unavailable: null,
      untouched: { examples: 22 },
      data: {
        relabelled: { count: 2 },
        excluded: { count: 2 },
        added: { count: 0 },
        removed: { count: 0 },
        moved: 0,
        corrected: { train: 2, validation: 0, test: 2 },
      },
      corrected: { relabelled: 1 },
    });
    const told = against!.data!.relabelled.first.find(({ path }) => path === test[0]!.source.path);
    expect(told).toMatchObject({
      from: test[0]!.label,
      to: test[0]!.label === 'lying' ? 'standing' : 'lying',
    });
  }, 60_000);

  it('are taken back for a run that was trained with them', async () => {
    const { corrections } = api();
    const [child] = (await api().runs.get({ run: runs.pictures })).lineage.children;
    const run = child!.id;
    const out = (await queue(run)).find(({ to }) => to === null)!;
    await corrections.change({ run, contentHash: out.contentHash, to: out.from });
    expect((await queue(run)).filter(({ applied }) => !applied)).toMatchObject([
      { contentHash: out.contentHash },
    ]);
    const again = await corrections.train({ run });
    const { recipe } = await api().runs.recipe({ run: again.run });
    expect((recipe.data as { exclude: string[] }).exclude).toHaveLength(1);
    expect(await ended(again.run)).toBe('finished');
    // The example has its old place again.
    expect(splits(version(again.run)).get(out.contentHash)).toBe(out.split);
  }, 60_000);
});
