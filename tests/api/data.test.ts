// Data before training, over a carrier and the real workbench: pictures in folders and tables of texts, with the
// faults that real ones have.
import { appendFileSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaResponse } from '../../src-main/api/media.ts';
import type { DatasetReport } from '../../src-main/data/data-report.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { writePictures, writeTexts } from '../training/small-data.ts';
import { type Rig, rigs } from './carrier-rigs.ts';
import { drain } from './finished-runs.ts';

let rig: Rig;
let folder: string;
const api = () => rig.client.data;

beforeAll(async () => {
  rig = await rigs[0]![1]();
  folder = join(rig.services.store.paths.folder, 'data');
  mkdirSync(folder);
});
afterAll(() => rig.close());

async function inspect(task: 'image-classification' | 'text-classification', data: { path: string }) {
  const { result } = await drain(await api().inspect({ task, data }));
  return result;
}

function usable(dataset: DatasetReport | null): DatasetReport {
  if (dataset === null) throw new Error('the data was refused');
  return dataset;
}

const media = (path: string) => mediaResponse(rig.services, new URL(path, 'http://localhost'));

describe('pictures', () => {
  let path: string;
  beforeAll(async () => {
    path = await writePictures(join(folder, 'pictures'), 20);
    copyFileSync(join(path, 'lying', '0.png'), join(path, 'lying', 'again.png'));
    copyFileSync(join(path, 'lying', '5.png'), join(path, 'standing', 'lying-really.png'));
    writeFileSync(join(path, 'standing', 'broken.png'), 'not a picture');
  });

  it('are told from texts', async () => {
    expect(await api().suggestTask({ path })).toMatchObject({
      task: 'image-classification',
      reason: 'folders-of-pictures',
      numPictures: 43,
    });
  });

  it('are reported with counts, sizes, duplicates, contradictions and what cannot be read', async () => {
    const { fault, tables, dataset } = await inspect('image-classification', { path });
    expect([fault, tables]).toEqual([null, []]);
    const report = usable(dataset);
    expect(report.numExamples).toBe(40); // 41 usable files, less the pair with two labels, and the duplicate
    expect(report.classes.map(({ name }) => name)).toEqual(['lying', 'standing']);
    expect(report.splits.train + report.splits.validation + report.splits.test).toBe(40);
    expect(report.pictureFormats).toEqual({ png: 40 });
    expect(report.histograms.map(({ name, median }) => [name, median])).toEqual([
      ['width', 16],
      ['height', 16],
    ]);
    expect(report.numDuplicateGroups).toBe(1);
    expect(report.duplicates[0]!.members.map(({ path: at }) => at)).toEqual([
      join(path, 'lying', '0.png'),
      join(path, 'lying', 'again.png'),
    ]);
    expect(report.conflicts.map(({ labels }) => labels)).toEqual([['lying', 'standing']]);
    const codes = report.problems.map(({ code, count }) => [code, count]);
    expect(codes).toContainEqual(['not-a-picture', 1]);
    expect(codes).toContainEqual(['conflicting-labels', 2]);
  });

  it('are repaired by leaving out duplicates and single examples', async () => {
    const before = usable((await inspect('image-classification', { path })).dataset);
    const page = await api().examples({ key: before.key, label: 'standing', limit: 1 });
    const data = { path, duplicates: 'drop', exclude: [page.examples[0]!.contentHash] };
    const after = usable((await inspect('image-classification', data)).dataset);
    expect(after.numExamples).toBe(38);
    expect(after.numDuplicateGroups).toBe(0);
    expect(after.hash).not.toBe(before.hash);
    expect(after.problems.map(({ code, count }) => [code, count])).toEqual(
      expect.arrayContaining([
        ['duplicate', 1],
        ['excluded', 1],
      ]),
    );
  });

  it('are repaired by correcting labels, which also settles contradictions', async () => {
    const before = usable((await inspect('image-classification', { path })).dataset);
    const [conflict] = before.conflicts;
    const data = { path, relabel: { [conflict!.contentHash]: 'standing' } };
    const after = usable((await inspect('image-classification', data)).dataset);
    expect(after.conflicts).toEqual([]);
    expect(after.numExamples).toBe(before.numExamples + 2);
    expect(after.hash).not.toBe(before.hash);
  });

  it('come in pages, filtered, searched and sorted', async () => {
    const { key } = usable((await inspect('image-classification', { path })).dataset);
    const all = await api().examples({ key, limit: 5, offset: 38 });
    expect([all.total, all.examples.length]).toEqual([40, 2]);
    const train = await api().examples({ key, split: 'train', label: 'lying', limit: 200 });
    expect(new Set(train.examples.map(({ split, label }) => `${split} ${label}`))).toEqual(
      new Set(['train lying']),
    );
    const found = await api().examples({ key, search: 'AGAIN' });
    expect(found.examples.map(({ name }) => name)).toEqual([join('lying', 'again.png')]);
    const named = await api().examples({ key, sort: 'name', descending: true, limit: 1 });
    expect(named.examples[0]!.name).toBe(join('standing', '19.png'));
  });

  it('are split anew without being read again, and say when a split would be empty', async () => {
    const { key } = usable((await inspect('image-classification', { path })).dataset);
    const even = await api().splitPreview({ key, validationFraction: 0.25, testFraction: 0.25 });
    expect(even.splits).toEqual({ train: 20, validation: 10, test: 10 });
    expect(even.tooSmall).toEqual([]);
    const fault = await api()
      .splitPreview({ key, validationFraction: 0.6, testFraction: 0.6 })
      .catch(faultOf);
    expect(fault).toMatchObject({ code: 'data.fractions-too-large' });
  });

  it('are seen anew when a file has come or gone', async () => {
    const before = usable((await inspect('image-classification', { path })).dataset);
    const extra = join(path, 'standing', 'new.png');
    await sharp({ create: { width: 30, height: 20, channels: 3, background: '#345' } })
      .png()
      .toFile(extra);
    const after = usable((await inspect('image-classification', { path })).dataset);
    expect(after.numExamples).toBe(before.numExamples + 1);
    rmSync(extra);
    expect(usable((await inspect('image-classification', { path })).dataset).hash).toBe(before.hash);
  });

  it('are shown small by key and index, and nothing else is', async () => {
    const { key, conflicts } = usable((await inspect('image-classification', { path })).dataset);
    // A contradicted picture is no example; it is shown all the same, for somebody has to judge.
    expect((await media(`/media/example/${key}/${conflicts[0]!.contentHash}`)).status).toBe(200);
    expect((await media(`/media/example/${key}/${'0'.repeat(64)}`)).status).toBe(404);
    const shown = await media(`/media/example/${key}/0?size=16`);
    expect(shown.status).toBe(200);
    const { width, format } = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
    expect([width, format]).toEqual([16, 'webp']);
    for (const address of [
      `/media/example/${key}/9999`,
      `/media/example/${key}/-1`,
      `/media/example/${'0'.repeat(32)}/0`,
      '/media/example/..%2F..%2Fetc/0',
      `/media/example/${key}`,
    ])
      expect((await media(address)).status, address).toBe(404);
  });

  it('outside the allowed folders are not served, even where a reading names them', async () => {
    const { key } = usable((await inspect('image-classification', { path })).dataset);
    const { examples } = await api().examples({ key, search: '7.png', label: 'lying', limit: 1 });
    const [{ index, path: file } = { index: -1, path: '' }] = examples;
    rmSync(file);
    symlinkSync('/etc/hostname', file);
    expect((await media(`/media/example/${key}/${index}`)).status).toBe(404);
    rmSync(file);
    copyFileSync(join(path, 'lying', '8.png'), file);
  });
});

describe('texts', () => {
  it('are reported with their columns, lengths and every row that cannot be used', async () => {
    const path = writeTexts(join(folder, 'texts.csv'), 30);
    appendFileSync(path, ',weather\n"one, two",kitchen,extra\n');
    expect((await api().suggestTask({ path })).task).toBe('text-classification');
    const { tables, dataset } = await inspect('text-classification', { path });
    expect(
      tables[0]!.columns.map(({ name, role, confidence, reason }) => [name, role, confidence, reason]),
    ).toEqual([
      ['text', 'text', 'certain', 'usual-name'],
      ['label', 'label', 'certain', 'usual-name'],
    ]);
    const report = usable(dataset);
    expect(report.numExamples).toBe(90);
    expect(report.histograms.map(({ name }) => name)).toEqual(['characters', 'words']);
    const [characters] = report.histograms;
    expect(characters!.bins.reduce((sum, { count }) => sum + count, 0)).toBe(90);
    expect(report.problems).toEqual([
      expect.objectContaining({
        code: 'ragged-row',
        items: [expect.objectContaining({ path, row: 93 })],
      }),
      expect.objectContaining({ code: 'empty-text', items: [expect.objectContaining({ row: 92 })] }),
    ]);
  });

  it('whose columns cannot be told are answered with the columns and the reason', async () => {
    const path = join(folder, 'unclear.csv');
    const rows = Array.from({ length: 30 }, (_, i) => `note ${i},item ${i * 7},thing ${i * 3}`);
    writeFileSync(path, `alpha,beta,gamma\n${rows.join('\n')}\n`);
    const { fault, dataset, tables } = await inspect('text-classification', { path });
    expect(fault?.code).toMatch(/^data\./);
    expect(dataset).toBeNull();
    expect(tables[0]!.columns.map(({ name }) => name)).toEqual(['alpha', 'beta', 'gamma']);
    expect(tables[0]!.columns.every(({ confidence }) => confidence !== 'certain')).toBe(true);
    expect(tables[0]!.rows[0]).toEqual(['note 0', 'item 0', 'thing 0']);
  });

  it('with two columns that could be the label are asked about', async () => {
    const path = join(folder, 'two-labels.csv');
    const rows = Array.from({ length: 60 }, (_, i) => `a longer text about number ${i},${i % 3},${i % 4}`);
    writeFileSync(
      path,
      `body of it,first,second,use\n${rows.map((row, i) => `${row},${i < 50 ? 'train' : 'test'}`).join('\n')}\n`,
    );
    const { tables, fault } = await inspect('text-classification', { path });
    expect(fault).toMatchObject({ code: 'data.unclear-label', params: { columns: ['first', 'second'] } });
    const asked = tables[0]!.columns.filter(({ confidence }) => confidence === 'unsure');
    expect(asked.map(({ name, role }) => [name, role])).toEqual([
      ['first', 'ignore'],
      ['second', 'ignore'],
    ]);
    expect(tables[0]!.columns.map(({ role }) => role)).toEqual(['text', 'ignore', 'ignore', 'split']);
    const named = { path, labelColumn: 'second' };
    const again = await inspect('text-classification', named);
    const chosen = again.tables[0]!.columns.find(({ role }) => role === 'label');
    expect(chosen).toMatchObject({ name: 'second', confidence: 'certain', reason: 'named' });
    expect(usable(again.dataset).classes.length).toBe(4);
  });

  it('that are not there, and options that make no sense, are told', async () => {
    const absent = await inspect('text-classification', { path: join(folder, 'none.csv') });
    expect([absent.fault?.code, absent.dataset]).toEqual(['data.missing', null]);
    const nonsense = { path: folder, validationFraction: 7 };
    const odd = api().inspect({ task: 'text-classification', data: nonsense });
    expect(await odd.then(drain).catch(faultOf)).toMatchObject({ code: 'jobs.recipeInvalid' });
    const outside = api().inspect({ task: 'text-classification', data: { path: '/etc/passwd' } });
    expect(await outside.then(drain).catch(faultOf)).toMatchObject({ code: 'files.notAllowed' });
  });
});

describe('samples', () => {
  it('are written once and can be inspected at once', async () => {
    const { result: tickets } = await drain(await api().sample({ task: 'text-classification' }));
    const data = tickets.data as { path: string };
    const { dataset, tables } = await inspect('text-classification', data);
    const report = usable(dataset);
    expect(report.classes.length).toBe(6);
    expect(report.numDuplicateGroups).toBeGreaterThan(0);
    expect(report.conflicts.length).toBe(1);
    expect(tables[0]!.columns.map(({ role }) => role)).toEqual([
      'ignore',
      'ignore',
      'ignore',
      'text',
      'label',
    ]);
    const { result: again } = await drain(await api().sample({ task: 'text-classification' }));
    expect(again.data).toEqual(data);
  });

  it('of pictures are drawn', async () => {
    const { result } = await drain(await api().sample({ task: 'image-classification' }));
    const { dataset } = await inspect('image-classification', result.data as { path: string });
    expect(usable(dataset).numExamples).toBe(620);
  });
});
