// The directory of a zip archive of stored (uncompressed) entries, as torch.save writes: names and byte ranges.
// Nothing is inflated. Zip libraries either load the whole archive or read asynchronously; checkpoints are
// gigabytes and weight tensors are read synchronously, hence this reader. Source: PKWARE APPNOTE 6.3.
import { crc32 } from 'node:zlib';
import { type ByteSource, readWithin, slicedSource } from './byte-source.ts';
import { formatError } from './errors.ts';
import { shortJson } from './json-document.ts';

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_DIRECTORY_BYTES = 64_000_000;
const MAX_ENTRIES = 200_000;
const UINT32 = 0xffffffff;
const UINT16 = 0xffff;

/** One file of the archive as the directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly compressed: boolean;
  readonly encrypted: boolean;
  /** Bytes in the archive; for a stored entry also its size. */
  readonly storedBytes: number;
  readonly sizeBytes: number;
  /** Checksum of its bytes; 0 where none was computed, which PyTorch's set_crc32_options allows. */
  readonly crc32: number;
  /** Offset of the entry's own header. */
  readonly headerOffset: number;
}

/** Reads the directory, zip64 included. Throws `formats.invalid`, `tooLarge` or `truncated`. */
export function readZipDirectory(source: ByteSource): ReadonlyMap<string, ZipEntry> {
  const { offset, length, count } = findDirectory(source);
  limit(source, { what: 'bytes', found: length, limit: MAX_DIRECTORY_BYTES });
  limit(source, { what: 'entries', found: count, limit: MAX_ENTRIES });
  const bytes = readWithin(source, { offset, length, place: 'the zip directory' });
  const entries = new Map<string, ZipEntry>();
  for (let at = 0, i = 0; i < count; i++) {
    const { entry, next } = readEntry(source, bytes, at);
    if (entries.has(entry.name)) throw invalid(source, entry.name, 'is listed twice');
    if (entry.headerOffset + LOCAL_BYTES + entry.storedBytes > offset)
      throw invalid(source, entry.name, 'reaches into the zip directory');
    entries.set(entry.name, entry);
    at = next;
  }
  checkOverlaps(source, [...entries.values()]);
  return entries;
}

/**
 * The bytes of a stored entry. Throws `formats.invalid` for a compressed, encrypted or lying one, and where they are
 * first read and are not those of the checksum. PyTorch itself does not compare it, and so reads damage as numbers.
 */
export function openZipEntry(source: ByteSource, entry: ZipEntry): ByteSource {
  const { name } = entry;
  if (entry.encrypted) throw invalid(source, name, 'is encrypted');
  if (entry.compressed) throw invalid(source, name, 'is compressed, which torch.save never does');
  if (entry.sizeBytes !== entry.storedBytes)
    throw invalid(source, name, `has two sizes, ${entry.sizeBytes} and ${entry.storedBytes} bytes`);
  const place = `zip entry ${shortJson(name)}`;
  const header = viewOf(readWithin(source, { offset: entry.headerOffset, length: LOCAL_BYTES, place }));
  if (header.getUint32(0, true) !== 0x04034b50)
    throw invalid(source, name, 'has no header where one should be');
  const nameBytes = header.getUint16(26, true);
  const nameOffset = entry.headerOffset + LOCAL_BYTES;
  const localName = readWithin(source, { offset: nameOffset, length: nameBytes, place });
  if (new TextDecoder().decode(localName) !== name)
    throw invalid(source, name, 'is named otherwise in its own header');
  const offset = nameOffset + nameBytes + header.getUint16(28, true);
  const bytes = slicedSource(source, { offset, length: entry.sizeBytes, place });
  return entry.crc32 === 0 ? bytes : checkedSource(bytes, entry);
}

const checkedChunkBytes = 1 << 24;

/** Compares the checksum before it gives the first byte away. */
function checkedSource(bytes: ByteSource, entry: ZipEntry): ByteSource {
  let isChecked = false;
  return {
    path: bytes.path,
    sizeBytes: bytes.sizeBytes,
    read(offset, length) {
      const read = bytes.read(offset, length);
      if (isChecked) return read;
      const found = length === bytes.sizeBytes ? crc32(read) : checksumOf(bytes);
      if (found !== entry.crc32) throw invalid(bytes, entry.name, 'has other bytes than its checksum says');
      isChecked = true;
      return read;
    },
  };
}

function checksumOf(bytes: ByteSource): number {
  let sum = 0;
  for (let at = 0; at < bytes.sizeBytes; at += checkedChunkBytes)
    sum = crc32(bytes.read(at, Math.min(checkedChunkBytes, bytes.sizeBytes - at)), sum);
  return sum;
}

interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

function findDirectory(source: ByteSource): Directory {
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + MAX_COMMENT_BYTES);
  const tailOffset = source.sizeBytes - tailBytes;
  const tail = viewOf(source.read(tailOffset, tailBytes));
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    const directory: Directory = {
      count: tail.getUint16(at + 10, true),
      length: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
    };
    const is64 = directory.count === UINT16 || directory.length === UINT32 || directory.offset === UINT32;
    return is64 ? findDirectory64(source, tailOffset + at) : directory;
  }
  throw formatError('invalid', {
    file: source.path,
    place: 'the end of the zip archive',
    problem: 'no zip directory is there; the copy is probably incomplete',
  });
}

/** `endOffset` is where the ordinary end record lies; the zip64 locator is the 20 bytes before it. */
function findDirectory64(source: ByteSource, endOffset: number): Directory {
  const place = 'the zip64 directory';
  const problem = 'is announced but not there';
  const locator = viewOf(readWithin(source, { offset: endOffset - 20, length: 20, place }));
  if (locator.getUint32(0, true) !== 0x07064b50)
    throw formatError('invalid', { file: source.path, place, problem });
  const end = viewOf(readWithin(source, { offset: uint64(locator, 8), length: 56, place }));
  if (end.getUint32(0, true) !== 0x06064b50)
    throw formatError('invalid', { file: source.path, place, problem });
  return { count: uint64(end, 32), length: uint64(end, 40), offset: uint64(end, 48) };
}

function readEntry(source: ByteSource, bytes: Uint8Array<ArrayBuffer>, at: number) {
  const damaged = () =>
    formatError('invalid', {
      file: source.path,
      place: 'the zip directory',
      problem: `has no entry at byte ${at}`,
    });
  if (at + ENTRY_BYTES > bytes.length) throw damaged();
  const view = new DataView(bytes.buffer, at);
  if (view.getUint32(0, true) !== 0x02014b50) throw damaged();
  const nameEnd = ENTRY_BYTES + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  const next = at + extraEnd + view.getUint16(32, true);
  if (next > bytes.length) throw damaged();
  const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + nameEnd));
  const wide = widen(view, nameEnd, extraEnd);
  if (wide === undefined) throw invalid(source, name, 'lacks its zip64 sizes');
  const entry: ZipEntry = {
    name,
    encrypted: (view.getUint16(8, true) & 1) !== 0,
    compressed: view.getUint16(10, true) !== 0,
    crc32: view.getUint32(16, true),
    ...wide,
  };
  return { entry, next };
}

/** Sizes and offset of an entry; those that read 0xffffffff are in the zip64 extra field, in this order. */
function widen(view: DataView, extraStart: number, extraEnd: number) {
  const narrow = [24, 20, 42].map((offset) => view.getUint32(offset, true));
  const zip64 = findExtra(view, extraStart, extraEnd);
  const needed = 8 * narrow.filter((value) => value === UINT32).length;
  if (needed > (zip64?.byteLength ?? 0)) return undefined;
  let at = -8;
  const wide = narrow.map((value) => {
    if (value !== UINT32) return value;
    at += 8;
    return uint64(zip64!, at);
  });
  return { sizeBytes: wide[0]!, storedBytes: wide[1]!, headerOffset: wide[2]! };
}

function findExtra(view: DataView, start: number, end: number): DataView | undefined {
  for (let at = start; at + 4 <= end; ) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > end) return undefined;
    if (view.getUint16(at, true) === 0x0001)
      return new DataView(view.buffer, view.byteOffset + at + 4, length);
    at += 4 + length;
  }
  return undefined;
}

function checkOverlaps(source: ByteSource, entries: ZipEntry[]): void {
  let reached = 0;
  for (const entry of entries.sort((a, b) => a.headerOffset - b.headerOffset)) {
    if (entry.headerOffset < reached) throw invalid(source, entry.name, 'overlaps the entry before it');
    reached = entry.headerOffset + LOCAL_BYTES + entry.storedBytes;
  }
}

function limit(source: ByteSource, size: { what: string; found: number; limit: number }): void {
  if (size.found > size.limit)
    throw formatError('tooLarge', { file: source.path, place: 'the zip directory', ...size });
}

function viewOf(bytes: Uint8Array<ArrayBuffer>): DataView<ArrayBuffer> {
  return new DataView(bytes.buffer);
}

/** Beyond 2^53 the value is inexact, but then it is beyond every file. */
function uint64(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

function invalid(source: ByteSource, name: string, problem: string) {
  return formatError('invalid', { file: source.path, place: `zip entry ${shortJson(name)}`, problem });
}
