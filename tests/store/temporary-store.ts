// A store in a folder of its own for one test file, and a run to fill it with.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { FinesseError } from '../../src-main/errors.ts';
import { currentEnvironment } from '../../src-main/jobs/environment.ts';
import { closeStore, openStore, type Store } from '../../src-main/store/open-store.ts';
import { insertRun, type NewRun, type Run } from '../../src-main/store/runs-repository.ts';

/** A new empty folder, removed when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'finesse-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryStore(): Store {
  const store = openStore(join(temporaryFolder(), 'store'));
  afterAll(() => closeStore(store));
  return store;
}

export function addRun(store: Store, fields: Partial<NewRun> = {}): Run {
  return insertRun(store.db, {
    name: 'a run',
    task: 'image-classification',
    model: 'resnet-20',
    recipe: '{}',
    seed: 42,
    backend: 'auto',
    environment: JSON.stringify(currentEnvironment()),
    ...fields,
  });
}

/** The code and message of the FinesseError that `work` throws; fails when it throws none, or another error. */
export function faultOf(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof FinesseError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('no error was thrown');
}
