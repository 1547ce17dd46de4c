// `.finesse` files whose hashes were made anew after the damage, so that only what is checked of the content can refuse
// them. A refused one leaves nothing in the store; of one that came in, every run opens.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { router } from '../../../../src-main/api/router.ts';
import { closeServices, openServices, type Services } from '../../../../src-main/api/services.ts';
import { versionHash } from '../../../../src-main/data/assemble-version.ts';
import { FinesseError } from '../../../../src-main/errors.ts';
import { entryName } from '../../../../src-main/jobs/bundle-format.ts';
import { exportBundle } from '../../../../src-main/jobs/export-bundle.ts';
import { finishedRun } from '../../../../src-main/jobs/finished-run.ts';
import { type ImportedBundleRun, importBundle } from '../../../../src-main/jobs/import-bundle.ts';
import { modelCardOf } from '../../../../src-main/jobs/model-card.ts';
import { ownVersionFiles } from '../../../../src-main/jobs/version-files.ts';
import type { Store } from '../../../../src-main/store/open-store.ts';
import { takeStoreLock } from '../../../../src-main/store/store-lock.ts';
import { openPredictor } from '../../../../src-main/training/predictor.ts';
import { type FuzzKind, judgeError, type Outcome, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { type Json, mutateJson } from '../mutate-json.ts';
import type { Random } from '../random.ts';
import { trainTwo } from '../two-runs.ts';
import { type Entries, readZip, writeZip } from '../zip-entries.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function damagedEntry(name: string, bytes: Buffer, random: Random): Buffer {
  const isTensors = name.endsWith('.safetensors');
  if (random.chance(isTensors ? 0.3 : 0.1)) return mutateBytes(bytes, random);
  const dataStart = isTensors ? 8 + Number(bytes.readBigUInt64LE(0)) : 0;
  const value = parsed(bytes.subarray(isTensors ? 8 : 0, isTensors ? dataStart : undefined));
  if (value === undefined) return mutateBytes(bytes, random);
  const header = Buffer.from(mutateJson(value, random));
  if (!isTensors) return header;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytes.subarray(dataStart)]);
}

/** Undefined where it is no JSON, as a vocabulary and what has been damaged before. */
function parsed(bytes: Buffer): Json | undefined {
  try {
    return JSON.parse(bytes.toString()) as Json;
  } catch {
    return undefined;
  }
}

/** A dataset entry is named by its hash, the run names it by that, and in it is the hash of its examples. */
function renameDataset(entries: Map<string, Buffer>, name: string, random: Random): void {
  const bytes = withOwnHash(entries.get(name)!, random);
  entries.delete(name);
  const [old, made] = [name.slice('datasets/'.length, -'.json'.length), sha256(bytes)];
  entries.set(entryName.dataset(made), bytes);
  for (const [run, document] of entries)
    if (run.endsWith('/run.json'))
      entries.set(run, Buffer.from(document.toString().replaceAll(`"${old}"`, `"${made}"`)));
}

function withOwnHash(bytes: Buffer, random: Random): Buffer {
  if (random.chance(0.2)) return bytes;
  try {
    const version = JSON.parse(bytes.toString()) as Parameters<typeof written>[0];
    return Buffer.from(JSON.stringify(written(version)));
  } catch {
    return bytes; // no hash can be made of it
  }
}

const written = (version: {
  readonly kind: string;
  readonly classes: string[];
  readonly examples: Parameters<typeof versionHash>[2];
}) => ({ ...version, hash: versionHash(version.kind, version.classes, version.examples) });

function damaged(whole: Entries, random: Random): Entries {
  const entries = new Map(whole);
  for (let count = random.oneOf([1, 1, 2]); count > 0; count--) {
    const name = random.oneOf([...entries.keys()].filter((name) => name !== 'manifest.json'));
    if (random.chance(0.04)) entries.delete(name);
    else {
      entries.set(name, damagedEntry(name, entries.get(name)!, random));
      if (name.startsWith('datasets/')) renameDataset(entries, name, random);
    }
  }
  const manifest = JSON.parse(entries.get('manifest.json')!.toString()) as Json & object;
  entries.delete('manifest.json');
  const files = Object.fromEntries(
    [...entries].map(([name, bytes]) => [name, { sha256: sha256(bytes), sizeBytes: bytes.length }]),
  );
  const made = { ...manifest, files } as Json;
  const text = random.chance(0.08) ? mutateJson(made, random) : JSON.stringify(made);
  return entries.set('manifest.json', Buffer.from(text));
}

/** Rows of all tables and files of the folder, the database's own apart. */
function inventory({ db, paths }: Store): string {
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  const rows = tables.map((name) => `${name} ${db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()}`);
  const files = readdirSync(paths.folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/finesse\.db/.test(path));
  return [...rows.sort(), ...files.sort()].join('\n');
}

const client = (services: Services) => createRouterClient(router, { context: services });

/** As screens, cards and predictions do. */
async function useRun(
  services: Services,
  { id, withWeights }: ImportedBundleRun,
  predict: boolean,
): Promise<void> {
  const { store } = services;
  const api = client(services);
  await api.runs.get({ run: id });
  await api.runs.curves({ run: id });
  await api.runs.log({ run: id });
  await api.runs.recipe({ run: id });
  await api.training.changes({ run: id });
  await api.runs.compare({ runs: [id] });
  for (const { split, dataPath } of await api.evaluation.list({ run: id }))
    await api.evaluation.report({ run: id, split: split as 'test', dataPath }); // the import lets no other pass
  for (const { split, ready } of await api.evaluation.splits({ run: id }))
    if (ready) await api.evaluation.examples({ run: id, split });
  const finished = finishedRun(store, id);
  if (!withWeights) return;
  await modelCardOf(store, finished, 'en');
  if (!predict) return;
  // Whether tensors fit their model is found when it is built; that has words of its own.
  const predictor = await openPredictor(finished.folder).catch((error: unknown) => {
    if (!(error instanceof FinesseError)) throw error;
  });
  await predictor?.close();
}

export const bundlesKind: FuzzKind = async (folder) => {
  const [home, away] = [join(folder, 'home'), join(folder, 'away')];
  for (const made of [home, away]) mkdirSync(made);
  const wholes: Entries[] = [];
  await trainTwo(home, async (store, [pictures, texts]) => {
    // Of one run each: what a case costs is the number of entries. Both together once in a while.
    for (const runs of [[pictures], [texts], [pictures, texts]]) {
      const file = join(folder, `${runs.join('-')}.finesse`);
      const options = { file, weights: true, texts: true, versions: ownVersionFiles };
      await exportBundle(store, { ...options, what: { runs } });
      wholes.push(await readZip(file));
    }
  });
  const [pictures, texts, both] = wholes as [Entries, Entries, Entries]; // one for each of the above
  const lock = takeStoreLock(away);
  const services = openServices({ lock, host: 'electron' });
  process.once('exit', () => void closeServices(services));
  const { store } = services;
  const file = join(folder, 'damaged.finesse');

  return async (random): Promise<Outcome> => {
    const whole = random.chance(0.1) ? both : random.oneOf([pictures, texts]);
    const entries = damaged(whole, random);
    const predict = random.chance(0.05);
    await writeZip(file, entries);
    const before = inventory(store);
    let added: string[];
    try {
      const runs = await importBundle(store, file, { versions: ownVersionFiles });
      added = runs.map(({ id }) => id);
      await client(services).runs.list({});
      for (const run of runs) await useRun(services, run, predict);
    } catch (error) {
      const left = (await client(services).runs.list({})).map(({ id }) => id);
      if (left.length === 0)
        return inventory(store) === before ? judgeError(error, file) : wrong(`something stayed: ${error}`);
      await client(services).runs.remove({ runs: left, keep: 'nothing' });
      return wrong(`came in and does not open: ${String((error as Error)?.stack ?? error).slice(0, 900)}`);
    }
    await client(services).runs.remove({ runs: added, keep: 'nothing' });
    return { verdict: 'changed' };
  };
};
