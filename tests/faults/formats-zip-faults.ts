// Archives whose structure lies, and files of the format before PyTorch 1.6 that do.
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { fixturePath } from '../formats/fixtures.ts';
import { type Fault, uint32, uint64 } from './formats-fault.ts';
import { bytes, dict, int, join, pickle, storage, tensor, text, tuple } from './formats-pickle-writer.ts';
import { honestPickle, honestStorage, torchEntries, type ZipEnd, zip } from './formats-zip-writer.ts';

function fault(name: string, code: string, says: RegExp, content: Uint8Array): Fault {
  return { name, code: `formats.${code}`, says, files: { 'weights.pt': content } };
}

type Changes = Parameters<typeof torchEntries>[0];

function badZip(name: string, says: RegExp, changes: Changes, end?: ZipEnd): Fault {
  return fault(`zip: ${name}`, 'invalid', says, zip(torchEntries(changes), end));
}

const honest = zip(torchEntries());
const bomb = deflateRawSync(Buffer.alloc(50_000_000));
const bombEntry = { content: bomb, method: 8, sizeBytes: 50_000_000 };
const zip64Locator = (offset: bigint) => join('PK\x06\x07', uint32(0), uint64(offset), uint32(1));
const zip64End = (count: bigint, length: bigint) =>
  join('PK\x06\x06', Buffer.alloc(28), uint64(count), uint64(length), uint64(0));

const cuts = [30, 200, honest.length - 200, honest.length - 60, honest.length - 10].map((length) =>
  fault(`zip: cut after ${length} bytes`, 'invalid', /no zip directory is there/, honest.subarray(0, length)),
);

const archives: readonly Fault[] = [
  ...cuts,
  badZip('a bomb as pickle', /"x\/data\.pkl": is compressed/, { pickle: bombEntry }),
  badZip('a bomb as storage', /"x\/data\/0": is compressed/, { storage: bombEntry }),
  badZip('an encrypted pickle', /is encrypted/, { pickle: { flags: 1 } }),
  badZip('two sizes', /two sizes, 48 and 24/, { storage: { sizeBytes: 48 } }),
  badZip('an entry longer than the file', /reaches into the zip directory/, {
    storage: { storedBytes: 1 << 30, sizeBytes: 1 << 30 },
  }),
  badZip('an entry that begins outside', /reaches into the zip directory/, {
    storage: { headerOffset: 1 << 30 },
  }),
  badZip('two entries in one place', /overlaps the entry before it/, { storage: { headerOffset: 0 } }),
  badZip('an entry inside another', /overlaps the entry before it/, { storage: { headerOffset: 60 } }),
  badZip('an entry without its header', /no header where/, { storage: { localSignature: 'XXXX' } }),
  badZip('an entry with another name inside', /named otherwise/, { storage: { localName: 'x/data/9' } }),
  badZip('an entry listed twice', /"x\/data\/0": is listed twice/, {
    more: [{ name: 'x/data/0', content: honestStorage }],
  }),
  badZip('a missing storage', /storage "0": is not in the archive/, { storage: { name: 'x/data/1' } }),
  badZip('a directory with too few entries', /is not in the archive/, {}, { count: 1 }),
  badZip('a directory with too many entries', /no entry at byte/, {}, { count: 400 }),
  badZip('a directory in the wrong place', /no entry at byte 0/, {}, { directoryOffset: 3 }),
  badZip('zip64 sizes that are missing', /lacks its zip64 sizes/, { storage: { sizeBytes: 0xffffffff } }),
  badZip('a zip64 field that is cut', /lacks its zip64 sizes/, {
    storage: { sizeBytes: 0xffffffff, extra: bytes('\x01\0\x04\0\0\0\0\0') },
  }),
  badZip('zip64 announced but absent', /zip64 directory: is announced/, {}, { count: 0xffff }),
  badZip(
    'a zip64 locator to the wrong place',
    /zip64 directory: is announced/,
    {},
    { count: 0xffff, beforeEnd: zip64Locator(3n) },
  ),
  fault(
    'zip: a zip64 locator beyond the file',
    'truncated',
    /zip64/,
    zip(torchEntries(), { count: 0xffff, beforeEnd: zip64Locator(2n ** 62n) }),
  ),
  fault(
    'zip: 2^60 entries',
    'tooLarge',
    /entries/,
    zip(torchEntries(), {
      count: 0xffff,
      beforeEnd: join(zip64End(2n ** 60n, 100n), zip64Locator(BigInt(honest.length - 22))),
    }),
  ),
  fault(
    'zip: a directory of 4 GB',
    'tooLarge',
    /zip directory has 4294967294 bytes/,
    zip(torchEntries(), { directoryBytes: 0xfffffffe }),
  ),
  fault(
    'zip: a directory beyond the file',
    'truncated',
    /zip directory/,
    zip(torchEntries(), { directoryOffset: 0x7fffffff }),
  ),
  fault(
    'zip: two pickles',
    'variantRefused',
    /2 files data\.pkl/,
    zip(torchEntries({ more: [{ name: 'y/data.pkl', content: honestPickle }] })),
  ),
  fault(
    'zip: a TorchScript program',
    'variantRefused',
    /TorchScript/,
    zip(torchEntries({ more: [{ name: 'x/constants.pkl', content: honestPickle }] })),
  ),
  fault(
    'zip: big-endian',
    'variantRefused',
    /byte order "big"/,
    zip(torchEntries({ more: [{ name: 'x/byteorder', content: Buffer.from('big') }] })),
  ),
  fault(
    'zip: a byte order of 1 MB',
    'variantRefused',
    /byte order "unknown"/,
    zip(torchEntries({ more: [{ name: 'x/byteorder', content: Buffer.alloc(1 << 20) }] })),
  ),
];

const magic = pickle('\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19');
const version = pickle('M\xe9\x03');
const platform = pickle(dict({ little_endian: '\x88' }));
const honestObject = pickle(dict({ w: tensor() }));
const key = pickle(']', text('0'), 'a');
const elements = join(uint64(6), Buffer.from(honestStorage));

const realLegacy = readFileSync(fixturePath('checkpoint-legacy.pt'));
const legacyCuts = [20, 60, 300, 2000, 4000, realLegacy.length - 1].map((length) =>
  fault(
    `legacy: cut after ${length} bytes`,
    'truncated',
    /the pickle|storage "/,
    realLegacy.subarray(0, length),
  ),
);

const legacy: readonly Fault[] = [
  ...legacyCuts,
  fault(
    'legacy: another version',
    'invalid',
    /not version 1001/,
    join(magic, pickle(int(1002)), platform, honestObject, key, elements),
  ),
  fault(
    'legacy: big-endian',
    'variantRefused',
    /not little-endian/,
    join(magic, version, pickle(dict({ little_endian: '\x89' })), honestObject, key, elements),
  ),
  fault(
    'legacy: no platform',
    'variantRefused',
    /not little-endian/,
    join(magic, version, pickle('N'), honestObject, key, elements),
  ),
  fault(
    'legacy: a hostile platform',
    'globalRefused',
    /os\.system/,
    join(magic, version, pickle('cos\nsystem\n'), honestObject, key, elements),
  ),
  fault(
    'legacy: keys that are no list',
    'invalid',
    /list of storage keys/,
    join(magic, version, platform, honestObject, pickle('}'), elements),
  ),
  fault(
    'legacy: a key twice',
    'invalid',
    /names "0" twice/,
    join(
      magic,
      version,
      platform,
      honestObject,
      pickle(']', text('0'), 'a', text('0'), 'a'),
      elements,
      elements,
    ),
  ),
  fault(
    'legacy: a key of no tensor',
    'invalid',
    /that no tensor uses/,
    join(magic, version, platform, honestObject, pickle(']', text('5'), 'a'), elements),
  ),
  fault(
    'legacy: a key that contains itself',
    'invalid',
    /that no tensor uses/,
    join(magic, version, platform, honestObject, pickle(']q\0h\0a'), elements),
  ),
  fault(
    'legacy: no keys',
    'invalid',
    /storage "0": is not in the list/,
    join(magic, version, platform, honestObject, pickle(']')),
  ),
  fault(
    'legacy: a storage that counts more',
    'invalid',
    /storage "0": has 7 elements/,
    join(magic, version, platform, honestObject, key, uint64(7), Buffer.alloc(28)),
  ),
  fault(
    'legacy: a storage that counts 2^64 - 1',
    'invalid',
    /has 18446744073709551615 elements/,
    join(magic, version, platform, honestObject, key, uint64(2n ** 64n - 1n)),
  ),
  fault(
    'legacy: a storage of 4 TB',
    'truncated',
    /storage "0"/,
    join(
      magic,
      version,
      platform,
      pickle(
        dict({
          w: tensor({
            storage: storage({ count: int(2 ** 40) }),
            shape: tuple(int(1)),
            strides: tuple(int(1)),
          }),
        }),
      ),
      key,
      uint64(2 ** 40),
    ),
  ),
];

export const zipFaults: readonly Fault[] = [...archives, ...legacy];

/** What the rows above change; it must open. */
export const honestZip = honest;
export const honestLegacy = join(magic, version, platform, honestObject, key, elements);
