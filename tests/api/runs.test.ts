import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordEvaluation } from '../../src-main/store/evaluations-repository.ts';
import { recordEpoch, recordSteps } from '../../src-main/store/metrics-repository.ts';
import { addLogLine } from '../../src-main/store/run-log-repository.ts';
import { claimRun, endRun, insertRun, type Run } from '../../src-main/store/runs-repository.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { type Rig, rigs } from './carrier-rigs.ts';

let rig: Rig;
let runs: Run[];

/** A finished run with a curve, two epochs, a test figure and three lines of log; none of it trained. */
function addFinishedRun(at: number): Run {
  const { store } = rig.services;
  const { db } = store;
  const recipe = recipeSchema.parse({
    task: 'image-classification',
    model: { weights: 'somewhere' },
    data: { path: '/data/pictures' },
    hyperparameters: { batchSize: 8 * (at + 1) },
  });
  const run = insertRun(db, {
    name: at === 1 ? '=SUM(1)' : `run ${at}`,
    task: recipe.task,
    model: 'somewhere',
    recipe: JSON.stringify(recipe),
    seed: 42,
    backend: 'ort',
    environment: JSON.stringify({ node: 'v24' }),
  });
  claimRun(db, run.key, { token: 't', host: 'elsewhere', pid: 1 });
  recordSteps(db, run.key, [
    { step: 1, metrics: { loss: 2 } },
    { step: 2, metrics: { loss: Number.NaN } },
  ]);
  for (const epoch of [1, 2])
    recordEpoch(db, run.key, {
      epoch,
      step: epoch,
      phase: 'head',
      endedAtMs: 5,
      metrics: { loss: 1 / epoch, valLoss: 2 / epoch },
    });
  const metrics = [{ metric: 'accuracy', value: 0.5 + at / 10, low: 0.4, high: 0.9 }];
  recordEvaluation(db, run.key, { split: 'test', dataPath: '', reportFile: 'evaluation.json', metrics });
  for (const [level, message] of [
    ['info', 'First line'],
    ['warning', 'second line'],
    ['info', 'third'],
  ] as const)
    addLogLine(db, run.key, { atMs: 1, level, message, code: null, params: {} });
  endRun(db, run.key, { state: 'finished', endedAtMs: Date.now() });
  const folder = runFolder(store.paths, run.id);
  mkdirSync(join(folder, 'checkpoints', '1'), { recursive: true });
  writeFileSync(join(folder, 'model.safetensors'), Buffer.alloc(300));
  writeFileSync(join(folder, 'model.json'), '{}');
  writeFileSync(join(folder, 'checkpoints', '1', 'parameters.safetensors'), Buffer.alloc(500));
  writeFileSync(join(folder, 'evaluation.json'), '{}');
  return run;
}

beforeAll(async () => {
  rig = await rigs[0]![1]();
  runs = [0, 1, 2].map(addFinishedRun);
});
afterAll(() => rig.close());

const id = (at: number) => runs[at]!.id;

describe('runs', () => {
  it('are listed newest first with settings, figures and a sparkline', async () => {
    const rows = await rig.client.runs.list();
    expect(rows.map((row) => row.id)).toEqual([id(2), id(1), id(0)]);
    expect(rows[0]).toMatchObject({
      state: 'finished',
      settings: { 'hyperparameters.batchSize': 24, 'adaptation.preset': 'gradual' },
      test: { accuracy: 0.7 },
      sparkline: [2, 1],
      imported: false,
    });
    const some = await rig.client.runs.list({ runs: [id(0), 'zzzzzzzzzz'] });
    expect(some.map((row) => row.id)).toEqual([id(0)]);
    expect((await rig.client.runs.list({ newest: 1 })).map((row) => row.id)).toEqual([id(2)]);
  });

  it('are all changed at once, or none, and whoever follows hears of it', async () => {
    const { instance, revision } = await rig.client.training.listChanges({});
    await rig.client.runs.edit({
      runs: [id(0), id(1)],
      addTags: ['kept', 'other'],
      experiment: 'one',
      archived: true,
    });
    const news = await rig.client.training.listChanges({ since: { instance, revision } });
    expect(news.runs).toEqual(expect.arrayContaining([id(0), id(1)]));
    await rig.client.runs.edit({ runs: [id(0)], removeTags: ['other'], archived: false });
    const [first, second] = await rig.client.runs.list({ runs: [id(0), id(1)] });
    expect(first).toMatchObject({ tags: ['kept'], experiment: 'one', archived: false });
    expect(second).toMatchObject({ tags: ['kept', 'other'], archived: true });
    await expect(rig.client.runs.edit({ runs: [id(0), 'zzzzzzzzzz'], name: 'lost' })).rejects.toMatchObject({
      data: { code: 'store.unknownRun' },
    });
    expect((await rig.client.runs.get({ run: id(0) })).name).toBe('run 0');
    await rig.client.runs.edit({ runs: [id(1)], archived: false, experiment: null });
  });

  it('tell their settings that differ, their log by level and text, and the way back', async () => {
    const details = await rig.client.runs.get({ run: id(1) });
    expect(details.changed).toEqual([{ path: 'hyperparameters.batchSize', value: 16, default: 32 }]);
    const said = await rig.client.runs.log({ run: id(1), limit: 2 });
    expect(said.map(({ message }) => message)).toEqual(['second line', 'third']);
    const before = await rig.client.runs.log({ run: id(1), before: said[0]!.key });
    expect(before.map(({ message }) => message)).toEqual(['First line']);
    const found = await rig.client.runs.log({ run: id(1), levels: ['info'], text: 'LINE' });
    expect(found.map(({ message }) => message)).toEqual(['First line']);
  });

  it('become tables for a spreadsheet, in which no name runs as a formula', async () => {
    const { csv } = await rig.client.runs.exportCsv({ content: 'runs', runs: [id(1)] });
    const [header, line] = csv.replace('\ufeff', '').split('\r\n');
    const at = (name: string) => line!.split(',')[header!.split(',').indexOf(name)];
    expect(at('run')).toBe(id(1));
    expect(at('name')).toBe("'=SUM(1)");
    expect(at('test accuracy')).toBe('0.6');
    expect(at('hyperparameters.batchSize')).toBe('16');
    const steps = await rig.client.runs.exportCsv({ content: 'steps', runs: [id(0)] });
    expect(steps.csv).toBe(
      `\ufeffrun,name,step,metric,value\r\n${id(0)},run 0,1,loss,2\r\n${id(0)},run 0,2,loss,\r\n`,
    );
    const epochs = await rig.client.runs.exportCsv({ content: 'epochs' });
    expect(epochs.csv.split('\r\n')).toHaveLength(3 * 2 * 2 + 2);
    await expect(rig.client.runs.exportCsv({ content: 'steps' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });

  it('belong to experiments that know their best run', async () => {
    await rig.client.runs.edit({ runs: [id(0), id(2)], experiment: 'one' });
    await rig.client.experiments.create({ name: 'empty' });
    const listed = await rig.client.experiments.list();
    expect(listed.find(({ name }) => name === 'one')).toMatchObject({
      numRuns: 2,
      best: { id: id(2), testAccuracy: 0.7 },
    });
    expect(listed.find(({ name }) => name === 'empty')).toMatchObject({
      numRuns: 0,
      best: null,
      lastRunAtMs: null,
    });
    await expect(rig.client.experiments.rename({ name: 'one', newName: 'empty' })).rejects.toMatchObject({
      data: { code: 'store.experimentExists' },
    });
    await rig.client.experiments.rename({ name: 'one', newName: 'two' });
    await rig.client.experiments.remove({ name: 'two' });
    expect((await rig.client.runs.get({ run: id(2) })).experiment).toBeNull();
  });

  it('say what they take on disk and free it: the weights alone, or everything', async () => {
    const sizes = await rig.client.runs.sizes();
    expect(sizes).toEqual({ [id(0)]: 804, [id(1)]: 804, [id(2)]: 804 });
    expect(await rig.client.runs.removalSize({ runs: [id(0), id(1)] })).toEqual({
      weightsBytes: 600,
      checkpointsBytes: 1000,
      recordBytes: 8,
    });
    await rig.client.runs.remove({ runs: [id(0)], keep: 'record' });
    expect(await rig.client.runs.sizes({ runs: [id(0)] })).toEqual({ [id(0)]: 2 });
    const [kept] = await rig.client.runs.list({ runs: [id(0)] });
    expect(kept).toMatchObject({ weightsDropped: true, test: { accuracy: 0.5 }, sparkline: [2, 1] });

    const { store } = rig.services;
    claimRun(
      store.db,
      insertRun(store.db, {
        name: 'under way',
        task: 'image-classification',
        model: 'm',
        recipe: '{}',
        seed: 1,
        backend: 'ort',
        environment: '{}',
      }).key,
      { token: 't', host: 'elsewhere', pid: 1 },
    );
    const [busy] = await rig.client.runs.list({ newest: 1 });
    await expect(rig.client.runs.remove({ runs: [id(1), busy!.id], keep: 'nothing' })).rejects.toMatchObject({
      data: { code: 'store.runInProgress' },
    });
    expect(await rig.client.runs.list({ runs: [id(1)] })).toHaveLength(1);
    await rig.client.runs.remove({ runs: [id(1)], keep: 'nothing' });
    expect(await rig.client.runs.list({ runs: [id(1)] })).toEqual([]);
    await expect(rig.client.runs.get({ run: id(1) })).rejects.toMatchObject({
      data: { code: 'store.unknownRun' },
    });
  });

  it('leave a disk whose use is known, and which is cleaned of what is not needed', async () => {
    const { store } = rig.services;
    const { paths } = store;
    mkdirSync(join(paths.runs, 'nobody'), { recursive: true });
    writeFileSync(join(paths.runs, 'nobody', 'x'), Buffer.alloc(70));
    writeFileSync(join(paths.datasets, 'loose.json.gz'), Buffer.alloc(30));
    const drops = ['used', 'drafted', 'forgotten', 'arriving'].map((name, at) => {
      const folder = join(paths.uploads, `0a0b0c0d-0000-4000-8000-00000000000${at}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), Buffer.alloc(7));
      if (name !== 'arriving') utimesSync(folder, new Date(0), new Date(0));
      return folder;
    });
    const recipeWith = (path: string | undefined) => JSON.stringify({ data: { path: `${path}/pets` } });
    store.db.prepare('UPDATE run_documents SET recipe = ? WHERE run_key = 1').run(recipeWith(drops[0]));
    await rig.client.drafts.put({ id: 'd1', recipe: { data: { path: `${drops[1]}/pets` } } });
    const usage = await rig.client.storage.usage();
    const of = (kind: string) => usage.kinds.find((each) => each.kind === kind)?.sizeBytes;
    expect([of('weights'), of('checkpoints'), of('datasets'), of('uploads')]).toEqual([300, 500, 30, 28]);
    expect(usage.cleanable).toEqual(
      expect.arrayContaining([
        { what: 'checkpoints', sizeBytes: 500 },
        { what: 'leftovers', sizeBytes: 107 },
      ]),
    );
    expect(await rig.client.storage.clean({ what: ['checkpoints', 'leftovers'] })).toEqual({
      freedBytes: 607,
    });
    expect(drops.map((folder) => existsSync(folder))).toEqual([true, true, false, true]);
    const after = await rig.client.storage.usage();
    expect(after.kinds.find(({ kind }) => kind === 'weights')?.sizeBytes).toBe(300);
    expect(
      after.cleanable.filter(({ what }) => what !== 'features').every(({ sizeBytes }) => sizeBytes === 0),
    ).toBe(true);
  });
});
