// The built program and the packed one, each doing its work away from the sources.
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { Diagnosis } from '../../src-main/engine/doctor.ts';
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
  const program = join(packed, 'resources/app.asar.unpacked');

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
    const files = listPackage(join(packed, 'resources/app.asar'), { isPack: false });
    expect(files).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/dist/src-main/desktop/main.js',
        '/dist/src-main/desktop/preload.cjs',
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

it('the window’s entry named in package.json is what the build makes', () => {
  expect(readFileSync(join(root, manifest.main), 'utf8')).toContain('electron');
});
