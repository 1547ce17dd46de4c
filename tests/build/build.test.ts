// The built program and the packed one, each doing its work away from the sources.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { unpackedFiles } from '../../src-main/desktop/archive-header.ts';
import { libraryFaults, scriptFaults } from '../../src-main/desktop/unpacked-check.ts';
import type { Diagnosis } from '../../src-main/engine/doctor.ts';
import { filesInside, startPacked, whileChanged } from './archived.ts';
import { missingImports } from './imports.ts';
import { end, hello, serve } from './packed-application.ts';
import { writeStandInDistribution } from './stand-in-distribution.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'finesse-build-'));

/** Trains for one epoch with a program, and gives its last line. */
function train(program: string): unknown {
  const store = mkdtempSync(join(folder, 'store-'));
  const args = ['train', join(folder, 'recipe.json'), '--json', '--store', store];
  return JSON.parse(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: folder }));
}

beforeAll(() => {
  execFileSync('vite', ['build', '--logLevel', 'warn'], { cwd: root });
  const texts = ['red apple', 'green pear', 'ripe plum', 'fast car', 'old truck', 'blue bus'];
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${texts[i % 6]} number ${i},${i % 6 < 3 ? 'fruit' : 'vehicle'}`,
  );
  writeFileSync(join(folder, 'texts.csv'), ['text,label', ...rows].join('\n'));
  const recipe = {
    task: 'text-classification',
    model: { architecture: { family: 'bert', layers: 1, hiddenSize: 16, heads: 1 } },
    data: { path: 'texts.csv' },
    hyperparameters: { epochs: 1 },
  };
  writeFileSync(join(folder, 'recipe.json'), JSON.stringify(recipe));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the built program trains: its engine process, wasm and resources are where it looks for them', () => {
  expect(train(join(root, 'dist/src-main/cli/finesse.js'))).toMatchObject({ state: 'finished', epochs: 1 });
}, 120_000);

it('the built program tries each provider in a process of its own', () => {
  const program = join(root, 'dist/src-main/cli/finesse.js');
  const said = execFileSync(process.execPath, [program, 'doctor', '--json'], {
    encoding: 'utf8',
    cwd: folder,
  });
  const { providers } = JSON.parse(said.trim().split('\n').at(-1) ?? '') as Diagnosis;
  expect(providers).toContainEqual(expect.objectContaining({ provider: 'cpu', works: true }));
}, 120_000);

// Electron's distributions for the other systems are laid out otherwise; their packing is proven nowhere here.
describe.runIf(process.platform === 'linux')('the packed application', () => {
  const packed = join(folder, 'packed/linux-unpacked');
  const archive = join(packed, 'resources/app.asar');
  const program = `${archive}.unpacked`;

  beforeAll(() => {
    execFileSync('vite', ['build', '--config', 'vite.renderer.config.ts', '--logLevel', 'error'], {
      cwd: root,
    });
    const distribution = join(folder, 'electron');
    writeStandInDistribution(distribution, manifest.devDependencies.electron);
    const output = `-c.directories.output=${join(folder, 'packed')}`;
    const args = ['--linux', 'dir', '--publish', 'never', `-c.electronDist=${distribution}`, output];
    execFileSync('electron-builder', args, { cwd: root, stdio: 'pipe' });
  }, 180_000);

  it('holds the program, the window and what they need, and nothing they do not', () => {
    const files = listPackage(archive, { isPack: false });
    expect(files).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/dist/src-main/desktop/main.js',
        '/dist/src-main/training/engine-process.js',
        '/dist/src-main/training/workbench-process.js',
        '/dist/src-main/parent-watch.js',
        '/dist/src-main/engine/provider-trial.js',
        '/dist/src-main/engine/optimizer/update-loops.wasm',
        '/dist/src-renderer/index.html',
        '/dist/resources/models/catalogue.json',
      ]),
    );
    const strangers =
      /^\/(src-|tests|bench|docs|\.git)|\.ts$|node_modules\/(electron|svelte|vite|typescript|echarts)\//;
    expect(files.filter((file) => strangers.test(file))).toEqual([]);
  });

  it('has inside the archive what Electron alone reads, its entry first of all', () => {
    expect(filesInside(archive)).toEqual([
      '/LICENSE',
      '/dist/src-main/desktop/entry.mjs',
      '/dist/src-main/desktop/preload.cjs',
      '/package.json',
    ]);
    expect(extractFile(archive, manifest.main).toString()).not.toMatch(/from ["'](?!node:|electron["'])/);
  });

  it('brings all that it imports', async () => {
    expect(await missingImports(program)).toEqual([]);
  }, 120_000);

  it('lies beside its archive as it was packed', async () => {
    const files = unpackedFiles(archive);
    expect(files.length).toBeGreaterThan(1000);
    expect([...scriptFaults(archive, files), ...(await libraryFaults(archive, files))]).toEqual([]);
  }, 60_000);

  it('starts its window from inside the archive, and loads no library before all have been compared', () => {
    expect(startPacked(archive, join(folder, 'window'), 'en-GB')).toEqual({
      said: [],
      ended: [],
      opened: [['finesse://app/']],
      early: 0,
      libraries: [expect.stringMatching(/better-sqlite3.*\.node$/)],
    });
  }, 60_000);

  it.each([
    ['dist/src-main/desktop/main.js', 'en-US', ['is damaged', '(changed)', 'install it again']],
    ['dist/src-renderer/index.html', 'fr-CA', ['est endommagé', '(modifié)', 'réinstallez-le']],
    ['node_modules/zod/package.json', 'de', ['is damaged', '(changed)', 'install it again']],
    [`node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`, 'fr', ['(modifié)']],
  ])(
    'does not start with a changed %s, says so (%s), and touches no store',
    (path, locale, words) => {
      const store = mkdtempSync(join(folder, 'untouched-'));
      const start = whileChanged(join(program, path), () => startPacked(archive, store, locale));
      expect(start).toMatchObject({ ended: [[1]], opened: [], libraries: [] });
      expect(start.said).toHaveLength(1);
      for (const word of [path, ...words]) expect(start.said.flat().join('\n')).toContain(word);
      expect(existsSync(join(store, 'finesse.db'))).toBe(false);
    },
    60_000,
  );

  it('brings the native libraries of its own platform only, outside the archive', () => {
    const own = `${process.platform}/${process.arch}`;
    const libraries = globSync('node_modules/**/*.{node,so,so.*,dll,dylib}', { cwd: program });
    expect(libraries).toContain(
      `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
    );
    const runtimes = libraries.filter((file) => file.includes('onnxruntime-node'));
    expect(runtimes.length).toBeGreaterThan(0);
    expect(runtimes.filter((file) => !file.includes(`/${own}/`))).toEqual([]);
    expect(libraries.some((file) => /@img\/sharp-.*\.node$/.test(file))).toBe(true);
  });

  it('has its fuses set: no Node options, no inspector, its own archive only, no privileges for files', async () => {
    const wire = await getCurrentFuseWire(join(packed, 'finesse'));
    const isOn = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE;
    expect(isOn(FuseV1Options.RunAsNode)).toBe(true);
    expect(isOn(FuseV1Options.EnableCookieEncryption)).toBe(true);
    expect(isOn(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot)).toBe(false);
    expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
    expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
    expect(isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true);
    expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
    expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
  });

  it('trains with its own engine and libraries', () => {
    expect(train(join(program, 'dist/src-main/cli/finesse.js'))).toMatchObject({
      state: 'finished',
      epochs: 1,
    });
  }, 120_000);

  it('serves the browser-hosted form under plain Node, and closes in peace', async () => {
    const serving = await serve(
      join(program, 'dist/src-main/cli/finesse.js'),
      join(folder, 'served'),
      folder,
    );
    const page = await (await fetch(serving.url.origin)).text();
    const [, script] = /<script type="module"[^>]* src="([^"]+)"/.exec(page) ?? [];
    expect((await fetch(new URL(script ?? '', serving.url))).status).toBe(200);
    expect(await hello(serving)).toMatchObject({ version: manifest.version, host: 'browser' });
    expect(await end(serving)).toBe(0);
  });
});

it('the window’s entry named in package.json is what the build makes, and starts what it makes', () => {
  const entry = join(root, manifest.main);
  const [, main] = /import\("(\.[^"]+)"\)/.exec(readFileSync(entry, 'utf8')) ?? [];
  expect(existsSync(join(entry, '..', main ?? 'none'))).toBe(true);
});
