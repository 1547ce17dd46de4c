// Writes zip archives of stored entries in which any field may lie.

import { uint16, uint32 } from './formats-fault.ts';
import { bytes, dict, pickle, tensor } from './formats-pickle-writer.ts';

/** An entry; what is not given is honest. */
export interface ZipEntryContent {
  readonly name: string;
  readonly content: Uint8Array;
  readonly flags?: number;
  readonly method?: number;
  readonly storedBytes?: number;
  readonly sizeBytes?: number;
  readonly headerOffset?: number;
  readonly localName?: string;
  readonly localSignature?: string;
  readonly extra?: Uint8Array;
}

export interface ZipEnd {
  readonly count?: number;
  readonly directoryBytes?: number;
  readonly directoryOffset?: number;
  /** Put between directory and end record. */
  readonly beforeEnd?: Uint8Array;
}

export function zip(entries: readonly ZipEntryContent[], end: ZipEnd = {}): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const record = localRecord(entry);
    directory.push(directoryRecord(entry, offset));
    local.push(record);
    offset += record.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([
    ...local,
    listed,
    end.beforeEnd ?? Buffer.alloc(0),
    bytes('PK\x05\x06\0\0\0\0'),
    uint16(end.count ?? entries.length),
    uint16(end.count ?? entries.length),
    uint32(end.directoryBytes ?? listed.length),
    uint32(end.directoryOffset ?? offset),
    uint16(0),
  ]);
}

function localRecord(entry: ZipEntryContent): Buffer {
  const name = Buffer.from(entry.localName ?? entry.name);
  const size = entry.content.length;
  const fields = [
    bytes(entry.localSignature ?? 'PK\x03\x04'),
    uint16(0),
    uint16(0),
    uint16(0),
    uint32(0),
    uint32(0),
  ];
  return Buffer.concat([
    ...fields,
    uint32(size),
    uint32(size),
    uint16(name.length),
    uint16(0),
    name,
    entry.content,
  ]);
}

function directoryRecord(entry: ZipEntryContent, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const extra = entry.extra ?? Buffer.alloc(0);
  return Buffer.concat([
    bytes('PK\x01\x02\0\0\0\0'),
    uint16(entry.flags ?? 0),
    uint16(entry.method ?? 0),
    uint32(0),
    uint32(0),
    uint32(entry.storedBytes ?? entry.content.length),
    uint32(entry.sizeBytes ?? entry.content.length),
    uint16(name.length),
    uint16(extra.length),
    bytes('\0'.repeat(10)),
    uint32(entry.headerOffset ?? offset),
    name,
    extra,
  ]);
}

/** A state dict of one tensor `w`: 2 x 3 float32. */
export const honestPickle = pickle(dict({ w: tensor() }));
export const honestStorage = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer);

/** The entries of an honest checkpoint, with some replaced or added. */
export function torchEntries(
  changed: {
    readonly pickle?: Partial<ZipEntryContent>;
    readonly storage?: Partial<ZipEntryContent>;
    readonly more?: readonly ZipEntryContent[];
  } = {},
): ZipEntryContent[] {
  return [
    { name: 'x/data.pkl', content: honestPickle, ...changed.pickle },
    { name: 'x/data/0', content: honestStorage, ...changed.storage },
    { name: 'x/version', content: Buffer.from('3\n') },
    ...(changed.more ?? []),
  ];
}

/** A checkpoint with this pickle. */
export function torchZip(content: Uint8Array): Buffer {
  return zip(torchEntries({ pickle: { content } }));
}
