// Malformed data: every input either stops with a `FinesseError` that names the place, or costs the broken part
// only, as a counted problem at its place. Nothing crashes, hangs or is dropped silently.
import { existsSync } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DataOptions, dataOptionsSchema } from '../../src-main/data/data-options.ts';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { openDataset } from '../../src-main/data/open-dataset.ts';
import { openTokenizer } from '../../src-main/data/tokenizer.ts';
import { FinesseError } from '../../src-main/errors.ts';
import { temporaryFolder } from '../data/temporary-folder.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;
type Options = Partial<DataOptions>;

async function failure(opening: Promise<unknown>): Promise<FinesseError> {
  const error: unknown = await opening.then(
    () => expect.fail('opened without an error'),
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(FinesseError);
  return error as FinesseError; // Checked on the line above.
}

function open(kind: 'image' | 'text', path: string, options: Options = {}): Promise<DatasetVersion> {
  return openDataset({ kind, data: dataOptionsSchema.parse({ path, ...options }), seed: 1, workers: 1 });
}

// --- pictures ---------------------------------------------------------------------------------------------

const pixels = Buffer.from(Uint8Array.from({ length: 64 * 48 * 3 }, (_, at) => (at * 7919) % 251));

function picture(): Sharp {
  return sharp(pixels, { raw: { width: 64, height: 48, channels: 3 } });
}

const encoders = {
  jpg: () => picture().jpeg(),
  'progressive.jpg': () => picture().jpeg({ progressive: true }),
  png: () => picture().png(),
  'interlaced.png': () => picture().png({ progressive: true }),
  gif: () => picture().gif(),
  webp: () => picture().webp(),
  'lossless.webp': () => picture().webp({ lossless: true }),
  tiff: () => picture().tiff(),
  'lzw.tiff': () => picture().tiff({ compression: 'lzw' }),
} as const;

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG that declares these dimensions, over whatever image data. */
function png(width: number, height: number, data: Buffer, depth = 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function gif(width: number, height: number): Buffer {
  const header = Buffer.from(
    'GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\0\0\0\0\0\x02\x02D\x01\0;',
    'latin1',
  );
  for (const at of [6, 24]) {
    header.writeUInt16LE(width, at);
    header.writeUInt16LE(height, at + 2);
  }
  return header;
}

const damaged = ['damaged-picture'];
const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));

async function malformedPictures(): Promise<
  Record<string, { readonly bytes: Uint8Array; readonly codes: readonly string[] }>
> {
  const table: Record<string, { bytes: Uint8Array; codes: readonly string[] }> = {};
  const encoded: Record<string, Buffer> = {};
  for (const [name, encode] of Object.entries(encoders)) encoded[name] = await encode().toBuffer();
  for (const [name, bytes] of Object.entries(encoded)) {
    table[`half of a ${name}`] = { bytes: cut(bytes, 0.5), codes: damaged };
    table[`header only of a ${name}`] = { bytes: bytes.subarray(0, 24), codes: damaged };
  }
  const jpeg = encoded.jpg!;
  const text = (content: string) => Buffer.from(content, 'latin1');
  const bomb = deflateSync(Buffer.alloc(30_000_000));
  return {
    ...table,
    'last tenth missing of a jpg': { bytes: cut(jpeg, 0.9), codes: damaged },
    'last tenth missing of a png': { bytes: cut(encoded.png!, 0.9), codes: damaged },
    'zero bytes': { bytes: text(''), codes: ['empty-file'] },
    'one byte': { bytes: text('\xff'), codes: ['not-a-picture'] },
    'plain text': { bytes: text('this is no picture'), codes: ['not-a-picture'] },
    'an HTML error page': { bytes: text('<!doctype html><title>404</title>'), codes: ['not-a-picture'] },
    'an executable': { bytes: text('\x7fELF\x02\x01\x01'), codes: ['not-a-picture'] },
    'a zip archive': { bytes: text('PK\x03\x04 zip'), codes: ['not-a-picture'] },
    'an SVG that reads a file': {
      bytes: text('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
      codes: ['unsupported-format'],
    },
    'a PDF': { bytes: text('%PDF-1.7'), codes: ['unsupported-format'] },
    'a BMP': { bytes: text('BM\x3a\0\0\0'), codes: ['unsupported-format'] },
    'a HEIC': { bytes: text('\0\0\0\x18ftypheic'), codes: ['unsupported-format'] },
    'only zero bytes': { bytes: Buffer.alloc(5000), codes: ['not-a-picture'] },
    'a PNG signature and noise': {
      bytes: Buffer.concat([text('\x89PNG\r\n\x1a\n'), pixels]),
      codes: damaged,
    },
    'a JPEG signature and noise': { bytes: Buffer.concat([text('\xff\xd8\xff'), pixels]), codes: damaged },
    'a GIF signature and noise': {
      bytes: Buffer.concat([text('GIF89a'), Buffer.alloc(300, 0xee)]),
      codes: damaged,
    },
    'a TIFF whose directory lies outside': { bytes: text('II*\0\xff\xff\xff\x7f'), codes: damaged },
    'a WebP with a lying chunk size': {
      bytes: text('RIFF\xff\xff\xff\x7fWEBPVP8 \xff\xff\xff\x7f'),
      codes: damaged,
    },
    'a PNG declaring 100,000 x 100,000': {
      bytes: png(100_000, 100_000, deflateSync(Buffer.alloc(100))),
      codes: ['too-many-pixels'],
    },
    'a PNG declaring 2^31 pixels a side': {
      bytes: png(2 ** 31 - 1, 2 ** 31 - 1, deflateSync(Buffer.alloc(9))),
      codes: [...damaged, 'too-many-pixels'],
    },
    'a PNG of no width': { bytes: png(0, 10, deflateSync(Buffer.alloc(9))), codes: damaged },
    'a GIF declaring 65,535 x 65,535': { bytes: gif(65_535, 65_535), codes: ['too-many-pixels'] },
    'a decompression bomb: 30 MB in 30 kB': { bytes: png(60_000, 60_000, bomb), codes: ['too-many-pixels'] },
    'a PNG with less data than declared': {
      bytes: png(3000, 3000, deflateSync(Buffer.alloc(100))),
      codes: damaged,
    },
    'a PNG with a broken checksum': { bytes: Buffer.from(encoded.png!).fill(0, 40, 48), codes: damaged },
    'a PNG of 3 bits a sample': { bytes: png(10, 10, deflateSync(Buffer.alloc(400)), 3), codes: damaged },
    'a JPEG with zeroed tables': { bytes: Buffer.from(jpeg).fill(0, 20, 200), codes: damaged },
  };
}

describe('malformed pictures among good ones', async () => {
  const table = await malformedPictures();
  let version: DatasetVersion;
  beforeAll(async () => {
    const files: Record<string, Uint8Array> = {};
    for (let number = 0; number < 12; number++)
      files[`${number % 2 === 0 ? 'cats' : 'dogs'}/good-${number}.png`] = await picture()
        .tint({ r: number * 20, g: 9, b: 9 })
        .png()
        .toBuffer();
    Object.entries(table).forEach(([, { bytes }], number) => {
      files[`cats/bad-${number}`] = bytes;
    });
    version = await open('image', await temporaryFolder(files));
  });

  it('leave the good ones usable', () => {
    expect(version.examples).toHaveLength(12);
    expect(version.problems).toHaveLength(Object.keys(table).length);
  });

  it.each(Object.keys(table).map((name, number) => [name, number] as const))(
    '%s is a problem at its file',
    (name, number) => {
      const found = version.problems.filter(({ source }) => source.path.endsWith(`bad-${number}`));
      expect(found).toHaveLength(1);
      expect(table[name]!.codes).toContain(found[0]!.code);
      expect(found[0]!.message.length).toBeGreaterThan(10);
    },
  );
});

// --- folders ----------------------------------------------------------------------------------------------

/** Good pictures of two classes. */
async function classes(folder = '', count = 8): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (let number = 0; number < count; number++)
    files[`${folder}${number % 2 === 0 ? 'cats' : 'dogs'}/${number}.png`] = await sharp({
      create: {
        width: 9,
        height: 9,
        channels: 3,
        background: { r: number * 30, g: folder.length * 9, b: 3 },
      },
    })
      .png()
      .toBuffer();
  return files;
}

describe('folders of pictures that cannot be used', () => {
  const cases: readonly [string, () => Promise<Files>, string, Options?][] = [
    ['an empty folder', async () => ({}), 'data.no-class-folders'],
    [
      'pictures without class folders',
      async () => ({ 'a.png': await picture().png().toBuffer() }),
      'data.no-class-folders',
    ],
    ['one class', async () => ({ 'cats/a.png': await picture().png().toBuffer() }), 'data.too-few-classes'],
    ['only broken pictures', async () => ({ 'cats/a.png': 'x', 'dogs/a.png': 'y' }), 'data.no-examples'],
    ['only hidden files', async () => ({ 'cats/.DS_Store': 'x', 'dogs/Thumbs.db': 'y' }), 'data.no-examples'],
    [
      'the same picture in every class',
      async () => {
        const bytes = await picture().png().toBuffer();
        return { 'cats/a.png': bytes, 'dogs/a.png': bytes };
      },
      'data.no-examples',
    ],
    ['one picture of each class', async () => classes('', 2), 'data.split-too-small'],
    [
      'fractions that leave nothing',
      async () => classes(),
      'data.fractions-too-large',
      { validationFraction: 0.5, testFraction: 0.5 },
    ],
    [
      'a test folder whose classes are all unknown',
      async () => ({ ...(await classes('train/')), 'test/birds/a.png': await picture().png().toBuffer() }),
      'data.no-examples',
    ],
    [
      'a test folder without pictures',
      async () => ({ ...(await classes('train/')), 'test/cats/a.png': '' }),
      'data.no-examples',
    ],
  ];
  it.each(cases)('%s', async (_name, files, code, options) => {
    const folder = await temporaryFolder(await files());
    const error = await failure(open('image', folder, options));
    expect(error.code).toBe(code);
    if (!['data.split-too-small', 'data.fractions-too-large'].includes(code))
      expect(error.message).toContain(folder);
  });

  it('a folder that is not there', async () => {
    const folder = await temporaryFolder({});
    const error = await failure(open('image', join(folder, 'nowhere')));
    expect([error.code, error.params.path]).toEqual(['data.missing', join(folder, 'nowhere')]);
  });

  it('separate test data that is not there', async () => {
    const folder = await temporaryFolder(await classes());
    const error = await failure(open('image', folder, { test: join(folder, 'nowhere') }));
    expect([error.code, error.params.path]).toEqual(['data.missing', join(folder, 'nowhere')]);
  });
});

describe('folders of pictures with something odd in them', () => {
  const problemsOf = async (files: Files, prepare?: (folder: string) => Promise<void>, options?: Options) => {
    const folder = await temporaryFolder(files);
    await prepare?.(folder);
    const { problems, examples } = await open('image', folder, options);
    return {
      examples,
      problems: problems.map(({ code, source }) => `${code} ${source.path.slice(folder.length + 1)}`),
    };
  };

  it('a link back to a folder above does not hang', async () => {
    const { problems, examples } = await problemsOf(await classes(), (folder) =>
      symlink(folder, join(folder, 'cats/loop')),
    );
    expect(problems).toEqual(['link-loop cats/loop']);
    expect(examples).toHaveLength(8);
  });

  it('two folders that link to each other do not hang', async () => {
    const { problems } = await problemsOf(await classes(), async (folder) => {
      await mkdir(join(folder, 'cats/a'));
      await mkdir(join(folder, 'cats/b'));
      await symlink(join(folder, 'cats/b'), join(folder, 'cats/a/to-b'));
      await symlink(join(folder, 'cats/a'), join(folder, 'cats/b/to-a'));
    });
    expect(problems).toEqual(['link-loop cats/a/to-b/to-a', 'link-loop cats/b/to-a/to-b']);
  });

  it('a link to nothing, and a link to itself', async () => {
    const { problems } = await problemsOf(await classes(), async (folder) => {
      await symlink(join(folder, 'gone.png'), join(folder, 'cats/link.png'));
      await symlink(join(folder, 'dogs/self.png'), join(folder, 'dogs/self.png'));
    });
    expect(problems).toEqual(['unreadable cats/link.png', 'unreadable dogs/self.png']);
  });

  it('a file without permission', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'the superuser may read everything');
    const { problems } = await problemsOf(await classes(), (folder) => chmod(join(folder, 'cats/0.png'), 0));
    expect(problems).toEqual(['unreadable cats/0.png']);
  });

  it('a folder without permission', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'the superuser may read everything');
    const { problems } = await problemsOf(
      { ...(await classes()), 'cats/closed/a.png': '' },
      async (folder) => {
        await chmod(join(folder, 'cats/closed'), 0);
        onTestFinished(() => chmod(join(folder, 'cats/closed'), 0o700));
      },
    );
    expect(problems).toEqual(['unreadable cats/closed']);
  });

  it('a file that the system refuses to read', async ({ skip }) => {
    skip(!existsSync('/proc/self/mem'), 'needs a file that exists and cannot be read');
    const { problems } = await problemsOf(await classes(), (folder) =>
      symlink('/proc/self/mem', join(folder, 'cats/memory.png')),
    );
    expect(problems).toEqual(['unreadable cats/memory.png']);
  });

  it('an empty class folder, hidden files, loose files', async () => {
    const odd = {
      ...(await classes()),
      'cats/.DS_Store': 'x',
      '__MACOSX/cats/._0.png': 'x',
      'README.txt': 'x',
    };
    const { problems } = await problemsOf(odd, async (folder) => {
      await mkdir(join(folder, 'birds'));
    });
    expect(problems.sort()).toEqual([
      'empty-class birds',
      'hidden-file __MACOSX',
      'hidden-file cats/.DS_Store',
      'no-class README.txt',
    ]);
  });

  it('a folder beside the split folders that is none of them', async () => {
    const files = { ...(await classes('train/')), 'extra/cats/a.png': 'x' };
    expect((await problemsOf(files)).problems).toEqual(['no-split extra']);
  });

  it('a test picture that is also in train stays out of training', async () => {
    const train = await classes('train/');
    const files = { ...train, 'test/cats/same.png': train['train/cats/0.png']! };
    const { problems, examples } = await problemsOf(files);
    expect(problems).toEqual(['leak train/cats/0.png']);
    expect(examples.filter(({ source }) => source.path.endsWith('/0.png'))).toEqual([]);
  });

  it('the same picture in two classes is in neither', async () => {
    const files = await classes();
    const { problems, examples } = await problemsOf({ ...files, 'dogs/copy.png': files['cats/0.png']! });
    expect(problems.sort()).toEqual(['conflicting-labels cats/0.png', 'conflicting-labels dogs/copy.png']);
    expect(examples).toHaveLength(7);
  });

  it('test folders that separate test data replaces', async () => {
    const files = {
      ...(await classes('train/')),
      ...(await classes('test/', 2)),
      ...(await classes('separate/', 4)),
    };
    const folder = await temporaryFolder(files);
    const { problems } = await open('image', folder, { test: join(folder, 'separate') });
    expect(problems.map(({ code }) => code).sort()).toEqual([
      'no-split',
      'overridden-split',
      'overridden-split',
    ]);
  });

  it('names with blanks, quotes, line breaks and other scripts', async () => {
    const bytes = await classes();
    const names = ['cats/it\'s a "cat" .png', 'cats/zeile\numbruch.png', 'cats/猫 🐈.png', 'cats/%00.png'];
    const files = Object.fromEntries(names.map((name, at) => [name, Object.values(bytes)[at]!]));
    const { problems, examples } = await problemsOf({
      'dogs/a.png': Object.values(bytes)[4]!,
      'dogs/b.png': Object.values(bytes)[5]!,
      'dogs/c.png': Object.values(bytes)[6]!,
      ...files,
    });
    expect(problems).toEqual([]);
    expect(examples).toHaveLength(7);
  });
});

// --- manifests --------------------------------------------------------------------------------------------

describe('picture manifests', () => {
  const good = Array.from({ length: 8 }, (_, number) => {
    const label = number % 2 === 0 ? 'cats' : 'dogs';
    return `${label}/${number}.png,${label}`;
  });
  const manifest = async (lines: readonly string[]) => {
    const folder = await temporaryFolder({ ...(await classes()), 'manifest.csv': lines.join('\n') });
    return join(folder, 'manifest.csv');
  };
  const rowCases: readonly [string, string, string][] = [
    ['a file that is missing', 'cats/none.png,cats', 'unreadable'],
    ['a path that stands twice', 'cats/0.png,cats', 'repeated-path'],
    ['a path outside the folder', '../../etc/hostname,cats', 'outside-folder'],
    ['an absolute path outside', '/etc/hostname,cats', 'outside-folder'],
    ['an empty path', ',cats', 'empty-path'],
    ['an empty label', 'cats/0.png, ', 'empty-label'],
    ['a folder', 'cats,cats', 'unreadable'],
    ['a path with NUL', 'cats/\0.png,cats', 'nul-character'],
    ['a path of 5,000 characters', `${'x'.repeat(5000)}.png,cats`, 'unreadable'],
    ['a row of one cell', 'cats/0.png', 'ragged-row'],
    ['a row of three cells', 'cats/0.png,cats,more', 'ragged-row'],
    ['the manifest itself', 'manifest.csv,cats', 'not-a-picture'],
  ];
  it.each(rowCases)('%s is a problem on its line', async (_name, line, code) => {
    const path = await manifest(['path,label', ...good, line]);
    const { problems, examples } = await open('image', path);
    expect(problems.map((problem) => [problem.code, problem.source])).toEqual([[code, { path, row: 10 }]]);
    expect(examples).toHaveLength(8);
  });

  it('an unknown split is a problem on its line', async () => {
    const path = await manifest([
      'path,label,split',
      ...good.map((line) => `${line},train`),
      'cats/9.png,cats,maybe',
    ]);
    const { problems } = await open('image', path);
    expect(problems.map(({ code, source }) => [code, source.row])).toEqual([['unknown-split', 10]]);
  });

  const tableCases: readonly [string, readonly string[], string][] = [
    ['no path column', ['name,age', 'x,1', 'y,2', 'x,3'], 'data.missing-column'],
    ['no label column', ['path', ...good.map((line) => line.split(',')[0]!)], 'data.missing-column'],
    [
      'labels that never repeat',
      ['path,label', ...Array.from({ length: 12 }, (_, at) => `${at}.png,${at}`)],
      'data.labels-all-distinct',
    ],
    ['a header only', ['path,label'], 'data.no-rows'],
    ['nothing', [''], 'data.empty-file'],
  ];
  it.each(tableCases)('%s stops', async (_name, lines, code) => {
    const path = await manifest(lines);
    const error = await failure(open('image', path));
    expect([error.code, error.params.path]).toEqual([code, path]);
  });
});

// --- tables of texts --------------------------------------------------------------------------------------

const rows = Array.from(
  { length: 20 },
  (_, number) => `message number ${number} to read,${number % 2 === 0 ? 'ham' : 'spam'}`,
);
const csv = (...extra: readonly string[]) => ['text,label', ...rows, ...extra].join('\n');
const objects = Array.from({ length: 20 }, (_, number) =>
  JSON.stringify({ text: `message number ${number}`, label: number % 2 === 0 ? 'ham' : 'spam' }),
);
const jsonl = (...extra: readonly string[]) => [...objects, ...extra].join('\n');

describe('a broken row costs itself only, and is reported on its line', () => {
  const cases: readonly [string, string, string, string][] = [
    ['too few cells', 'a.csv', csv('only a text'), 'ragged-row'],
    ['too many cells', 'a.csv', csv('one, two, three,ham'), 'ragged-row'],
    ['an empty text', 'a.csv', csv(',ham'), 'empty-text'],
    ['a text of blanks', 'a.csv', csv('"  \t ",ham'), 'empty-text'],
    ['an empty label', 'a.csv', csv('some text,'), 'empty-label'],
    ['a quote that is never closed', 'a.csv', csv('"never closed,ham'), 'broken-quotes'],
    ['a quote opened at the very end', 'a.csv', csv('"'), 'broken-quotes'],
    ['a NUL in the text', 'a.csv', csv('nul \0 inside,ham'), 'nul-character'],
    ['a NUL in the label', 'a.csv', csv('some text,ha\0m'), 'nul-character'],
    ['the header again', 'a.csv', csv('text,label'), 'repeated-header'],
    ['a quote inside a quoted cell', 'a.csv', csv('"she said "hi" to me",ham'), 'stray-quote'],
    ['a cell of a million characters', 'a.csv', csv(`${'word '.repeat(200_000)},ham`), 'long-text'],
    ['invalid JSON', 'a.jsonl', jsonl('{"text": "cut off'), 'invalid-json'],
    ['a JSON array', 'a.jsonl', jsonl('["text", "ham"]'), 'invalid-json'],
    ['a JSON number', 'a.jsonl', jsonl('42'), 'invalid-json'],
    ['a JSON null', 'a.jsonl', jsonl('null'), 'invalid-json'],
    ['a text that is a number', 'a.jsonl', jsonl('{"text": 5, "label": "ham"}'), 'wrong-type'],
    ['a nested text', 'a.jsonl', jsonl('{"text": {"en": "hello"}, "label": "ham"}'), 'wrong-type'],
    ['a list of labels', 'a.jsonl', jsonl('{"text": "hello", "label": ["ham", "spam"]}'), 'several-labels'],
    ['a list without a label', 'a.jsonl', jsonl('{"text": "hello", "label": []}'), 'empty-label'],
    ['a label of spans', 'a.jsonl', jsonl('{"text": "hello", "label": [[0, 5, "PER"]]}'), 'wrong-type'],
    ['no label', 'a.jsonl', jsonl('{"text": "hello"}'), 'empty-label'],
    ...['label', 'text'].flatMap((column) =>
      [
        '{"toString": null}',
        '{"valueOf": 1, "toString": 2}',
        '{"choices": {"toString": null}}',
        '[{"toString": null}]',
        `${'['.repeat(90_000)}${']'.repeat(90_000)}`,
        `${'{"choices":'.repeat(90_000)}1${'}'.repeat(90_000)}`,
      ].map((value): [string, string, string, string] => [
        `a ${column} of ${value.slice(0, 40)}`,
        'a.jsonl',
        jsonl(JSON.stringify({ text: 'hello', label: 'ham', [column]: 0 }).replace('0', value)),
        'wrong-type',
      ]),
    ),
    ['a text of null', 'a.jsonl', jsonl('{"text": null, "label": "ham"}'), 'empty-text'],
    [
      'JSON nested 5,000 deep',
      'a.jsonl',
      jsonl(`{"text": ${'['.repeat(5000)}${']'.repeat(5000)}, "label": "ham"}`),
      'wrong-type',
    ],
    ['a label called __proto__', 'a.jsonl', jsonl('{"__proto__": "x", "text": "hello"}'), 'empty-label'],
  ];
  it.each(cases)('%s', async (_name, file, content, code) => {
    const folder = await temporaryFolder({ [file]: content });
    const { problems, examples } = await open('text', join(folder, file), {
      textColumn: 'text',
      labelColumn: 'label',
    });
    const row = file.endsWith('.csv') ? 22 : 21;
    expect(
      problems
        .filter((problem) => problem.code !== 'few-examples')
        .map((problem) => [problem.code, problem.source.row]),
    ).toEqual([[code, row]]);
    const warned = problems.some(({ warning }) => warning);
    expect(examples).toHaveLength(warned ? 21 : 20);
  });

  it('an unclosed quote in the middle does not swallow what follows', async () => {
    const lines = ['text,label', ...rows.slice(0, 10), '"never closed,ham', ...rows.slice(10)];
    const folder = await temporaryFolder({ 'a.csv': lines.join('\r\n') });
    const { problems, examples } = await open('text', join(folder, 'a.csv'));
    expect(problems.map(({ code, source }) => [code, source.row])).toEqual([['broken-quotes', 12]]);
    expect(examples).toHaveLength(20);
  });

  it('blank lines are mentioned, each on its line', async () => {
    const folder = await temporaryFolder({
      'a.csv': ['text,label', '', ...rows, '', rows[0], '', ''].join('\n'),
    });
    const { problems } = await open('text', join(folder, 'a.csv'));
    expect(problems.map(({ code, source, warning }) => [code, source.row, warning])).toEqual([
      ['blank-line', 2, true],
      ['blank-line', 23, true],
    ]);
  });

  it('bytes that are not the given encoding', async () => {
    const broken = Buffer.concat([
      Buffer.from(`${csv()}\ncaf`),
      Buffer.from([0xe9]),
      Buffer.from(' au lait,ham'),
    ]);
    const folder = await temporaryFolder({ 'a.csv': broken });
    const { problems } = await open('text', join(folder, 'a.csv'), { encoding: 'utf-8' });
    expect(problems.map(({ code, source }) => [code, source.row])).toEqual([['undecodable', 22]]);
  });

  it('the same text with two labels', async () => {
    const folder = await temporaryFolder({ 'a.csv': csv('message number 0 to read,spam') });
    const { problems, examples } = await open('text', join(folder, 'a.csv'));
    expect(problems.map(({ code, source }) => [code, source.row])).toEqual([
      ['conflicting-labels', 2],
      ['conflicting-labels', 22],
    ]);
    expect(examples).toHaveLength(19);
  });

  it('a label that occurs once is used for training, and mentioned', async () => {
    const folder = await temporaryFolder({ 'a.csv': csv('something else,eggs') });
    const { problems, examples } = await open('text', join(folder, 'a.csv'));
    expect(problems.map(({ code, source }) => [code, source.row])).toEqual([['few-examples', 22]]);
    expect(examples.find(({ source }) => source.row === 22)?.split).toBe('train');
  });

  it('a row whose split is no text, number or truth value', async () => {
    const divided = objects.map((line) => line.replace('{', '{"split":"train",'));
    const bad = '{"text": "hello", "label": "ham", "split": {"toString": null}}';
    const folder = await temporaryFolder({ 'a.jsonl': [...divided, bad].join('\n') });
    const { problems } = await open('text', join(folder, 'a.jsonl'), { splitColumn: 'split' });
    expect(problems.map(({ code, source }) => [code, source.row])).toEqual([['unknown-split', 21]]);
  });

  it('labels that are longer numbers than JavaScript holds stay what they are', async () => {
    const ids = ['12345678901234567890', '12345678901234567891'];
    const lines = ids.flatMap((id) =>
      Array.from({ length: 5 }, (_, at) => `{"text": "text ${at} of ${id}", "label": ${id}}`),
    );
    const folder = await temporaryFolder({ 'a.jsonl': lines.join('\n') });
    const { classes } = await open('text', join(folder, 'a.jsonl'));
    expect(classes).toEqual(ids);
  });

  it('a test row of a class nobody trains on', async () => {
    const folder = await temporaryFolder({
      'a.csv': csv(),
      'b.csv': 'text,label\nnew,eggs\nknown words,ham\nother words,spam',
    });
    const { problems } = await open('text', join(folder, 'a.csv'), { test: join(folder, 'b.csv') });
    expect(problems).toMatchObject([
      { code: 'unknown-class', source: { path: join(folder, 'b.csv'), row: 2 } },
    ]);
  });
});

describe('tables that cannot be used stop with an error that names them', () => {
  const binary = Buffer.from(Uint8Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256));
  const cases: readonly [string, string, string | Uint8Array, string, Options?][] = [
    ['an empty file', 'a.csv', '', 'data.empty-file'],
    ['only blank lines', 'a.csv', '\n \n\r\n', 'data.empty-file'],
    ['only a byte order mark', 'a.csv', '\ufeff', 'data.empty-file'],
    ['only a header', 'a.csv', 'text,label\n', 'data.no-rows'],
    ['one column', 'a.csv', 'text\nhello\nworld\n', 'data.missing-column'],
    ['a named column that is not there', 'a.csv', csv(), 'data.missing-column', { labelColumn: 'sentiment' }],
    ['a column number that is not there', 'a.csv', csv(), 'data.missing-column', { textColumn: '7' }],
    [
      'a named column that stands twice',
      'a.csv',
      'text,label,label\na b c,x,y\nd e f,y,x',
      'data.duplicate-column',
      { labelColumn: 'label' },
    ],
    [
      'one column as text and label',
      'a.csv',
      csv(),
      'data.same-column',
      { textColumn: 'text', labelColumn: 'text' },
    ],
    [
      'labels that never repeat',
      'a.csv',
      ['text,label', ...rows.map((_, at) => `text ${at},label-${at}`)].join('\n'),
      'data.labels-all-distinct',
    ],
    [
      'one label',
      'a.csv',
      ['text,label', ...rows.map((_, at) => `text ${at},ham`)].join('\n'),
      'data.too-few-classes',
      { labelColumn: 'label' },
    ],
    ['only broken rows', 'a.csv', 'text,label\na\nb\nc', 'data.no-examples'],
    [
      'only empty texts',
      'a.csv',
      'text,label\n,x\n,y\n,x',
      'data.no-examples',
      { textColumn: 'text', labelColumn: 'label' },
    ],
    ['random bytes', 'a.csv', binary, 'data.not-text'],
    ['a picture', 'a.csv', png(10, 10, deflateSync(binary)), 'data.not-text'],
    ['an encoding nobody knows', 'a.csv', csv(), 'data.unknown-encoding', { encoding: 'klingon-8' }],
    ['a JSON array of numbers', 'a.json', '[1, 2, 3]', 'data.no-examples'],
    ['an empty JSON array', 'a.json', '[]', 'data.no-rows'],
    ['JSON lines that are all broken', 'a.jsonl', '{"a\n{"b\n', 'data.no-examples'],
    ['JSON lines of empty objects', 'a.jsonl', '{}\n{}\n', 'data.missing-column'],
    [
      'two rows',
      'a.csv',
      'text,label\nhello you,ham\nbuy this,spam',
      'data.split-too-small',
      { textColumn: 'text', labelColumn: 'label' },
    ],
  ];
  it.each(cases)('%s', async (_name, file, content, code, options) => {
    const folder = await temporaryFolder({ [file]: content });
    const path = join(folder, file);
    const error = await failure(open('text', path, options));
    expect(error.code).toBe(code);
    if (error.params.path !== undefined) expect(error.params.path).toBe(path);
    expect(error.message.length).toBeGreaterThan(20);
  });

  it('a file that is not there', async () => {
    const folder = await temporaryFolder({});
    expect((await failure(open('text', join(folder, 'none.csv')))).code).toBe('data.missing');
  });

  it('a folder with several tables, none called train', async () => {
    const folder = await temporaryFolder({ 'a.csv': csv(), 'b.csv': csv() });
    const error = await failure(open('text', folder));
    expect([error.code, error.params.found]).toEqual(['data.no-table', ['a.csv', 'b.csv']]);
  });

  it('a folder without tables', async () => {
    expect((await failure(open('text', await temporaryFolder({ 'readme.txt': 'x' })))).code).toBe(
      'data.no-table',
    );
  });
});

describe('unusual tables that are read all the same', () => {
  const utf16 = Buffer.from(csv(), 'utf16le');
  const cases: readonly [string, string, string | Uint8Array][] = [
    ['UTF-16 without a byte order mark', 'a.csv', utf16],
    ['UTF-16 big-endian without a byte order mark', 'a.csv', Buffer.from(utf16).swap16()],
    ['UTF-16 with a byte order mark', 'a.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-8 with a byte order mark', 'a.csv', `\ufeff${csv()}`],
    ['semicolons', 'a.csv', csv().replaceAll(',', ';')],
    ['tabs in a .csv', 'a.csv', csv().replaceAll(',', '\t')],
    ['pipes', 'a.txt', csv().replaceAll(',', '|')],
    ['carriage returns only', 'a.csv', csv().replaceAll('\n', '\r')],
    ['no header', 'a.csv', rows.join('\n')],
    ['no last line end', 'a.csv', csv()],
    ['JSON lines called .csv', 'a.csv', jsonl()],
    ['a JSON array', 'a.json', `[${objects.join(',')}]`],
    [
      'a JSON array over many lines',
      'a.json',
      JSON.stringify(
        objects.map((text) => JSON.parse(text)),
        null,
        2,
      ),
    ],
    ['a header in capitals with blanks', 'a.csv', csv().replace('text,label', ' Text , Label ')],
    [
      '10,000 columns that are empty',
      'a.csv',
      ['text,label', ...rows].map((line) => `${line}${','.repeat(9998)}`).join('\n'),
    ],
  ];
  it.each(cases)('%s', async (_name, file, content) => {
    const folder = await temporaryFolder({ [file]: content });
    const { examples, problems } = await open('text', join(folder, file));
    expect(problems).toEqual([]);
    expect(examples).toHaveLength(20);
    expect(examples[3]).toMatchObject({ text: expect.stringMatching(/^message number 3/), label: 1 });
  });

  it('a million quote characters do not hang', async () => {
    const folder = await temporaryFolder({ 'a.csv': csv(`${'"'.repeat(1_000_001)}`, ...rows) });
    const { examples } = await open('text', join(folder, 'a.csv'));
    expect(examples.length).toBeGreaterThanOrEqual(20);
  });

  it('100,000 lines that each open a quote do not hang', async () => {
    const folder = await temporaryFolder({
      'a.csv': csv(...Array.from({ length: 100_000 }, (_, at) => `"open ${at},ham`)),
    });
    const { problems, examples } = await open('text', join(folder, 'a.csv'));
    expect(examples).toHaveLength(20);
    expect(problems).toHaveLength(100_000);
  }, 120_000);
});

// --- tokenizers -------------------------------------------------------------------------------------------

describe('tokenizers that cannot be used', () => {
  const cases: readonly [string, Files, string, string][] = [
    ['nothing there', {}, '.', 'data.no-tokenizer'],
    ['broken JSON', { 'tokenizer.json': '{"model": ' }, 'tokenizer.json', 'data.bad-tokenizer'],
    ['JSON of something else', { 'tokenizer.json': '{"a": 1}' }, '.', 'data.bad-tokenizer'],
    [
      'a model of an unknown kind',
      {
        'tokenizer.json':
          '{"model": {"type": "Magic", "vocab": {"a": 0}}, "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": null}',
      },
      '.',
      'data.bad-tokenizer',
    ],
    [
      'a vocabulary that is no object',
      { 'tokenizer.json': '{"model": {"type": "WordPiece", "vocab": 7}}' },
      '.',
      'data.bad-tokenizer',
    ],
    ['a vocabulary without [UNK]', { 'vocab.txt': '[CLS]\n[SEP]\nhello\n' }, '.', 'data.bad-tokenizer'],
    ['an empty vocabulary', { 'vocab.txt': '' }, 'vocab.txt', 'data.bad-tokenizer'],
  ];
  it.each(cases)('%s', async (_name, files, path, code) => {
    const folder = await temporaryFolder(files);
    const error = await failure(openTokenizer(join(folder, path)));
    expect(error.code).toBe(code);
    expect(error.message).toContain(folder);
  });
});
