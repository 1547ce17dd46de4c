// Absurd recipes, overrides, run ids and stores. Each must end the command with exit code 2 (or 1 where the store
// is at fault) and a message that names the place; none may start a run or touch the store.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeStore, openStore, type Store } from '../../src-main/store/open-store.ts';
import { finesse } from '../cli/captured-cli.ts';
import { addRun, temporaryFolder } from '../store/temporary-store.ts';

const folder = temporaryFolder();
const storeFolder = join(folder, 'store');
const recipeFile = join(folder, 'recipe.json');
mkdirSync(join(folder, 'pictures'));
writeFileSync(join(folder, 'net.pth'), 'weights');

const good = { task: 'image-classification', model: { weights: 'net.pth' }, data: { path: 'pictures' } };
const goodText = JSON.stringify(good);
const withField = (fields: object) => JSON.stringify({ ...good, ...fields });

type Case = readonly [what: string, recipe: string | Uint8Array, message: RegExp, set?: string];

const utf16 = Buffer.from(`\ufeff${goodText}`, 'utf16le');

const recipes: readonly Case[] = [
  // Not JSON, or not JSON that can be a recipe.
  ['an empty file', '', /recipe\.json cannot be read: it is empty/],
  ['only a byte order mark', '\ufeff', /line 1, column 1: expected a value, found the end of the file/],
  ['UTF-16', utf16, /it is UTF-16 text; save it as UTF-8/],
  ['bytes that are no text', Buffer.of(0x7b, 0xff, 0xfe, 0x80), /it is not UTF-8 text/],
  ['a picture', Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a), /it is not UTF-8 text/],
  ['two megabytes of blanks', ' '.repeat(2_000_000), /2000000 bytes; a recipe has at most 1000000/],
  ['a list', '[1, 2, 3]', /the whole recipe: expected an object \{\.\.\.\}, got a list/],
  ['a number', '42', /the whole recipe: expected an object \{\.\.\.\}, got 42/],
  ['null', 'null', /the whole recipe: expected an object \{\.\.\.\}, got null/],
  ['a text', '"train"', /the whole recipe: expected an object/],
  ['cut off in the middle', goodText.slice(0, 40), /line 1, column \d+: /],
  ['a trailing comma', '{"task": "image-classification",\n}', /line 1, column 32: a comma stands before/],
  ['comments', `// mine\n${goodText}`, /line 1, column 1: .*JSON has no comments/],
  ['single quotes', "{'task': 1}", /line 1, column 2: .*double quotes/],
  ['NaN', '{"seed": NaN}', /line 1, column 10: .*JSON has no such number/],
  [
    'Windows path without escapes',
    '{"data": {"path": "C:\\data"}}',
    /line 1, column 19: .*write "\\\\" for a backslash/,
  ],
  ['a field given twice', '{"task": 1,\n "task": 2}', /line 2, column 2: the field "task" is given twice/],
  ['100,000 open brackets', '['.repeat(100_000), /nested deeper than 64 levels/],
  ['100,000 open objects', '{"a":'.repeat(100_000), /nested deeper than 64 levels/],
  ['two recipes in one file', goodText + goodText, /the text goes on after its value/],
  // Fields that are missing, unknown or of the wrong type.
  ['nothing at all', '{}', /task: missing; .*\n.*model: missing; .*\n.*data: missing; /],
  [
    'an unknown task',
    withField({ task: 'juggling' }),
    /task: expected "image-classification" or "text-class.*got "juggling"/,
  ],
  ['a task in a list', withField({ task: ['image-classification'] }), /task: expected .*got a list of 1/],
  [
    'a model that is a text',
    withField({ model: 'resnet' }),
    /model: expected an object \{\.\.\.\}, got "resnet"/,
  ],
  ['data that is null', withField({ data: null }), /data: expected an object \{\.\.\.\}, got null/],
  ['an empty path', withField({ data: { path: '' } }), /data\.path: expected text that is not empty, got ""/],
  [
    'a path that is a number',
    withField({ data: { path: 7 } }),
    /data\.path: expected text that is not empty, got 7/,
  ],
  [
    'a misspelt field',
    withField({ hyperparameters: { bacthSize: 4 } }),
    /hyperparameters\.bacthSize: .*did you mean hyperparameters\.batchSize\?/,
  ],
  [
    'a field in the wrong place',
    withField({ learningRate: 0.1 }),
    /learningRate: .*did you mean hyperparameters\.learningRate\?/,
  ],
  ['__proto__', goodText.replace('{', '{"__proto__": {"seed": 1},'), /__proto__: there is no such field/],
  ['a constructor', withField({ constructor: { prototype: 1 } }), /constructor: there is no such field/],
  // Numbers out of every range.
  [
    '1e999',
    withField({}).replace('}}', '}, "seed": 1e999}'),
    /seed: expected a whole number from 0 to 2147483647, got Infinity/,
  ],
  [
    'a negative batch',
    withField({ hyperparameters: { batchSize: -8 } }),
    /hyperparameters\.batchSize: expected a whole number from 1 to 4096, got -8/,
  ],
  [
    'a batch of half a picture',
    withField({ hyperparameters: { batchSize: 0.5 } }),
    /batchSize: expected a whole number .*got 0\.5/,
  ],
  [
    'no epochs',
    withField({ hyperparameters: { epochs: 0 } }),
    /hyperparameters\.epochs: expected a whole number from 1/,
  ],
  [
    'a million epochs',
    withField({ hyperparameters: { epochs: 1_000_000 } }),
    /hyperparameters\.epochs: .*got 1000000/,
  ],
  [
    'a learning rate of zero',
    withField({ hyperparameters: { learningRate: 0 } }),
    /learningRate: expected a number, above 0 and at most 10, got 0/,
  ],
  [
    'a learning rate as text',
    withField({ hyperparameters: { learningRate: '1e-3' } }),
    /learningRate: .*got "1e-3"/,
  ],
  [
    'pictures of a gigapixel',
    withField({ preprocessing: { imageSize: 1e9 } }),
    /preprocessing\.imageSize: expected a whole number from 8 to 1024/,
  ],
  [
    'a test split of everything',
    withField({ data: { path: 'pictures', testFraction: 1 } }),
    /data\.testFraction: expected a number from 0 to 0\.9, got 1/,
  ],
  [
    'a negative patience',
    withField({ hyperparameters: { earlyStopping: { patience: -1 } } }),
    /earlyStopping\.patience: expected a whole number of at least 1, got -1/,
  ],
  [
    'a phase without parts',
    withField({ adaptation: { phases: [{}] } }),
    /adaptation\.phases\.0\.epochs: missing/,
  ],
  ['no phases', withField({ adaptation: { phases: [] } }), /adaptation\.phases: /],
  [
    'a negative class weight',
    withField({ hyperparameters: { classWeights: { cat: -1 } } }),
    /classWeights\.cat: expected a number above 0, got -1/,
  ],
  [
    'minus five threads',
    withField({ engine: { threads: -5 } }),
    /engine\.threads: expected a whole number from 1 to 256, got -5/,
  ],
  [
    'an unknown backend',
    withField({ engine: { backend: 'abacus' } }),
    /engine\.backend: expected .*got "abacus"/,
  ],
  [
    'a name of a million letters',
    withField({ name: 'x'.repeat(500_000) }),
    /name: expected text of at most 200 characters, got "xxx/,
  ],
  // Fields that contradict each other.
  ['no weights and no architecture', withField({ model: {} }), /model: needs weights .* or an architecture/],
  [
    'a tokenizer for pictures',
    withField({ model: { weights: 'net.pth', tokenizer: 'net.pth' } }),
    /model\.tokenizer: pictures need no tokenizer/,
  ],
  [
    'a text column for pictures',
    withField({ data: { path: 'pictures', textColumn: 'text' } }),
    /data\.textColumn: pictures have no text column/,
  ],
  [
    'a picture size for texts',
    withField({ task: 'text-classification', preprocessing: { imageSize: 64 } }),
    /preprocessing: imageSize, resize and whiteLevel are for pictures/,
  ],
  [
    'nothing left to train on',
    withField({ data: { path: 'pictures', testFraction: 0.6, validationFraction: 0.6 } }),
    /data: .*leave nothing to train on/,
  ],
  [
    'phases and a preset',
    withField({ adaptation: { preset: 'full', phases: [{ epochs: 1, trainable: 'head' }] } }),
    /adaptation\.preset: phases replace the preset/,
  ],
  [
    'WebGPU on TensorFlow',
    withField({ engine: { backend: 'tensorflow', provider: 'webgpu' } }),
    /engine\.provider: "webgpu" belongs to the backend "ort"/,
  ],
  // Files that are not there.
  ['missing data', withField({ data: { path: 'nowhere' } }), /data\.path: there is nothing at .*nowhere/],
  [
    'missing weights',
    withField({ model: { weights: 'nowhere/net.pth' } }),
    /model\.weights: there is nothing at .*nowhere.net\.pth/,
  ],
  [
    'missing test data',
    withField({ data: { path: 'pictures', test: 'nowhere' } }),
    /data\.test: there is nothing at/,
  ],
  ['a path with a NUL', withField({ data: { path: 'a\u0000b' } }), /data\.path: there is nothing at/],
  // --set.
  ['--set without a value', goodText, /--set needs path=value.*got "seed"/, 'seed'],
  ['--set without a path', goodText, /--set needs path=value.*got "=3"/, '=3'],
  ['--set with an empty part', goodText, /--set needs path=value/, 'data..path=3'],
  ['--set of nothing', goodText, /--set needs path=value/, ''],
  [
    '--set of an unknown field',
    goodText,
    /--set hyperparameters\.lerningRate: .*did you mean hyperparameters\.learningRate\?/,
    'hyperparameters.lerningRate=1',
  ],
  [
    '--set of a prototype',
    goodText,
    /--set __proto__\.polluted: there is no such field/,
    '__proto__.polluted=1',
  ],
  ['--set through a number', goodText, /--set seed\.deep: there is no such field/, 'seed.deep=1'],
  [
    '--set beyond the end of a list',
    goodText,
    /--set adaptation\.phases\.7\.epochs: the list has 0 entries/,
    'adaptation.phases.7.epochs=1',
  ],
  [
    '--set of the wrong type',
    goodText,
    /hyperparameters\.batchSize: .*got "many"/,
    'hyperparameters.batchSize=many',
  ],
  ['--set NaN', goodText, /hyperparameters\.dropout|seed: .*got "NaN"/, 'seed=NaN'],
  [
    '--set 1e999',
    goodText,
    /hyperparameters\.learningRate: .*got Infinity/,
    'hyperparameters.learningRate=1e999',
  ],
];

let store: Store;
let before: string;

function content(): string {
  const rows = store.db.prepare('SELECT * FROM runs ORDER BY run_key').all();
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

beforeAll(() => {
  store = openStore(storeFolder);
  for (let i = 0; i < 2; i++) addRun(store);
  store.db.prepare("UPDATE runs SET run_id = 'abc' || run_key").run();
  before = content();
  return () => closeStore(store);
});

afterEach(() => {
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(store.db.pragma('foreign_key_check')).toEqual([]);
  expect(content()).toBe(before);
});

describe('absurd recipes are refused by field and line', () => {
  const cases = recipes.map(([what, recipe, message, set]) => ({ what, recipe, message, set }));
  it.each(cases)('$what', async ({ recipe, message, set }) => {
    writeFileSync(recipeFile, recipe);
    const overrides = set === undefined ? [] : ['--set', set];
    const { exitCode, out, err } = await finesse('train', recipeFile, ...overrides, '--store', storeFolder);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(err.length).toBeLessThan(2_000);
    expect([exitCode, out]).toEqual([2, '']);
  });

  it.each([
    [
      'a file that is not there',
      join(folder, 'no-recipe.json'),
      /no-recipe\.json cannot be read: there is no such file/,
    ],
    ['a folder', folder, /it is a folder; give the recipe file in it/],
    ['a path with a NUL', 'a\0b', /cannot be read/],
  ])('%s', async (_what, path, message) => {
    const { exitCode, err } = await finesse('train', path, '--store', storeFolder);
    expect([exitCode, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('absurd runs are refused by id', () => {
  it.each([
    ['an unknown run', ['show', 'zzz'], /no run whose id begins with "zzz"/],
    ['an ambiguous run', ['show', 'abc'], /"abc" is the beginning of several run ids: abc1, abc2/],
    ['an empty id', ['show', ''], /no run whose id begins with ""/],
    ['SQL for an id', ['show', "x' OR '1'='1"], /no run whose id begins with/],
    ['a wildcard', ['show', '%'], /no run whose id begins with "%"/],
    ['a path for an id', ['show', '../../etc'], /no run whose id begins with/],
    ['a megabyte of id', ['show', 'a'.repeat(1_000_000)], /no run whose id begins with/],
    ['resuming an unknown run', ['train', '--resume', 'zzz'], /no run whose id begins with "zzz"/],
    ['resuming with --set', ['train', '--resume', 'abc1', '--set', 'seed=1'], /leave out --set/],
    ['training nothing', ['train'], /needs a recipe file, or --resume/],
    [
      'a list of minus one run',
      ['runs', '--limit', '-1'],
      /--limit needs a whole number of at least 1; got "-1"/,
    ],
    ['a state nobody knows', ['runs', '--state', 'asleep'], /--state needs one of queued, .*got "asleep"/],
    ['a command nobody knows', ['dance'], /unknown command 'dance'/],
    ['an option nobody knows', ['runs', '--quickly'], /unknown option '--quickly'/],
  ])('%s', async (_what, args, message) => {
    const { exitCode, out, err } = await finesse(...args, '--store', storeFolder);
    expect([exitCode, out, err]).toEqual([2, '', expect.stringMatching(message)]);
    expect(err.length).toBeLessThan(2_000);
  });
});

describe('absurd stores are refused by file, and left as they are', () => {
  it('an empty text for the folder', async () => {
    const { exitCode, err } = await finesse('runs', '--store', '');
    expect([exitCode, err]).toEqual([2, expect.stringMatching(/--store needs a folder/)]);
  });

  /** A store with one run, closed, in a folder of its own. */
  function closedStore(name: string): { folder: string; file: string } {
    const { paths, ...opened } = openStore(join(folder, name));
    addRun({ paths, ...opened });
    opened.db.close();
    return { folder: paths.folder, file: paths.database };
  }

  async function refused(path: string, file: string, expected: { exitCode: number; message: RegExp }) {
    const bytes = statSync(file).isFile() ? readFileSync(file) : undefined;
    const { exitCode, err } = await finesse('runs', '--store', path);
    expect([exitCode, err]).toEqual([expected.exitCode, expect.stringMatching(expected.message)]);
    if (bytes) expect(readFileSync(file).equals(bytes)).toBe(true);
  }

  it('a file in place of the folder', () =>
    refused(recipeFile, recipeFile, {
      exitCode: 2,
      message: /must be a folder, but .*recipe\.json is a file/,
    }));

  it('a folder inside a file', () =>
    refused(join(recipeFile, 'store'), recipeFile, { exitCode: 1, message: /cannot be created or written/ }));

  it('notes in place of the database', async () => {
    const { folder: path, file } = closedStore('notes');
    writeFileSync(file, 'my notes\n'.repeat(200));
    await refused(path, file, { exitCode: 2, message: /finesse\.db is not a Finesse database/ });
  });

  it("another program's database", async () => {
    const path = join(folder, 'other');
    mkdirSync(path);
    const other = new BetterSqlite(join(path, 'finesse.db'));
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    await refused(path, join(path, 'finesse.db'), { exitCode: 2, message: /is not a Finesse database/ });
  });

  it('a database cut in half', async () => {
    const { folder: path, file } = closedStore('cut');
    truncateSync(file, Math.floor(statSync(file).size / 2));
    await refused(path, file, { exitCode: 1, message: /finesse\.db is damaged .*its end is missing/ });
  });

  it('a database with a page of zeros', async () => {
    const { folder: path, file } = closedStore('zeros');
    const bytes = readFileSync(file);
    for (let page = 1; page < bytes.length / 4096; page++) bytes.fill(0, page * 4096, (page + 1) * 4096);
    writeFileSync(file, bytes);
    await refused(path, file, { exitCode: 1, message: /finesse\.db is damaged/ });
  });

  it('a database of next year', async () => {
    const { folder: path, file } = closedStore('newer');
    const db = new BetterSqlite(file);
    db.pragma('user_version = 999');
    db.close();
    await refused(path, file, { exitCode: 1, message: /schema 999.*newer Finesse/ });
  });

  it('a folder in place of the database', async () => {
    const path = join(folder, 'nested');
    mkdirSync(join(path, 'finesse.db'), { recursive: true });
    await refused(path, join(path, 'finesse.db'), {
      exitCode: 2,
      message: /finesse\.db is not a Finesse database/,
    });
  });
});
