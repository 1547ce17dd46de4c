// Disks that are full, read-only or gone, for real: a small file system is mounted, which takes the superuser. Each step
// says which place it could not use and what to do, and is never called a fault of the program.
import { execFile, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRun } from '../../src-main/jobs/start-run.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { writeTexts } from '../training/small-data.ts';

const program = fileURLToPath(new URL('../../src-main/cli/finesse.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'finesse-places-'));
const disk = join(root, 'disk');
mkdirSync(disk);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]).status === 0;
const home = join(root, 'home');
const recipeFile = join(root, 'recipe.json');
let run = '';

const recipe = {
  task: 'text-classification',
  model: {
    architecture: {
      family: 'bert',
      layers: 1,
      hiddenSize: 32,
      heads: 2,
      vocabularySize: 200,
      maxPositions: 32,
    },
  },
  data: { path: join(root, 'texts.csv') },
  preprocessing: { maxTokens: 16 },
  hyperparameters: { epochs: 2, batchSize: 8 },
  engine: { backend: 'ort', threads: 1 },
};

beforeAll(async () => {
  writeTexts(join(root, 'texts.csv'), 40);
  writeFileSync(recipeFile, JSON.stringify(recipe));
  const store = openStore(home);
  const done = await startRun(store, recipeSchema.parse(recipe)).done;
  closeStore(store);
  expect(done.state).toBe('finished');
  run = done.id;
}, 120_000);

afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmSync(root, { recursive: true, force: true });
});

interface Answer {
  readonly code: number;
  readonly said: string;
}

async function finesse(...args: string[]): Promise<Answer> {
  try {
    await promisify(execFile)(process.execPath, [program, ...args]);
    return { code: 0, said: '' };
  } catch (error) {
    const { code, stderr } = error as { readonly code: number; readonly stderr: string }; // as execFile documents it
    return { code, said: stderr };
  }
}

/** Leaves `leftBytes` on the small disk, to which nobody else may write meanwhile. */
function fill(leftBytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'fill'), Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
}

/** Takes all that is left on the small disk, also while others write to it. */
function fillUp(): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12])
    for (;;)
      try {
        appendFileSync(join(disk, 'fill'), Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        break;
      }
}

const empty = () => {
  for (const name of ['fill', 'store', 'out', 'x.finesse', 'p.csv', 'card.md'])
    rmSync(join(disk, name), { recursive: true, force: true });
};

function expectPlace({ code, said }: Answer, place: string, what: RegExp): void {
  expect(code, said).toBe(1);
  expect(said).toContain(place);
  expect(said).toMatch(what);
  expect(said).not.toMatch(/fault of the program|internal/i);
}

const full = /is full.*Free some space/s;

describe.skipIf(!mounted)('a full disk (skipped where no file system can be mounted)', () => {
  it.each<[string, readonly string[], string]>([
    ['a new store', ['--store', join(disk, 'store'), 'runs'], 'store'],
    ['an export', ['--store', home, 'export', 'RUN', join(disk, 'out'), '--format', 'safetensors'], 'out'],
    ['an ONNX export', ['--store', home, 'export', 'RUN', join(disk, 'out'), '--format', 'onnx'], 'out'],
    ['a bundle', ['--store', home, 'bundle', join(disk, 'x.finesse'), 'RUN'], 'x.finesse'],
    [
      'a table of predictions',
      ['--store', home, 'predict', 'RUN', '--folder', join(root, 'texts.csv'), '--csv', join(disk, 'p.csv')],
      'p.csv',
    ],
    ['a card', ['--store', home, 'card', 'RUN', '--out', join(disk, 'card.md')], 'card.md'],
  ])('%s names its own place and leaves nothing behind', async (_, args, place) => {
    empty();
    mkdirSync(join(disk, 'out'));
    fillUp();
    const answer = await finesse(...args.map((arg) => (arg === 'RUN' ? run : arg)));
    expectPlace(answer, join(disk, place), full);
    for (const name of ['x.finesse', 'p.csv', 'card.md']) expect(existsSync(join(disk, name))).toBe(false);
  });

  it.each<[string, readonly string[]]>([
    ['the list of runs', ['runs']],
    ['a change', ['edit', 'RUN', '--tag', 'x']],
    ['a training', ['train', recipeFile]],
  ])('%s of a store without room says so', async (_, args) => {
    empty();
    cpSync(home, join(disk, 'store'), { recursive: true });
    fillUp();
    const answer = await finesse(
      '--store',
      join(disk, 'store'),
      ...args.map((arg) => (arg === 'RUN' ? run : arg)),
    );
    expectPlace(answer, join(disk, 'store'), full);
  });

  it('that fills while a run trains ends it with the place, and the store is whole afterwards', async () => {
    empty();
    const store = openStore(join(disk, 'store'));
    const handle = startRun(
      store,
      recipeSchema.parse({ ...recipe, hyperparameters: { epochs: 40, batchSize: 8 } }),
      {
        // Again at each epoch: a run that replaces its files gives room back.
        onEvent: (event) => event.type === 'epoch' && event.epoch >= 2 && fillUp(),
      },
    );
    const ended = await handle.done.then(
      ({ errorMessage }) => errorMessage ?? '',
      (error: Error) => error.message,
    );
    expect(ended).toMatch(full);
    expect(ended).toContain(join(disk, 'store'));
    rmSync(join(disk, 'fill'));
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
    closeStore(store);
    const again = openStore(join(disk, 'store'));
    closeStore(again);
  }, 120_000);

  it('an import says what it needs, and adds nothing', async () => {
    empty();
    const file = join(root, 'whole.finesse');
    expect(await finesse('--store', home, 'bundle', file, run)).toMatchObject({ code: 0 });
    closeStore(openStore(join(disk, 'store')));
    fill(48 * 1024);
    const answer = await finesse('--store', join(disk, 'store'), 'import', file);
    expect(answer.said).toMatch(/is full|needs \d+ MB/);
    expect(answer.said).not.toMatch(/fault of the program/);
    rmSync(join(disk, 'fill'));
    const store = openStore(join(disk, 'store'));
    expect(store.db.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0);
    closeStore(store);
  });
});

describe.skipIf(!mounted)('a read-only disk (skipped where no file system can be mounted)', () => {
  it('is named, with what to do', async () => {
    empty();
    cpSync(home, join(disk, 'store'), { recursive: true });
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    try {
      const readOnly = /read-only.*(permission|another)|may not be written|cannot be created or written/s;
      expectPlace(await finesse('--store', join(disk, 'store'), 'runs'), join(disk, 'store'), readOnly);
      expectPlace(await finesse('--store', join(disk, 'new'), 'runs'), join(disk, 'new'), readOnly);
      expectPlace(
        await finesse('--store', home, 'card', run, '--out', join(disk, 'card.md')),
        join(disk, 'card.md'),
        readOnly,
      );
    } finally {
      spawnSync('mount', ['-o', 'remount,rw', disk]);
    }
  });
});

describe('a store that goes while a run trains', () => {
  it.each([
    ['moved', (folder: string) => renameSync(folder, `${folder}-moved`)],
    [
      'deleted',
      (folder: string) => {
        renameSync(folder, `${folder}-gone`); // at once, whatever is being written into it
        rmSync(`${folder}-gone`, { recursive: true, maxRetries: 20 });
      },
    ],
  ])(
    '%s: the run ends, and the person is told where the store was',
    async (what, take) => {
      const folder = join(root, `store-${what}`);
      const store = openStore(folder);
      const long = recipeSchema.parse({ ...recipe, hyperparameters: { epochs: 60, batchSize: 8 } });
      const handle = startRun(store, long, {
        onEvent: (event) => event.type === 'epoch' && event.epoch === 2 && take(folder),
      });
      await expect(handle.done).rejects.toMatchObject({
        code: 'store.gone',
        message: expect.stringContaining(folder),
      });
      closeStore(store);
      if (what === 'moved') {
        const moved = openStore(`${folder}-moved`);
        expect(moved.db.pragma('integrity_check', { simple: true })).toBe('ok');
        closeStore(moved);
      }
    },
    120_000,
  );
});

describe('a damaged store', () => {
  it.each([0, 18, 40, 60, 100, 200, 4096, 4100, 8192, 12288])(
    'with other bytes from %i on is named and left as it is',
    async (at) => {
      const folder = join(root, `damaged-${at}`);
      cpSync(home, folder, { recursive: true });
      const file = join(folder, 'finesse.db');
      const bytes = readFileSync(file);
      bytes.fill(0xa5, at, at + 2_000);
      writeFileSync(file, bytes);
      const answer = await finesse('--store', folder, 'show', run);
      // Damage that the command does not meet is none of its business.
      if (answer.code !== 0)
        expectPlace({ ...answer, code: 1 }, file, /damaged|not a Finesse database|newer|failed/);
    },
  );
});
