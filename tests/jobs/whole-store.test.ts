import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyStore, takeBackStore } from '../../src-main/jobs/whole-store.ts';
import { closeStore, openStore, type Store } from '../../src-main/store/open-store.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { addRun, temporaryFolder } from '../store/temporary-store.ts';

/** A store with a run that has weights, an imported model, a cache, and a folder beside it for the copy. */
function filledStore() {
  const root = temporaryFolder();
  const store = openStore(join(root, 'store'));
  const run = addRun(store);
  const write = (path: string, text: string) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  };
  const weights = join(runFolder(store.paths, run.id), 'model.safetensors');
  write(weights, 'weights');
  write(join(runFolder(store.paths, run.id), 'checkpoints', '1', 'state.json'), '{}');
  write(join(store.paths.models, 'm1', 'model.safetensors'), 'imported');
  write(join(store.paths.cache, 'features'), 'can be computed again');
  const disk = join(root, 'disk');
  mkdirSync(disk);
  return { store, run, weights, disk };
}

const ids = ({ db }: Store) => db.prepare('SELECT run_id FROM runs ORDER BY run_key').pluck().all();

describe('the whole store', () => {
  it('is copied while in use, without what can be had again, into a store of its own', async () => {
    const { store, run, disk } = filledStore();
    const progress: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => progress.push(done / total);
    const copy = await copyStore(store, disk, { onProgress });
    expect(readdirSync(disk)).toHaveLength(1);
    expect(copy.sizeBytes).toBeGreaterThan(100_000);
    expect(progress[0]).toBe(0);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const other = openStore(copy.folder);
    expect(ids(other)).toEqual([run.id]);
    expect(readFileSync(join(runFolder(other.paths, run.id), 'model.safetensors'), 'utf8')).toBe('weights');
    expect(readFileSync(join(other.paths.models, 'm1', 'model.safetensors'), 'utf8')).toBe('imported');
    expect(existsSync(join(other.paths.cache, 'features'))).toBe(false);
    closeStore(other);
    closeStore(store);
  });

  it('is taken back: missing files at once, records at the next start, what is there stays', async () => {
    const { store, run, weights, disk } = filledStore();
    const { folder } = await copyStore(store, disk);
    rmSync(weights);
    writeFileSync(join(store.paths.models, 'm1', 'model.safetensors'), 'mine');
    const later = addRun(store);
    await takeBackStore(store.paths, folder);
    expect(readFileSync(weights, 'utf8')).toBe('weights');
    expect(readFileSync(join(store.paths.models, 'm1', 'model.safetensors'), 'utf8')).toBe('mine');
    expect(ids(store)).toEqual([run.id, later.id]);
    closeStore(store);
    const again = openStore(store.paths.folder);
    expect(ids(again)).toEqual([run.id]);
    closeStore(again);
  });

  it('leaves nothing behind and plans nothing where it is cut off', async () => {
    const { store, run, weights, disk } = filledStore();
    const { folder } = await copyStore(store, disk);
    const cut = new AbortController();
    const onProgress = () => cut.abort(new Error('enough'));
    await expect(copyStore(store, disk, { signal: cut.signal, onProgress })).rejects.toThrow('enough');
    expect(readdirSync(disk)).toHaveLength(1);
    rmSync(weights);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(takeBackStore(store.paths, folder, { signal })).rejects.toThrow('enough');
    addRun(store);
    closeStore(store);
    const again = openStore(store.paths.folder);
    expect(ids(again)).toHaveLength(2);
    expect(ids(again)[0]).toBe(run.id);
    closeStore(again);
  });

  it('is neither copied into itself nor taken from what is no copy', async () => {
    const { store, disk } = filledStore();
    await expect(copyStore(store, join(store.paths.folder, 'runs'))).rejects.toMatchObject({
      code: 'jobs.copyInside',
    });
    await expect(takeBackStore(store.paths, disk)).rejects.toMatchObject({ code: 'store.notADatabase' });
    closeStore(store);
  });
});
