import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { importBundle } from '../../src-main/jobs/import-bundle.ts';
import { ownVersionFiles } from '../../src-main/jobs/version-files.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { findRun } from '../../src-main/store/runs-repository.ts';
import { type Rig, rigs } from './carrier-rigs.ts';
import { drain, type FinishedRuns, trainFinishedRuns } from './finished-runs.ts';

let here: FinishedRuns;
let there: Rig;
let folder: string;
let whole: string;
let bare: string;

beforeAll(async () => {
  here = await trainFinishedRuns();
  there = await rigs[1]![1]();
  folder = mkdtempSync(join(tmpdir(), 'finesse-bundles-'));
  // Within what the browser-hosted form may name.
  mkdirSync(join(here.folder, 'out'));
  whole = join(here.folder, 'out', 'whole.finesse');
  bare = join(here.folder, 'out', 'bare.finesse');
  const { client } = here.rig;
  await client.evaluation.keepDecision({ run: here.texts, rule: { kind: 'abstain', below: 0.6 } });
  // As if it had been made from the other.
  const { db } = here.rig.services.store;
  db.prepare('UPDATE runs SET parent_run_id = ? WHERE run_id = ?').run(here.pictures, here.texts);
  await client.runs.edit({
    runs: [here.texts],
    notes: 'a note',
    experiment: 'questions',
    addTags: ['kept', 'second'],
    favourite: true,
  });
}, 120_000);

afterAll(async () => {
  await here.rig.close();
  await there.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a file where the other side may name it. */
function handOver(file: string): string {
  const target = join(
    there.services.store.paths.folder,
    `${createHash('sha256').update(file).digest('hex')}.finesse`,
  );
  writeFileSync(target, readFileSync(file));
  return target;
}

async function entriesOf(file: string): Promise<Map<string, Buffer>> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  const entries = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    entries.set(entry.fileName, Buffer.concat(parts));
  }
  zip.close();
  return entries;
}

async function writeZip(file: string, entries: ReadonlyMap<string, Buffer>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, bytes] of entries) zip.addBuffer(bytes, name);
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(file)));
  return file;
}

/** The names of all files of a store, but the database's own and what its helpers said. */
function filesOf(store: string): string[] {
  return readdirSync(store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/finesse\.db|workbench-/.test(path))
    .sort();
}

describe('a .finesse file', () => {
  it('takes runs to another store whole, where they can be looked at, compared and used', async () => {
    const { client } = here.rig;
    const { result, phases } = await drain(
      await client.bundles.export({
        file: whole,
        runs: [here.pictures, here.texts],
        weights: true,
        texts: true,
      }),
    );
    expect(result).toMatchObject({
      file: whole,
      numRuns: 2,
      numWithWeights: 2,
      sizeBytes: statSync(whole).size,
    });
    expect(phases).toEqual(expect.arrayContaining(['runs']));

    const file = handOver(whole);
    expect(await there.client.bundles.inspect({ file })).toMatchObject({
      texts: true,
      experiment: null,
      runs: [
        { id: here.pictures, weights: true, exists: false, state: 'finished' },
        { id: here.texts, name: 'topics', weights: true, exists: false },
      ],
    });
    const imported = await drain(await there.client.bundles.import({ file }));
    expect(imported.result.runs).toEqual([
      { id: here.pictures, name: 'bars *or* <columns>', outcome: 'added', withWeights: true },
      { id: here.texts, name: 'topics', outcome: 'added', withWeights: true },
    ]);

    for (const run of [here.pictures, here.texts]) {
      const { folder: _, experiment, ...before } = await client.runs.get({ run });
      const after = await there.client.runs.get({ run });
      // Facts of the machine it is on, and keys of its database.
      const { checkpoints, artefacts, dataset, evaluations, ...same } = before;
      expect(after).toMatchObject({ ...same, experiment, imported: true });
      expect(after.checkpoints).toEqual([]);
      if (after.id === here.texts) expect(after.lineage.parent?.id).toBe(here.pictures);
      expect(after.artefacts).toHaveLength(artefacts.length);
      expect(after.artefacts).toEqual(expect.arrayContaining([...artefacts]));
      expect(after.dataset).toMatchObject({ hash: dataset!.hash, classes: dataset!.classes });
      expect(after.evaluations.map(({ metrics }) => metrics)).toEqual(
        evaluations.map(({ metrics }) => metrics),
      );
      expect(await there.client.runs.curves({ run, maxPoints: 5000 })).toEqual(
        await client.runs.curves({ run, maxPoints: 5000 }),
      );
      const said = async (api: typeof client) =>
        (await api.runs.log({ run })).map(({ key: _, ...line }) => line);
      expect(await said(there.client)).toEqual(await said(client));
    }
    const [row] = await there.client.runs.list({ runs: [here.texts] });
    expect(row).toMatchObject({
      imported: true,
      weightsDropped: false,
      notes: 'a note',
      tags: ['kept', 'second'],
      favourite: true,
      experiment: 'questions',
    });
    // The rule for the answers, and the examples to choose another one on.
    expect(await there.client.evaluation.decision({ run: here.texts })).toEqual(
      await client.evaluation.decision({ run: here.texts }),
    );
    expect((await there.client.evaluation.decision({ run: here.texts })).rule).toMatchObject({ below: 0.6 });
    expect((await there.client.evaluation.coverage({ run: here.texts })).chosenOn).toBe('validation');
    const ask = { run: here.texts, inputs: [{ kind: 'text' as const, text: 'the team won the match' }] };
    const [mine, theirs] = [await client.use.predict(ask), await there.client.use.predict(ask)];
    expect(theirs.predictions).toEqual(mine.predictions);
    const examples = await there.client.evaluation.examples({ run: here.texts, limit: 3 });
    expect(examples.examples[0]!.text).toBeTypeOf('string');
  });

  it('leaves a run that is there already as it is', async () => {
    await there.client.runs.edit({ runs: [here.texts], name: 'renamed here' });
    const { result } = await drain(await there.client.bundles.import({ file: handOver(whole) }));
    expect(result.runs.map(({ outcome }) => outcome)).toEqual(['exists', 'exists']);
    expect((await there.client.runs.get({ run: here.texts })).name).toBe('renamed here');
  });

  it('holds no text and no weights unless asked, and is compared by content all the same', async () => {
    const { client } = here.rig;
    const { result } = await drain(
      await client.bundles.export({ file: bare, experiment: 'questions', weights: false, texts: false }),
    );
    expect(result).toMatchObject({ numRuns: 1, numWithWeights: 0 });
    const entries = await entriesOf(bare);
    const texts = readFileSync(here.textData, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]!)
      .filter((text) => text.length > 8);
    expect(texts.length).toBeGreaterThan(20);
    const found = [...entries.values()].filter((bytes) => texts.some((text) => bytes.includes(text)));
    expect(found).toEqual([]);
    expect([...entries.keys()].filter((name) => /model|tokenizer|vocab/.test(name))).toEqual([]);

    const store = openStore(join(folder, 'third'));
    const runs = await importBundle(store, bare, { versions: ownVersionFiles });
    expect(runs).toMatchObject([{ id: here.texts, outcome: 'added', withWeights: false }]);
    expect(existsSync(join(store.paths.runs, here.texts, 'evaluation.json'))).toBe(true);
    // Where the same examples are known, they lend the run their texts.
    const again = handOver(bare);
    await there.client.runs.remove({ runs: [here.texts], keep: 'nothing' });
    await drain(await there.client.bundles.import({ file: again }));
    const examples = await there.client.evaluation.examples({ run: here.texts, limit: 3 });
    expect(examples.examples[0]!.text).toBeTypeOf('string');
    expect((await there.client.runs.list({ runs: [here.texts] }))[0]).toMatchObject({ weightsDropped: true });
    closeStore(store);
  });

  it('is not written over another, and nothing is left of one that was given up', async () => {
    const { client } = here.rig;
    await expect(
      client.bundles.export({ file: whole, runs: [here.texts] }).then(drain),
    ).rejects.toMatchObject({ data: { code: 'jobs.bundleExists' } });
    await expect(
      client.bundles.export({ file: `${whole}2`, experiment: 'nobody' }).then(drain),
    ).rejects.toMatchObject({ data: { code: 'jobs.bundleEmpty' } });
    const control = new AbortController();
    const stream = await client.bundles.export(
      { file: join(here.folder, 'out', 'gone.finesse'), runs: [here.texts] },
      { signal: control.signal },
    );
    await stream.next();
    control.abort();
    await expect(drain(stream)).rejects.toThrow();
    await expect
      .poll(() => readdirSync(join(here.folder, 'out')).sort(), { timeout: 5_000 })
      .toEqual(['bare.finesse', 'whole.finesse']);
    await expect
      .poll(() => readdirSync(here.folder).filter((name) => name.startsWith('outgoing-')), { timeout: 5_000 })
      .toEqual([]);
  });
});

describe('a .finesse file that is not to be trusted', () => {
  type Change = (entries: Map<string, Buffer>) => void;
  type Manifest = { formatVersion: number; files: Record<string, { sha256: string; sizeBytes: number }> };

  function editManifest(entries: Map<string, Buffer>, edit: (manifest: Manifest) => void): void {
    const manifest = JSON.parse(entries.get('manifest.json')!.toString()) as Manifest;
    edit(manifest);
    entries.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  }

  /** Changes an entry and its line of the manifest, as a forger would. */
  function forge(entries: Map<string, Buffer>, name: string, bytes: Buffer): void {
    entries.set(name, bytes);
    editManifest(entries, ({ files }) => {
      files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
    });
  }

  function forgeJson(entries: Map<string, Buffer>, suffix: string, edit: (value: never) => void): void {
    const name = [...entries.keys()].find((key) => key.endsWith(suffix))!;
    const value = JSON.parse(entries.get(name)!.toString()) as never;
    edit(value);
    forge(entries, name, Buffer.from(JSON.stringify(value)));
  }

  const cases: Record<string, readonly [Change, code: string, place: RegExp]> = {
    'without a manifest': [(e) => void e.delete('manifest.json'), 'bundleInvalid', /manifest\.json/],
    'of a newer format': [
      (e) =>
        editManifest(e, (manifest) => {
          manifest.formatVersion = 2;
        }),
      'bundleNewer',
      /format 2/,
    ],
    'with a changed byte': [
      (e) => {
        const name = [...e.keys()].find((key) => key.endsWith('evaluation.json'))!;
        const bytes = Buffer.from(e.get(name)!);
        bytes[20]! ^= 1;
        e.set(name, bytes);
      },
      'bundleInvalid',
      /evaluation\.json.*not that of its hash/,
    ],
    'with an entry that the manifest does not know': [
      (e) => void e.set(`runs/${here.texts}/files/calibration.json`, Buffer.from('{}')),
      'bundleInvalid',
      /calibration\.json.*does not list/,
    ],
    'with a figure of an evaluation twice': [
      (e) =>
        forgeJson(e, 'run.json', ({ evaluations: [first] }: { evaluations: { metrics: unknown[] }[] }) => {
          first!.metrics.push(first!.metrics[0]);
        }),
      'bundleInvalid',
      /run\.json.*evaluations\.0\.metrics: it holds something twice/,
    ],
    'that lacks an entry': [
      (e) => void e.delete(`runs/${here.texts}/steps.json`),
      'bundleInvalid',
      /steps\.json.*missing/,
    ],
    'with a name of its own': [
      (e) => forge(e, `runs/${here.texts}/files/engine.log`, Buffer.from('x')),
      'bundleInvalid',
      /engine\.log.*no such entry/,
    ],
    'with another run inside': [
      (e) => forge(e, 'runs/0123456789/run.json', Buffer.from('{}')),
      'bundleInvalid',
      /0123456789.*lists no such run/,
    ],
    'with the rows of another run': [
      (e) =>
        forgeJson(e, 'run.json', (run: { id: string }) => {
          run.id = '0123456789';
        }),
      'bundleInvalid',
      /run\.json.*of run 0123456789/,
    ],
    'with a report outside the run': [
      (e) =>
        forgeJson(e, 'run.json', (run: { evaluations: { reportFile: string }[] }) => {
          run.evaluations[0]!.reportFile = '../../../etc/passwd';
        }),
      'bundleInvalid',
      /run\.json.*etc\/passwd/,
    ],
    'with a recipe that is none': [
      (e) =>
        forgeJson(e, 'run.json', (run: { recipe: { seed: unknown } }) => {
          run.recipe.seed = 'x';
        }),
      'bundleInvalid',
      /run\.json.*recipe\.seed/,
    ],
    'without the processor that its card names': [
      (e) =>
        forgeJson(e, 'run.json', (run: { environment: { cpu?: unknown } }) => {
          delete run.environment.cpu;
        }),
      'bundleInvalid',
      /run\.json.*environment\.cpu/,
    ],
    'with packages that are none': [
      (e) =>
        forgeJson(e, 'run.json', (run: { environment: { packages: unknown } }) => {
          run.environment.packages = null;
        }),
      'bundleInvalid',
      /run\.json.*environment\.packages/,
    ],
    'with a planned phase that the screens cannot draw': [
      (e) =>
        forgeJson(e, 'run.json', (run: { plan: { stages?: unknown }[] }) => {
          delete run.plan[0]!.stages;
        }),
      'bundleInvalid',
      /run\.json.*plan\.0\.stages/,
    ],
    'with a report that says nothing': [
      (e) => forge(e, `runs/${here.texts}/files/evaluation.json`, Buffer.from('{}')),
      'bundleInvalid',
      /evaluation\.json/,
    ],
    'with a report that does not add up': [
      (e) =>
        forgeJson(e, 'files/evaluation.json', (report: { confusion: number[][] }) => {
          report.confusion[0]![0]! += 1;
        }),
      'bundleInvalid',
      /evaluation\.json.*add up/,
    ],
    'with a report that lacks figures the screens show': [
      (e) =>
        forgeJson(e, 'files/evaluation.json', (report: { labels: { macro?: unknown } }) => {
          delete report.labels.macro;
        }),
      'bundleInvalid',
      /evaluation\.json.*macro/s,
    ],
    'with an evaluation whose report is not in it': [
      (e) =>
        forgeJson(e, 'run.json', (run: { evaluations: { reportFile: string }[] }) => {
          run.evaluations[0]!.reportFile = 'evaluations/0123456789ab.json';
        }),
      'bundleInvalid',
      /evaluations\/0123456789ab\.json.*missing/,
    ],
    'with an evaluation of a split that there is not': [
      (e) =>
        forgeJson(e, 'run.json', (run: { evaluations: { split: string }[] }) => {
          run.evaluations[0]!.split = 'holdout';
        }),
      'bundleInvalid',
      /run\.json.*evaluations\.0\.split/,
    ],
    'with probabilities of validation that are none': [
      (e) => {
        const name = `runs/${here.texts}/files/predictions-validation.safetensors`;
        const bytes = Buffer.from(e.get(name)!);
        forge(e, name, bytes.fill(0, 8 + Number(bytes.readBigUInt64LE(0))));
      },
      'bundleInvalid',
      /predictions-validation\.safetensors/,
    ],
    'with a model that cannot be built': [
      (e) => {
        const own = join(here.rig.services.store.paths.runs, here.texts, 'model.json');
        const model = JSON.parse(readFileSync(own, 'utf8')) as { architecture: { maxPositions: unknown } };
        model.architecture.maxPositions = [1];
        forge(e, `runs/${here.texts}/files/model.json`, Buffer.from(JSON.stringify(model)));
      },
      'bundleInvalid',
      /model\.json.*maxPositions/s,
    ],
    'with half a tokenizer': [
      (e) =>
        forge(e, `runs/${here.texts}/files/tokenizer.json`, Buffer.from('{"model":{"type":"WordPiece"}}')),
      'bundleInvalid',
      /tokenizer\.json/,
    ],
    'with curves that are none': [
      (e) =>
        forgeJson(e, 'steps.json', (steps: Record<string, unknown>) => {
          steps.loss = [[1, 'x']];
        }),
      'bundleInvalid',
      /steps\.json/,
    ],
    'with predictions that are no tensors': [
      (e) => forge(e, `runs/${here.texts}/files/predictions.safetensors`, Buffer.alloc(40)),
      'bundleInvalid',
      /predictions\.safetensors/,
    ],
    'with other examples than its data': [
      (e) => {
        const name = [...e.keys()].find((key) => key.startsWith('datasets/'))!;
        const version = JSON.parse(e.get(name)!.toString()) as { examples: { label: number }[] };
        version.examples[0]!.label = version.examples[0]!.label === 0 ? 1 : 0;
        forge(e, name, Buffer.from(JSON.stringify(version)));
      },
      'bundleInvalid',
      /datasets\/.*not those of its hash/,
    ],
  };

  for (const [name, [change, code, words]] of Object.entries(cases))
    it(`${name} is refused with its place and leaves nothing behind`, async () => {
      const entries = await entriesOf(bare);
      change(entries);
      const file = await writeZip(join(folder, `${name}.finesse`), entries);
      const store = openStore(join(folder, `store ${name}`));
      const before = filesOf(store.paths.folder);
      await expect(importBundle(store, file, { versions: ownVersionFiles })).rejects.toMatchObject({
        code: `jobs.${code}`,
        message: expect.stringMatching(words),
      });
      expect(filesOf(store.paths.folder)).toEqual(before);
      expect(store.db.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0);
      closeStore(store);
    });

  it('has every default of its recipe filled in when it is one of an earlier Finesse', async () => {
    const entries = await entriesOf(bare);
    let whole: unknown;
    forgeJson(entries, 'run.json', ({ recipe }: { recipe: Record<string, unknown> }) => {
      whole = recipe.adaptation;
      delete recipe.adaptation;
    });
    const file = await writeZip(join(folder, 'earlier.finesse'), entries);
    const store = openStore(join(folder, 'store earlier'));
    const [run] = await importBundle(store, file, { versions: ownVersionFiles });
    const { recipe } = findRun(store.db, run!.id);
    expect(whole).toBeDefined();
    expect(Object.keys((JSON.parse(recipe) as { adaptation: object }).adaptation)).toEqual(
      Object.keys(whole as object),
    );
    closeStore(store);
  });

  it('that is no zip, ends early, climbs out of its folder or grows without end is refused', async () => {
    const store = openStore(join(folder, 'store odd'));
    const refused = (file: string, words: RegExp) =>
      expect(importBundle(store, file, { versions: ownVersionFiles })).rejects.toMatchObject({
        code: expect.stringMatching(/^jobs\.bundle/),
        message: expect.stringMatching(words),
      });
    const text = join(folder, 'text.finesse');
    writeFileSync(text, 'not a zip, only words that go on for a while');
    await refused(text, /cannot be read/);
    await refused(join(folder, 'nowhere.finesse'), /cannot be read/);
    const half = join(folder, 'half.finesse');
    writeFileSync(half, readFileSync(bare).subarray(0, statSync(bare).size / 2));
    await refused(half, /cannot be read/);

    // yazl refuses such names, so one of the same length is replaced in the bytes.
    const climbing = join(folder, 'climbing.finesse');
    await writeZip(climbing, new Map([['aa/aa/aa/evil.json', Buffer.from('{}')]]));
    writeFileSync(
      climbing,
      Buffer.from(readFileSync(climbing).toString('latin1').replaceAll('aa/aa/aa', '../../..'), 'latin1'),
    );
    await refused(climbing, /\.\.\/|invalid relative path/);

    const bomb = join(folder, 'bomb.finesse');
    await writeZip(bomb, new Map([['manifest.json', Buffer.alloc(70 * 2 ** 20, 32)]]));
    await refused(bomb, /at most/);
    expect(filesOf(store.paths.folder)).toEqual([]);
    closeStore(store);
  });
});
