// Tables that name pictures as people have them: paths of other computers, addresses, ids, other Unicode forms; and the
// columns of well-known manifests.
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type DataOptions, dataOptionsSchema } from '../../src-main/data/data-options.ts';
import { readDataset } from '../../src-main/data/open-dataset.ts';
import { readPictureManifest } from '../../src-main/data/picture-manifest.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Row = readonly [path: string, label: string];

/** The manifest's reading; files are named below its folder. */
async function read(
  files: readonly string[],
  manifest: string,
  options: Partial<DataOptions> = {},
  name = 'list.csv',
) {
  const folder = await temporaryFolder({
    ...Object.fromEntries(files.map((file) => [file, ''])),
    [name]: manifest,
  });
  const data = dataOptionsSchema.parse({ path: join(folder, name), ...options });
  const reading = await readPictureManifest(data.path, 'train', data);
  return {
    ...reading,
    files: reading.files.map((file) => [file.path.slice(folder.length + 1), file.label, file.given]),
    codes: reading.problems.map(({ code, source }) => `${code} ${source.row}`),
  };
}

const csv = (rows: readonly Row[]) => ['path,label', ...rows.map((row) => row.join(','))].join('\n');

describe('paths that are not where the table says', () => {
  const files = ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/3.png'];
  const found = [
    ['cats/1.png', 'cat', 'train'],
    ['cats/2.png', 'cat', 'train'],
    ['dogs/3.png', 'dog', 'train'],
  ];
  const written = (path: (place: string) => string): Row[] => [
    [path('cats/1.png'), 'cat'],
    [path('cats/2.png'), 'cat'],
    [path('dogs/3.png'), 'dog'],
  ];
  const cases: readonly [string, readonly Row[]][] = [
    ['backslashes', written((place) => place.replace('/', '\\'))],
    ['another drive', written((place) => `C:\\Users\\me\\data\\${place.replace('/', '\\')}`)],
    ['a network drive', written((place) => `\\\\server\\share\\data\\${place.replace('/', '\\')}`)],
    ['another home', written((place) => `/home/somebody/data/${place}`)],
    ['file: addresses', written((place) => `file:///C:/data/${place}`)],
    ['https: addresses', written((place) => `https://pictures.example/a%20b/${place}?size=large`)],
    ['gs: addresses', written((place) => `gs://bucket/data/${place}`)],
    [
      'Label Studio, local files',
      written((place) => `/data/local-files/?d=data/${place.replace('/', '%2F')}`),
    ],
    ['other case', written((place) => place.toUpperCase())],
    ['folders without an ending', written((place) => place.replace('.png', ''))],
    [
      'without an ending',
      [
        ['2', 'cat'],
        ['3', 'dog'],
      ],
    ],
    [
      'only names',
      [
        ['2.png', 'cat'],
        ['3.png', 'dog'],
      ],
    ],
  ];
  it.each(cases)('%s', async (_name, rows) => {
    const reading = await read(files, csv(rows));
    expect(reading.files).toEqual(found.slice(-rows.length));
    const isPlain = rows[0]![0] === 'cats\\1.png';
    expect(reading.codes).toEqual(isPlain ? [] : ['looked-up 2']);
    if (!isPlain)
      expect(reading.problems[0]).toMatchObject({
        warning: true,
        params: { count: rows.length, written: rows[0]![0] },
      });
  });

  it('file: addresses of this very folder', async () => {
    const folder = await temporaryFolder({ 'a b.png': '', 'c.png': '' });
    const list = join(await temporaryFolder({}), '..', folder.split('/').at(-1)!, 'list.csv');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      list,
      csv([
        [`file://${folder}/a%20b.png`, 'x'],
        [`file://${folder}/c.png`, 'y'],
      ]),
    );
    const reading = await readPictureManifest(list, 'train', dataOptionsSchema.parse({ path: list }));
    expect(reading.files.map(({ path }) => path.slice(folder.length + 1))).toEqual(['a b.png', 'c.png']);
    expect(reading.problems).toEqual([]);
  });

  it('uploads of Label Studio, with the digits it puts before their names', async () => {
    const rows: Row[] = [
      ['/data/upload/1/0a1b2c3d-left.png', 'a'],
      ['/data/upload/1/right.png', 'b'],
    ];
    expect((await read(['left.png', 'right.png'], csv(rows))).files.map(([path]) => path)).toEqual([
      'left.png',
      'right.png',
    ]);
  });

  it.each([
    ['NFC in the table, NFD on the disk', 'cafe\u0301.png', 'caf\u00e9.png'],
    ['NFD in the table, NFC on the disk', 'caf\u00e9.png', 'cafe\u0301.png'],
  ])('%s', async (_name, file, path) => {
    const reading = await read(
      [file, 'tea.png'],
      csv([
        [path, 'a'],
        ['tea.png', 'b'],
      ]),
    );
    expect(reading.files.map(([found]) => found)).toEqual([file, 'tea.png']);
  });

  const refused: readonly [string, readonly string[], string, string][] = [
    ['an address of nothing that is here', [], 'https://pictures.example/9.png', 'web-address'],
    ['a place on another drive', [], 'D:\\x\\9.png', 'foreign-path'],
    ['a file: address of nothing that is here', [], 'file:///x/9.png', 'foreign-path'],
    ['an id of nothing', [], '9', 'no-such-name'],
    ['a name that two files have', ['a/9.png', 'b/9.png'], '9.png', 'ambiguous-path'],
    ['a name that two files have but for case', ['A.png', 'a.PNG'], 'a.png', 'ambiguous-path'],
    ['a path above the table', [], '../cats/1.png', 'outside-folder'],
  ];
  it.each(refused)('%s is a problem of its own', async (_name, more, path, code) => {
    const reading = await read(
      [...files, ...more],
      csv([
        ['cats/1.png', 'cat'],
        [path, 'cat'],
        ['dogs/3.png', 'dog'],
      ]),
    );
    expect(reading.codes).toEqual([`${code} 3`]);
    expect(reading.files).toHaveLength(2);
  });

  it('one file is not given to two paths', async () => {
    const rows: Row[] = [
      ['C:\\cats\\1.png', 'cat'],
      ['C:\\dogs\\1.png', 'dog'],
      ['C:\\dogs\\2.png', 'dog'],
    ];
    const reading = await read(['1.png', '2.png'], csv(rows));
    expect(reading.codes).toEqual(['shared-path 2', 'shared-path 3', 'looked-up 4']);
    expect(reading.files).toEqual([['2.png', 'dog', 'train']]);
  });

  it('a file of another class does not stand in for a missing one', async () => {
    const rows: Row[] = [
      ['C:\\data\\cats\\1.png', 'cat'],
      ['C:\\data\\cats\\7.png', 'cat'],
    ];
    const reading = await read(['cats/1.png', 'dogs/7.png'], csv(rows));
    expect(reading.codes).toEqual(['foreign-path 3', 'looked-up 2']);
    expect(reading.files).toEqual([['cats/1.png', 'cat', 'train']]);
  });

  it('a folder that is written says where the file has to be', async () => {
    const reading = await read(
      ['dogs/7.png', 'cats/1.png'],
      csv([
        ['cats/1.png', 'cat'],
        ['cats/7.png', 'cat'],
      ]),
    );
    expect(reading.files.map(([path]) => path)).toEqual(['cats/1.png', 'cats/7.png']); // reading the second says it is not there
  });
});

describe('columns of real manifests', () => {
  const names = Array.from({ length: 12 }, (_, at) => `img_${100 + at}`);
  const files = names.map((name) => `images/${name}.png`);
  const table = (header: string | null, row: (name: string, at: number) => string) =>
    [...(header === null ? [] : [header]), ...names.map(row)].join('\n');
  const label = (at: number) => (at % 2 === 0 ? 'nevus' : 'melanoma');
  const cases: readonly [string, string, Record<string, string>][] = [
    [
      'ids, with measures and notes',
      table(',image_id,dx,age,localization', (name, at) => `${at},${name},${label(at)},${40 + at},back`),
      { path: 'image_id', label: 'dx' },
    ],
    [
      'ids called id',
      table('id,breed', (name, at) => `${name},${label(at)}`),
      { path: 'id', label: 'breed' },
    ],
    [
      'Google AutoML',
      table(
        null,
        (name, at) =>
          `${at < 8 ? 'TRAIN' : at < 10 ? 'VALIDATION' : 'TEST'},gs://bucket/images/${name}.png,${label(at)}`,
      ),
      { path: '1', label: '2', split: '0' },
    ],
    [
      'fastai',
      table('fname,label,is_valid', (name, at) => `images/${name}.png,${label(at)},${at > 8}`),
      { path: 'fname', label: 'label', split: 'is_valid' },
    ],
    [
      'boxes and a confidence',
      table(
        'filename,width,height,class,confidence',
        (name, at) => `images/${name}.png,640,480,${label(at)},${at % 2 ? '1.0' : '0.6'}`,
      ),
      { path: 'filename', label: 'class' },
    ],
  ];
  it.each(cases)('%s', async (_name, manifest, columns) => {
    const reading = await read(files, manifest);
    expect(reading.columns).toEqual(columns);
    expect(reading.files).toHaveLength(12);
    expect(reading.files[1]).toMatchObject(['images/img_101.png', 'melanoma', 'train']);
    if ('split' in columns) expect(reading.splits.length).toBeGreaterThan(1);
  });

  it('one-hot ground truth is refused with the names of its columns', async () => {
    const manifest = table(
      'image,MEL,NV,BCC',
      (name, at) => `${name},${[0, 1, 2].map((of) => (at % 3 === of ? '1.0' : '0.0'))}`,
    );
    await expect(read(files, manifest)).rejects.toMatchObject({
      code: 'data.one-hot',
      params: { columns: ['MEL', 'NV', 'BCC'], several: false },
    });
  });

  it('the column of pictures can be named', async () => {
    const manifest = table(
      'image,mask,label',
      (name, at) => `images/${name}.png,images/${name}.png,${label(at)}`,
    );
    expect((await read(files, manifest, { pathColumn: 'mask' })).columns).toEqual({
      path: 'mask',
      label: 'label',
    });
  });

  it('a Label Studio export of pictures trains', async () => {
    const picture = (at: number) =>
      sharp({ create: { width: 9, height: 9, channels: 3, background: { r: at * 20, g: 9, b: 9 } } })
        .png()
        .toBuffer();
    const tasks = names.map((name, at) => ({
      data: { image: `/data/upload/2/0a1b2c3d-${name}.png` },
      annotations: [{ result: [{ from_name: 'choice', type: 'choices', value: { choices: [label(at)] } }] }],
    }));
    const folder = await temporaryFolder({
      ...Object.fromEntries(
        await Promise.all(names.map(async (name, at) => [`${name}.png`, await picture(at)] as const)),
      ),
      'export.json': JSON.stringify(tasks),
    });
    const data = dataOptionsSchema.parse({ path: join(folder, 'export.json') });
    const { version } = await readDataset({ kind: 'image', data, seed: 1, workers: 1 });
    expect([version.classes, version.examples.length]).toEqual([['melanoma', 'nevus'], 12]);
  });
});
