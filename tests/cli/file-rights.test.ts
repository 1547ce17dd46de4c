// Who may read what the commands write, from a shell with the usual mask: the store is its owner's, what a person asks
// for elsewhere is a file like any other of theirs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'finesse-rights-'));
const store = join(folder, 'store');
const out = join(folder, 'out');

function finesse(...args: readonly string[]): string {
  const command = ['src-main/cli/finesse.ts', '--store', store, ...args];
  const script = 'umask 022; exec "$0" "$@"';
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, ...command], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

const modesBelow = (path: string) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(path, name)))
    .map((found) => `${found.isDirectory() ? 'folder' : 'file'} ${(found.mode & 0o777).toString(8)}`);

beforeAll(async () => {
  await writeTinyPictures(join(folder, 'pictures'), 8);
  writeFileSync(join(folder, 'r.json'), JSON.stringify(tinyRecipe(join(folder, 'pictures'), 1)));
  finesse('train', join(folder, 'r.json'));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('writes the store for its owner only, the files of the engine included', () => {
  const modes = modesBelow(store);
  expect(modes.length).toBeGreaterThan(15);
  expect(new Set(modes)).toEqual(new Set(['folder 700', 'file 600']));
  expect(statSync(store).mode & 0o777).toBe(0o700);
});

it('gives exports, cards, bundles and tables the rights of any file', () => {
  const [run] = JSON.parse(finesse('runs', '--json')) as { run: string }[];
  const id = run!.run;
  finesse('export', id, join(out, 'model'), '--format', 'safetensors');
  finesse('card', id, '--out', join(out, 'card.md'));
  finesse('bundle', join(out, 'runs.finesse'), id);
  finesse('predict', id, '--folder', join(folder, 'pictures'), '--csv', join(out, 'table.csv'));
  const modes = modesBelow(out);
  expect(modes.length).toBeGreaterThan(5);
  expect(new Set(modes)).toEqual(new Set(['folder 755', 'file 644']));
}, 60_000);
