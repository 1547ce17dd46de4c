// `finesse serve` as a process: its one line, one instance for a store, and a peaceful end during a training.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { findRun } from '../../src-main/store/runs-repository.ts';
import { takeStoreLock } from '../../src-main/store/store-lock.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import { connect } from './api-client.ts';

let folder: string;
let store: string;
let openers: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-serve-'));
  store = join(folder, 'store');
  openers = join(folder, 'openers');
  mkdirSync(openers);
  for (const name of ['xdg-open', 'open']) {
    const script = `#!/bin/sh\nprintf '%s' "$1" > ${openers}/.tmp$$ && mv ${openers}/.tmp$$ ${openers}/opened-$$\n`;
    writeFileSync(join(openers, name), script, { mode: 0o755 });
  }
});

afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the command; `printed` is all it has printed so far. */
function finesse(...args: readonly string[]) {
  return command('serve', '--no-open', ...args);
}

function command(...args: readonly string[]) {
  const child = spawn(process.execPath, ['src-main/cli/finesse.ts', '--store', store, ...args], {
    // A browser's opener that writes down what it is started with.
    env: { ...process.env, PATH: `${openers}:${process.env.PATH}` },
  });
  children.push(child);
  const state = { printed: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      state.printed += chunk;
    });
  return { child, state, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function address({ child, state }: ReturnType<typeof finesse>): Promise<URL> {
  for (;;) {
    const found = /http:\S+/.exec(state.printed);
    if (found) return new URL(found[0]);
    if (child.exitCode !== null) throw new Error(`It ended: ${state.printed}`);
    await delay(20);
  }
}

it('says its address in one line, and that another start has nothing to do', async () => {
  const first = finesse('--port', '0');
  const url = await address(first);
  expect(url.searchParams.get('key')).toMatch(/^[\w-]{43}$/);
  expect(statSync(join(store, 'hosted.json')).mode & 0o077).toBe(0);
  expect((await fetch(url.origin)).status).toBe(200);

  const second = finesse();
  expect(await second.ended).toBe(0);
  expect(second.state.printed).toBe(`Finesse is running already: ${url}\n`);

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  // A checkout whose page is older than its sources builds it first, and says so.
  const lines = first.state.printed.trim().split('\n');
  expect(lines.filter((line) => !line.startsWith('Building'))).toHaveLength(2);
  expect(existsSync(join(store, 'hosted.json'))).toBe(false);
}, 30_000);

it('takes over from an instance that died', async () => {
  const first = finesse('--port', '0');
  await address(first);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(existsSync(join(store, 'hosted.json'))).toBe(true);
  const second = finesse('--port', '0');
  expect((await fetch((await address(second)).origin)).status).toBe(200);
}, 30_000);

it('is found however slow it is, and its file stays', async () => {
  const first = finesse('--port', '0');
  const url = await address(first);
  first.child.kill('SIGSTOP');
  const second = command('serve');
  expect(await second.ended).toBe(0);
  expect(second.state.printed).toBe(
    `Finesse is running already: ${url}\nIt does not answer now. Open that address yourself in a moment.\n`,
  );
  expect(existsSync(join(store, 'hosted.json'))).toBe(true);
  first.child.kill('SIGCONT');
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
}, 30_000);

it('is found when somebody has used up all attempts at its key', async () => {
  const url = await address(finesse('--port', '0'));
  for (let n = 0; n < 12; n += 1) await fetch(`${url.origin}/?key=guess`);
  const second = finesse();
  expect(await second.ended).toBe(0);
  expect(second.state.printed).toBe(`Finesse is running already: ${url}\n`);
}, 30_000);

it('lets one of many starts at the same moment win', async () => {
  const starts = Array.from({ length: 4 }, () => finesse('--port', '0'));
  await Promise.all(starts.map(address));
  const printed = starts.map(({ state }) => state.printed.split(':')[0]);
  expect(printed.toSorted()).toEqual([
    'Finesse is open at http',
    ...Array(3).fill('Finesse is running already'),
  ]);
}, 60_000);

it('does not serve a store that a window has open, and says so', async () => {
  const lock = takeStoreLock(store);
  // A file of a server that was killed, whose number this living process has, changes nothing.
  writeFileSync(join(store, 'hosted.json'), '{"pid":1}');
  const second = finesse('--port', '0');
  expect(await second.ended).toBe(1);
  expect(second.state.printed).toContain('is open in another Finesse');
  lock.release();
}, 30_000);

it('never starts a browser with the key that stays good', async () => {
  const first = command('serve', '--port', '0');
  const url = await address(first);
  const opened = async () => {
    for (;;) {
      const found = readdirSync(openers).filter((name) => name.startsWith('opened-'));
      if (found.length > 0) {
        const given = readFileSync(join(openers, found[0]!), 'utf8').trim();
        rmSync(join(openers, found[0]!));
        if (given !== '') return given;
      }
      await delay(20);
    }
  };
  const key = url.searchParams.get('key')!;
  const byFirst = await opened();
  expect(await command('serve').ended).toBe(0);
  const bySecond = await opened();
  for (const given of [byFirst, bySecond]) {
    expect(new URL(given).origin).toBe(url.origin);
    expect(given).not.toContain(key);
    expect((await fetch(given, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(given, { redirect: 'manual' })).status).toBe(401);
  }
}, 30_000);

it('lets commands use the store beside it', async () => {
  await address(finesse('--port', '0'));
  await writeTinyPictures(join(folder, 'pictures'), 8);
  writeFileSync(join(folder, 'r.json'), JSON.stringify(tinyRecipe(join(folder, 'pictures'), 1)));
  const training = command('train', join(folder, 'r.json'));
  expect(await training.ended, training.state.printed).toBe(0);
  const runs = command('runs', '--json');
  expect(await runs.ended).toBe(0);
  expect(JSON.parse(runs.state.printed)).toMatchObject([{ state: 'finished' }]);
}, 60_000);

it.each([
  [['--port', 'many'], '--port needs a number', 2],
  [['--allow', '/no/such/folder'], '--allow needs a folder that exists', 1],
  [['--host', '203.0.113.1', '--port', '0'], 'has no address "203.0.113.1"', 1],
] as const)(
  'says what is wrong with %j',
  async (args, words, code) => {
    const run = finesse(...args);
    expect(await run.ended).toBe(code);
    expect(run.state.printed).toContain(words);
  },
  30_000,
);

it('says that a port is taken', async () => {
  const taken = createServer();
  await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
  const { port } = taken.address() as { port: number }; // listens on TCP
  const run = finesse('--port', String(port));
  expect(await run.ended).toBe(1);
  expect(run.state.printed).toContain(`Port ${port} of 127.0.0.1 is in use`);
  await new Promise((closed) => taken.close(closed));
}, 30_000);

it('may show folders that were allowed, and no others', async () => {
  const [allowed, other] = ['allowed', 'other'].map((name) => join(folder, name));
  for (const each of [allowed, other]) mkdirSync(each!);
  writeFileSync(join(allowed!, 'a.csv'), 'x');
  const { api, connection } = await connect(await address(finesse('--port', '0', '--allow', allowed!)));
  const { folders, dialogs } = await api.files.roots();
  expect([dialogs, folders.map(({ path }) => path).includes(allowed!)]).toEqual([false, true]);
  expect((await api.files.list({ path: allowed! })).entries.map(({ name }) => name)).toEqual(['a.csv']);
  await expect(api.files.list({ path: other! })).rejects.toMatchObject({
    data: { code: 'files.notAllowed' },
  });
  connection.close();
}, 30_000);

it('stops a running training at a checkpoint when it is asked to end, within seconds', async () => {
  await writeTinyPictures(join(folder, 'pictures'), 8);
  const run = finesse('--port', '0', '--allow', folder);
  const { api, connection } = await connect(await address(run));
  const { run: id } = await api.training.start({ recipe: tinyRecipe(join(folder, 'pictures'), 500) });
  for (;;) {
    const { run: facts } = await api.training.changes({ run: id });
    if (facts.epochs > 0) break;
    await delay(100);
  }
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  connection.close();
  const reopened = openStore(store);
  const { state, epochs } = findRun(reopened.db, id);
  closeStore(reopened);
  expect(epochs).toBeGreaterThan(0);
  expect(epochs).toBeLessThan(500); // it did not wait for the end
  expect(['interrupted', 'paused', 'queued']).toContain(state);
}, 60_000);
