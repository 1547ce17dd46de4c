// Reads the zip of a `.finesse` file. Nothing in it is believed: names must be those of the format, sizes within its
// limits, and every byte is hashed against the manifest on its way out.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import * as z from 'zod';
import { FinesseError } from '../errors.ts';
import {
  type BundleManifest,
  bundleFormatVersion,
  bundleLimits,
  entryRole,
  manifestName,
  manifestSchema,
} from './bundle-format.ts';
import { jobFault } from './errors.ts';

export interface BundleReader {
  readonly file: string;
  readonly sizeBytes: number;
  readonly manifest: BundleManifest;
  /** Names of all entries but the manifest. */
  readonly names: readonly string[];
  /** Bytes of all entries, unpacked. */
  readonly unpackedBytes: number;
  /** Writes an entry to a new file. Throws `jobs.bundleInvalid` where it is not what the manifest says. */
  extract(name: string, target: string, signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** Opens a file and checks its directory against its manifest. Throws `jobs.bundle*`. */
export async function openBundle(file: string): Promise<BundleReader> {
  const { size } = await stat(file).catch((error: Error) => {
    throw unreadable(file, error);
  });
  const zip = await openPromise(file, {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
    strictFileNames: true,
  }).catch((error: Error) => {
    throw unreadable(file, error);
  });
  try {
    const entries = await readDirectory(file, zip);
    const manifest = await readManifest(file, zip, entries);
    entries.delete(manifestName);
    checkListing(file, manifest, entries);
    return {
      file,
      sizeBytes: size,
      manifest,
      names: [...entries.keys()],
      unpackedBytes: [...entries.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0),
      extract: (name, target, signal) =>
        // Of `names`, which are the keys of both.
        extract(
          { file, zip, entry: entries.get(name)!, sha256: manifest.files[name]!.sha256 },
          target,
          signal,
        ),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof FinesseError ? error : unreadable(file, error as Error);
  }
}

function unreadable(file: string, error: Error) {
  return jobFault('bundleUnreadable', { file, reason: error.message }, error);
}

export function invalidEntry(file: string, name: string, problem: string, cause?: unknown): FinesseError {
  return jobFault('bundleInvalid', { file, place: name.slice(0, 200), problem }, cause);
}

async function readDirectory(file: string, zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > bundleLimits.entries)
    throw invalidEntry(file, 'its directory', `it lists ${zip.entryCount} entries`);
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (entries.has(name)) throw invalidEntry(file, name, 'it is there twice');
    if (entry.isEncrypted() || !entry.canDecodeFileData())
      throw invalidEntry(file, name, 'it is packed in a way that is not read here');
    checkSize(file, entry);
    entries.set(name, entry);
  }
  return entries;
}

function checkSize(file: string, { fileName, uncompressedSize }: Entry): void {
  const role = entryRole(fileName);
  if (role === undefined) throw invalidEntry(file, fileName, 'a .finesse file has no such entry');
  const limit =
    role.kind === 'file'
      ? bundleLimits.fileBytes
      : role.kind === 'steps' || role.kind === 'dataset'
        ? bundleLimits.listBytes
        : bundleLimits.documentBytes;
  if (uncompressedSize > limit)
    throw invalidEntry(file, fileName, `it has ${uncompressedSize} bytes; at most ${limit} are read`);
}

async function readManifest(
  file: string,
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
): Promise<BundleManifest> {
  const entry = entries.get(manifestName);
  if (entry === undefined) throw invalidEntry(file, manifestName, 'it is missing');
  const stream = await zip.openReadStreamPromise(entry);
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer); // without an encoding: bytes
  const written = parsedJson(file, manifestName, Buffer.concat(parts));
  const version = z.object({ formatVersion: z.number() }).safeParse(written);
  if (version.success && version.data.formatVersion > bundleFormatVersion)
    throw jobFault('bundleNewer', { file, found: version.data.formatVersion, known: bundleFormatVersion });
  const parsed = manifestSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw invalidEntry(file, manifestName, firstIssue(parsed.error), parsed.error);
}

export function parsedJson(file: string, name: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    throw invalidEntry(file, name, 'it is not JSON', error);
  }
}

/** Where and what, in one line. */
export function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue === undefined ? 'it is not as it should be' : `${issue.path.join('.')}: ${issue.message}`;
}

/** Directory and manifest name the same entries, of the same sizes, of runs that the manifest lists. */
function checkListing(file: string, manifest: BundleManifest, entries: ReadonlyMap<string, Entry>): void {
  const runs = new Set(manifest.runs.map(({ id }) => id));
  if (runs.size !== manifest.runs.length) throw invalidEntry(file, manifestName, 'a run is listed twice');
  for (const name of Object.keys(manifest.files))
    if (!entries.has(name)) throw invalidEntry(file, name, 'it is missing');
  for (const [name, { uncompressedSize }] of entries) {
    const listed = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
    if (listed === undefined) throw invalidEntry(file, name, 'the manifest does not list it');
    if (listed.sizeBytes !== uncompressedSize)
      throw invalidEntry(
        file,
        name,
        `it has ${uncompressedSize} bytes, the manifest says ${listed.sizeBytes}`,
      );
    const role = entryRole(name);
    if (role !== undefined && 'run' in role && !runs.has(role.run))
      throw invalidEntry(file, name, 'the manifest lists no such run');
  }
}

interface Source {
  readonly file: string;
  readonly zip: ZipFile;
  readonly entry: Entry;
  readonly sha256: string;
}

async function extract(
  { file, zip, entry, sha256 }: Source,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hash = createHash('sha256');
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      next(null, chunk);
    },
  });
  await mkdir(dirname(target), { recursive: true });
  try {
    const stream = await zip.openReadStreamPromise(entry);
    await pipeline(stream, tap, createWriteStream(target, { flags: 'wx' }), { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    throw invalidEntry(file, entry.fileName, (error as Error).message, error);
  }
  if (hash.digest('hex') !== sha256)
    throw invalidEntry(file, entry.fileName, 'its content is not that of its hash');
}
