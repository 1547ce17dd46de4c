// What a person does with finished runs on the command line: edit, bundle, import, delete.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { preprocessingSchema } from '../../src-main/data/data-options.ts';
import { recordEpoch } from '../../src-main/store/metrics-repository.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { runTableRows } from '../../src-main/store/run-table.ts';
import { claimRun, endRun } from '../../src-main/store/runs-repository.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { addRun, temporaryFolder } from '../store/temporary-store.ts';
import { finesse } from './captured-cli.ts';

const folder = temporaryFolder();
const storeFolder = join(folder, 'store');
const owner = { token: 't', host: 'elsewhere', pid: 1 };
let ended: string;
let second: string;
let running: string;

async function json(...args: string[]) {
  const { exitCode, out, err } = await finesse(...args, '--json', '--store', storeFolder);
  expect([exitCode, err]).toEqual([0, '']);
  return JSON.parse(out);
}

function row(id: string) {
  const store = openStore(storeFolder);
  const [found] = runTableRows(store.db, [id]);
  closeStore(store);
  return found;
}

beforeAll(() => {
  const store = openStore(storeFolder);
  const recipe = JSON.stringify(
    recipeSchema.parse({
      task: 'image-classification',
      model: { weights: 'somewhere' },
      data: { path: '/somewhere' },
    }),
  );
  const add = () => addRun(store, { recipe });
  const [first, other, last] = [add(), add(), add()];
  const account = JSON.stringify({ engine: { backend: 'ort' }, history: [] });
  for (const run of [first, other]) {
    claimRun(store.db, run.key, owner);
    const metrics = { loss: 1, valLoss: Number.NaN };
    recordEpoch(store.db, run.key, { epoch: 1, step: 5, phase: 'head', endedAtMs: 1, metrics });
    endRun(store.db, run.key, { state: 'finished', endedAtMs: Date.now() });
    mkdirSync(join(runFolder(store.paths, run.id), 'checkpoints'), { recursive: true });
    writeFileSync(join(runFolder(store.paths, run.id), 'training.json'), account);
    writeFileSync(join(runFolder(store.paths, run.id), 'checkpoints', 'x'), Buffer.alloc(1000));
  }
  claimRun(store.db, last.key, owner);
  [ended, second, running] = [first.id, other.id, last.id];
  closeStore(store);
});

describe('finesse', () => {
  it('edit keeps a rule for the answers of all runs or none, and show tells it', async () => {
    const model = (classes: readonly string[]) =>
      JSON.stringify({
        formatVersion: 1,
        task: 'image-classification',
        architecture: { family: 'resnet' },
        headDropout: 0,
        classes,
        preprocessing: preprocessingSchema.parse({}),
        engine: { backend: 'ort', provider: 'cpu' },
      });
    const store = openStore(storeFolder);
    const folderOf = (id: string) => join(runFolder(store.paths, id), 'model.json');
    writeFileSync(folderOf(ended), model(['no', 'yes']));
    writeFileSync(folderOf(second), model(['a', 'b', 'c']));
    closeStore(store);
    const decision = async (id: string) => (await json('show', id)).decision;
    await json('edit', ended, '--threshold', '0.31');
    expect(await decision(ended)).toEqual({
      kind: 'threshold',
      class: 'yes',
      threshold: 0.31,
      temperature: 1,
    });
    const shown = await finesse('show', ended, '--store', storeFolder);
    expect(shown.out).toContain('Answers yes from a probability of 0.31 on');
    const fails = async (...args: string[]) => (await finesse('edit', ...args, '--store', storeFolder)).err;
    expect(await fails(second, '--threshold', '0.2')).toMatch(/name it with --positive/);
    expect(await fails(ended, second, '--threshold', '0.5', '--positive', 'yes')).toMatch(/no class "yes"/);
    expect((await decision(ended)).threshold).toBe(0.31);
    expect(await fails(ended, '--threshold', '31')).toMatch(/from 0 to 1; got "31"/);
    expect(await fails(ended, '--threshold', '0.2', '--abstain-below', '0.3')).toMatch(/one rule/);
    expect(await fails(ended, '--positive', 'yes')).toMatch(/one rule/);
    await json('edit', ended, second, '--abstain-below', '0.6');
    expect(await decision(second)).toEqual({ kind: 'abstain', below: 0.6, temperature: 1 });
    await json('edit', ended, second, '--no-threshold');
    expect([await decision(ended), await decision(second)]).toEqual([null, null]);
    for (const id of [ended, second]) rmSync(folderOf(id));
  });

  it('edit changes what is given and leaves the rest', async () => {
    expect(
      await json(
        'edit',
        ended,
        second,
        '--tag',
        'good',
        '--tag',
        'kept',
        '--experiment',
        'one',
        '--notes',
        'n',
      ),
    ).toEqual({ runs: [ended, second] });
    await json('edit', ended, '--untag', 'kept', '--favourite', '--archive', '--name', 'new name');
    expect(row(ended)).toMatchObject({
      name: 'new name',
      tags: ['good'],
      favourite: true,
      archived: true,
      experiment: 'one',
      notes: 'n',
    });
    await json('edit', ended, '--no-experiment', '--no-archive');
    expect(row(ended)).toMatchObject({ experiment: null, archived: false, favourite: true });
    expect(row(second)).toMatchObject({ tags: ['good', 'kept'], favourite: false, name: 'a run' });
    expect(await finesse('edit', ended, '--store', storeFolder)).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/something to change/),
    });
  });

  it('bundle and import carry runs to another store', async () => {
    const file = join(folder, 'one.finesse');
    expect(await json('bundle', file, ended)).toMatchObject({ numRuns: 1, numWithWeights: 0 });
    const there = join(folder, 'there');
    const first = await finesse('import', file, '--store', there);
    expect(first).toMatchObject({ exitCode: 0, out: expect.stringMatching(`${ended}  new name: added`) });
    const again = await finesse('import', file, '--store', there);
    expect(again.out).toMatch(/is here already/);
    expect(await finesse('bundle', file, ended, '--store', storeFolder)).toMatchObject({ exitCode: 2 });
    expect(await finesse('bundle', `${file}2`, '--store', storeFolder)).toMatchObject({ exitCode: 2 });
    writeFileSync(`${file}3`, 'words');
    expect(await finesse('import', `${file}3`, '--store', there)).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/one\.finesse3 cannot be read/),
    });
  });

  it('delete says what would be lost, then does it, and refuses a run under way', async () => {
    expect(await json('delete', second)).toMatchObject({
      deleted: false,
      runs: [{ run: second, sizeBytes: 1041 }],
    });
    expect(row(second)).toBeDefined();
    expect(await json('delete', second, '--keep-record', '--yes')).toMatchObject({
      deleted: true,
      keep: 'record',
      runs: [{ sizeBytes: 1000 }],
    });
    expect(row(second)).toMatchObject({ weightsDropped: true, lastLoss: 1 });
    expect(existsSync(join(storeFolder, 'runs', second, 'training.json'))).toBe(true);
    expect(await finesse('delete', second, running, '--yes', '--store', storeFolder)).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/under way/),
    });
    await json('delete', second, '--yes');
    expect(row(second)).toBeUndefined();
    expect(existsSync(join(storeFolder, 'runs', second))).toBe(false);
  });
});
