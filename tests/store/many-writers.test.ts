// Several processes and one store: whoever writes waits for the others.
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { recoverRuns } from '../../src-main/jobs/recover-runs.ts';
import { openStore } from '../../src-main/store/open-store.ts';
import { claimRun, runByKey } from '../../src-main/store/runs-repository.ts';
import { runTags } from '../../src-main/store/tags-repository.ts';
import { writeTogether } from '../../src-main/store/write-together.ts';
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts';

const writer = fileURLToPath(new URL('busy-writer.ts', import.meta.url));
const program = fileURLToPath(new URL('../../src-main/cli/finesse.ts', import.meta.url));
const run = promisify(execFile);
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
});

const finesse = (...args: string[]) => run(process.execPath, [program, ...args]);

describe('a store that several processes write', () => {
  it('takes every command while another process writes most of the time', async () => {
    const store = temporaryStore();
    const { key, id } = addRun(store);
    const child = fork(writer, [store.paths.folder]);
    children.push(child);
    await once(child, 'message');
    const names = ['one', 'two', 'three', 'four', 'five', 'six'];
    await Promise.all(names.map((name) => finesse('--store', store.paths.folder, 'edit', id, '--tag', name)));
    expect(runTags(store.db, key)).toEqual(expect.arrayContaining(names));
  });

  it('is written by transactions that wait, and by no others', () => {
    // The schema is changed under an exclusive lock; the reports of a library lie in a database that is not the store.
    const others = ['write-together.ts', 'migrations.ts', 'left-reports.ts'];
    const sources = readdirSync('src-main', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const deferred = sources.filter((name) =>
      /\.transaction\(/.test(readFileSync(join('src-main', name), 'utf8')),
    );
    expect(deferred.filter((name) => !others.includes(basename(name)))).toEqual([]);
  });

  it('is made once by all that open it at the same time', async () => {
    const folder = join(temporaryFolder(), 'new');
    const starts = Array.from({ length: 5 }, () => finesse('--store', folder, 'runs', '--json'));
    for (const { stdout } of await Promise.all(starts)) expect(JSON.parse(stdout)).toEqual([]);
  });

  it('keeps what one read before it wrote true until it has written', () => {
    const store = temporaryStore();
    const other = openStore(store.paths.folder);
    other.db.pragma('busy_timeout = 0');
    writeTogether(store.db, () => {
      expect(store.db.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0);
      // Had this succeeded, the write below would be refused at once, however long it was willing to wait.
      expect(() => addRun(other)).toThrow('locked');
      addRun(store);
    });
    expect(addRun(other).state).toBe('queued');
    other.db.close();
  });

  it('has an abandoned run marked once, by whichever command finds it first', async () => {
    const store = temporaryStore();
    const { key } = addRun(store);
    claimRun(store.db, key, { token: 'gone', host: hostname(), pid: 2 ** 30 });
    const listings = await Promise.all(
      [1, 2, 3, 4].map(() => finesse('--store', store.paths.folder, 'runs')),
    );
    for (const { stdout } of listings) expect(stdout).toContain('interrupted');
    expect(runByKey(store.db, key)).toMatchObject({ state: 'interrupted', errorCode: 'jobs.mainDied' });
    expect(recoverRuns(store)).toEqual([]);
  });
});
