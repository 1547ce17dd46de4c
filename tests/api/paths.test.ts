// What the browser-hosted form gives away of files outside its folders, and what it lets be overwritten: asked through
// the API, as a page asks.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { router } from '../../src-main/api/router.ts';
import { closeServices, openServices, type Services } from '../../src-main/api/services.ts';
import { confineReading } from '../../src-main/data/read-within.ts';
import { takeStoreLock } from '../../src-main/store/store-lock.ts';
import { writeTinyPictures } from '../jobs/tiny-pictures.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'finesse-paths-')));
const [home, outside] = [join(folder, 'home'), join(folder, 'outside')];
const lock = takeStoreLock(join(home, 'store'));
const homeBefore = process.env.HOME;
let services: Services;
let client: ReturnType<typeof open>;

function open() {
  process.env.HOME = home;
  services = openServices({ lock, host: 'browser' });
  return createRouterClient(router, { context: services });
}

beforeAll(async () => {
  await writeTinyPictures(join(home, 'pictures'), 8);
  await writeTinyPictures(join(outside, 'pictures'), 8);
  writeFileSync(join(outside, 'secret.txt'), 'topsecret words');
  writeFileSync(join(outside, 'secret.csv'), 'text,label\ntopsecret,a\nother,b\n');
  symlinkSync(outside, join(home, 'way-out'));
  client = open();
});

afterAll(async () => {
  await closeServices(services);
  lock.release();
  confineReading(undefined);
  process.env.HOME = homeBefore;
  rmSync(folder, { recursive: true, force: true });
});

/** What a call answers, whether it succeeds or fails, as text. */
async function told(call: Promise<unknown>): Promise<string> {
  try {
    const answer = await call;
    if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer))
      return JSON.stringify(answer);
    const task = (answer as AsyncIterable<unknown>)[Symbol.asyncIterator](); // progress, then the result
    for (;;) {
      const { done, value } = await task.next();
      if (done) return JSON.stringify(value);
    }
  } catch (error) {
    // A fault of the API, or of a task.
    const { message, code, data } = error as Error & { readonly code?: string; readonly data?: unknown };
    return JSON.stringify({ message, code, data });
  }
}

const draft = (path: string) => ({
  task: 'image-classification',
  model: { weights: 'finesse-resnet-10' },
  data: { path },
});

describe.each([
  ['directly', () => outside],
  ['through a link inside', () => join(home, 'way-out')],
])('a file outside, named %s', (_, base) => {
  const calls: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    'recipes.check data': (path) => client.recipes.check({ draft: draft(path) }),
    'recipes.check weights': (path) =>
      client.recipes.check({ draft: { ...draft(join(home, 'pictures')), model: { weights: path } } }),
    'recipes.check tokenizer': (path) =>
      client.recipes.check({
        draft: { ...draft(join(home, 'pictures')), model: { weights: 'finesse-resnet-10', tokenizer: path } },
      }),
    'recipes.open': (path) => client.recipes.open({ file: path }),
    'recipes.fromBudget': (path) =>
      client.recipes.fromBudget({ recipe: draft(path), minutes: 1, caution: 'balanced' }),
    'training.start': (path) => client.training.start({ recipe: draft(path) }),
    'training.estimate': (path) => client.training.estimate({ recipe: draft(path) }),
    'data.inspect': (path) => client.data.inspect({ task: 'image-classification', data: { path }, seed: 1 }),
    'data.suggestTask': (path) => client.data.suggestTask({ path }),
    'models.inspect': (path) => client.models.inspect({ path }),
    'bundles.inspect': (path) => client.bundles.inspect({ file: path }),
    'storage.restore': (path) => client.storage.restore({ file: path }),
    'files.list': (path) => client.files.list({ path }),
  };
  it.each(Object.keys(calls))(
    'is not told of by %s: neither what it holds nor that it exists',
    async (name) => {
      const call = calls[name]!;
      const answer = async (file: string) => {
        const path = join(base(), file);
        return (await told(call(path))).replaceAll(path, 'PATH');
      };
      const there = await answer('secret.txt');
      expect(there).not.toMatch(/topsecret|tops|words/);
      expect(there).toContain('files.notAllowed');
      expect(await answer('nothing.txt')).toBe(there);
      expect(await answer('no/such/thing.txt')).toBe(there);
      expect(await answer('pictures')).toBe(there);
    },
  );
});

it('a recipe file says nothing of what its paths lead to', async () => {
  writeFileSync(
    join(home, 'probe.json'),
    JSON.stringify({ model: { weights: '../outside/secret.txt' }, data: { path: '../outside/nothing' } }),
  );
  const { recipe } = await client.recipes.open({ file: join(home, 'probe.json') });
  expect(recipe).toEqual({
    model: { weights: join(outside, 'secret.txt') },
    data: { path: join(outside, 'nothing') },
  });
});

it('links inside a data set are followed inside, and named where they lead out', async () => {
  const data = join(home, 'linked');
  for (const label of ['a', 'b']) mkdirSync(join(data, label), { recursive: true });
  const [first, second] = ['dark', 'light'].map((label) => join(home, 'pictures', label));
  for (const [label, from] of Object.entries({ a: first!, b: second! }))
    for (const name of ['0.png', '1.png', '2.png', '3.png'])
      symlinkSync(join(from, name), join(data, label, name));
  symlinkSync(join(outside, 'pictures/dark/4.png'), join(data, 'a/out.png'));
  symlinkSync(join(outside, 'pictures'), join(data, 'a/folder'));
  const answer = await told(
    client.data.inspect({ task: 'image-classification', data: { path: data }, seed: 1 }),
  );
  const { dataset } = JSON.parse(answer) as { readonly dataset: { readonly problems: unknown } | null };
  expect(dataset, answer).not.toBeNull();
  expect(answer.match(/"leads-outside"/g)?.length).toBeGreaterThanOrEqual(1);
  expect(answer).toContain('a/out.png');
  expect(answer).not.toContain('a/folder/dark');
  expect(answer).toContain('"numExamples":8');
});

it('a table that is a link to one outside is not read', async () => {
  mkdirSync(join(home, 'texts'));
  symlinkSync(join(outside, 'secret.csv'), join(home, 'texts/train.csv'));
  const answer = await told(
    client.data.inspect({ task: 'text-classification', data: { path: join(home, 'texts') }, seed: 1 }),
  );
  expect(answer).not.toContain('topsecret');
  expect(answer).toContain('outside-folders');
});

it('overwrites nothing of the store', async () => {
  const database = readFileSync(services.store.paths.database);
  const { folder: store } = services.store.paths;
  const recipe = draft(join(home, 'pictures'));
  for (const name of ['finesse.db', 'finesse.lock', 'hosted.json', 'runs/x.json', 'datasets/y.json'])
    expect(await told(client.recipes.save({ file: join(store, name), recipe })), name).toContain(
      'files.ownFile',
    );
  expect(await told(client.recipes.save({ file: join(home, 'way-out/x.json'), recipe }))).toContain(
    'files.notAllowed',
  );
  expect(readFileSync(services.store.paths.database).subarray(0, 16)).toEqual(database.subarray(0, 16));
  await client.recipes.save({ file: join(home, 'mine.json'), recipe });
  expect(JSON.parse(readFileSync(join(home, 'mine.json'), 'utf8'))).toEqual(recipe);
});
