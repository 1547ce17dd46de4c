// Nothing leaves the machine: demo, training, serving, predicting and export under a trace of system calls, with the
// environment of a person (ONNX Runtime's reporting, for one, is off wherever CI is set). They may open no socket but
// the server's own, and write nowhere but into the store, the folders they were given and the cache of compiled code.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { windowIsBuilt } from '../../src-main/desktop/built-parts.ts';
import { progressOf } from '../../src-renderer/lib/api/progress.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import { connect } from '../server/api-client.ts';
import { networkCalls, startTraced, type Traced, untraceable, writtenOutside } from './traced.ts';

let folder: string;
let store: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-traced-'));
  store = join(folder, 'store');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the processes may write into: the documented places, and the parents those are made in. */
function allowed({ home }: Traced, ...given: readonly string[]): string[] {
  return [store, join(home, '.cache/finesse'), ...given];
}

function outside(traced: Traced, ...given: readonly string[]): string[] {
  const cache = join(traced.home, '.cache');
  return writtenOutside(folder, allowed(traced, ...given)).filter((path) => path !== cache);
}

async function finesse(...args: readonly string[]): Promise<Traced> {
  const traced = startTraced(['--store', store, ...args], { folder });
  expect([await traced.ended, traced.printed.text]).toEqual([0, expect.any(String)]);
  return traced;
}

async function address(traced: Traced): Promise<URL> {
  for (;;) {
    const found = /http:\S+/.exec(traced.printed.text);
    if (found) return new URL(found[0]);
    if (traced.process.exitCode !== null) throw new Error(`It ended: ${traced.printed.text}`);
    await delay(20);
  }
}

describe.skipIf(untraceable !== undefined)(
  `no connection, no trace left${untraceable === undefined ? '' : ` (skipped: ${untraceable})`}`,
  { timeout: 300_000 },
  () => {
    it('sees a connection and a file where there are some', async () => {
      const probe = join(folder, 'probe.mjs');
      const file = join(folder, 'written');
      writeFileSync(
        probe,
        `import { writeFileSync } from 'node:fs';
         import { connect } from 'node:net';
         writeFileSync(${JSON.stringify(file)}, 'x');
         connect(1, '127.0.0.1').on('error', () => undefined);`,
      );
      const traced = startTraced([], { folder, program: [probe] });
      expect(await traced.ended).toBe(0);
      expect(networkCalls(folder).filter((call) => call.startsWith('connect('))).toHaveLength(1);
      expect(outside(traced)).toContain(file);
    });

    it('the demo', async () => {
      const traced = await finesse('demo');
      expect(traced.printed.text).toMatch(/finished after 10 epochs/);
      expect(networkCalls(folder)).toEqual([]);
      expect(outside(traced)).toEqual([]);
    });

    it('training and export on the command line', async () => {
      await writeTinyPictures(join(folder, 'pictures'), 8);
      const recipe = join(folder, 'recipe.json');
      writeFileSync(recipe, JSON.stringify(tinyRecipe(join(folder, 'pictures'), 1)));
      const trained = await finesse('train', recipe, '--json');
      const { run } = JSON.parse(trained.printed.text) as { run: string };
      const out = join(folder, 'out');
      for (const format of ['onnx', 'safetensors'])
        await finesse('export', run, join(out, format), '--format', format);
      await finesse('doctor');
      expect(networkCalls(folder)).toEqual([]);
      expect(outside(trained, out)).toEqual([]);
    });

    it('serving, and all that a page asks for', async () => {
      const [pictures, out] = ['pictures', 'out'].map((name) => join(folder, name)) as [string, string];
      await writeTinyPictures(pictures, 8);
      mkdirSync(out);
      // In a checkout the first start builds the window; that is no part of this.
      expect(windowIsBuilt()).toBe(true);
      const args = ['--store', store, 'serve', '--no-open', '--port', '0', '--allow', folder];
      const served = startTraced(args, { folder });
      onTestFailed(() => served.terminate());
      const { api, connection } = await connect(await address(served));
      const recipe = tinyRecipe(pictures, 1);
      await progressOf(await api.data.inspect({ task: 'image-classification', data: { path: pictures } }));
      const { run } = await api.training.start({ recipe });
      while ((await api.training.changes({ run })).run.state !== 'finished') await delay(200);
      await api.use.predict({ run, inputs: [{ file: join(pictures, 'dark/0.png') }] });
      await progressOf(await api.use.exportRun({ run, format: 'onnx', folder: join(out, 'onnx') }));
      connection.close();
      served.terminate();
      expect(await served.ended).toBe(0);

      const calls = networkCalls(folder);
      const [first, ...rest] = calls.filter((call) => !call.startsWith('sendto('));
      expect(first).toMatch(/^socket\(AF_INET, SOCK_STREAM/);
      expect(rest).toEqual([
        expect.stringMatching(/^bind\(.*sin_addr=inet_addr\("127\.0\.0\.1"\)/),
        expect.stringMatching(/^listen\(/),
      ]);
      expect(outside(served, out)).toEqual([]);
    });
  },
);
