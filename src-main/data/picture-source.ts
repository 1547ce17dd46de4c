// A picture data source -> candidates: finds the files, then checks each in the worker threads.
import { stat } from 'node:fs/promises';
import type { Candidate, SourceFormat, SourceReport } from './candidates.ts';
import type { PictureCheck } from './check-pictures.ts';
import type { DataOptions } from './data-options.ts';
import type { DataProblem, ExampleSource, SplitName } from './dataset-version.ts';
import type { PictureFacts } from './decode-picture.ts';
import { dataError } from './errors.ts';
import { type PictureFile, readPictureFolders } from './picture-folders.ts';
import { readPictureManifest } from './picture-manifest.ts';
import { dataProblem, type Problem } from './problems.ts';
import { isDim } from './sample-range.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Where a picture's problem is: the manifest's row, or the file itself. */
interface FoundPicture extends PictureFile {
  readonly row?: number;
}

export interface PictureListing {
  readonly path: string;
  readonly given: SplitName;
  readonly splits: readonly SplitName[];
  readonly format: SourceFormat;
  readonly files: readonly FoundPicture[];
  readonly problems: readonly DataProblem[];
}

/** Files for each job of a worker: few enough for progress and quick stops. */
const chunkSize = 16;

/** Lists the pictures at `path`, unchecked. Throws `data.missing` and what the folder and manifest readers throw. */
export async function listPictures(
  path: string,
  given: SplitName,
  data: DataOptions,
): Promise<PictureListing> {
  const found = await stat(path).catch((cause: unknown) => {
    throw dataError('missing', { path }, cause);
  });
  if (found.isDirectory()) {
    const { layout, folders, ...reading } = await readPictureFolders(path, given, data.folders);
    return { path, given, format: { layout, folders }, ...reading };
  }
  if (!found.isFile())
    throw dataError('not-a-folder-or-table', { path, needed: 'a folder of pictures or a CSV manifest' });
  const { table, columns, ignored, ...reading } = await readPictureManifest(path, given, data);
  return { path, given, format: { layout: 'manifest', table, columns, ignored }, ...reading };
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / chunkSize) }, (_, chunk) =>
    items.slice(chunk * chunkSize, (chunk + 1) * chunkSize),
  );
}

export interface CheckOptions {
  readonly pool: WorkerPool;
  readonly signal?: AbortSignal;
  readonly onChecked?: (pictures: number) => void;
}

async function checkAll(files: readonly FoundPicture[], options: CheckOptions): Promise<PictureCheck[]> {
  const waiting = chunks(files).entries();
  const results: PictureCheck[][] = [];
  // Two chunks in flight for each worker: one in work, one waiting.
  const lanes = Array.from({ length: options.pool.workers * 2 }, async () => {
    for (const [number, chunk] of waiting) {
      options.signal?.throwIfAborted();
      results[number] = await options.pool.run({ kind: 'check', paths: chunk.map((file) => file.path) });
      options.onChecked?.(chunk.length);
    }
  });
  await Promise.all(lanes);
  return results.flat();
}

/** The source as read, with the facts about each usable picture by path. */
export type CheckedSource = SourceReport & { readonly pictures: ReadonlyMap<string, PictureFacts> };

/** A row of a manifest does not say by itself which picture it names. */
function inRow(picture: string, { code, message, params }: Problem): Problem {
  return { code, message: `${picture} ${message}`, params: { ...params, picture } };
}

/** Reads, hashes and decodes every listed picture; bad ones become problems at their file or manifest row. */
export async function checkPictureSource(
  listing: PictureListing,
  options: CheckOptions,
): Promise<CheckedSource> {
  const checks = await checkAll(listing.files, options);
  const problems = [...listing.problems];
  const candidates: Candidate[] = [];
  const pictures = new Map<string, PictureFacts>();
  listing.files.forEach(({ path, label, given, row }, position) => {
    const check = checks[position]!;
    const place: ExampleSource = row === undefined ? { path } : { path: listing.path, row };
    if ('code' in check)
      problems.push({ source: place, ...(row === undefined ? check : inRow(path, check)) });
    else {
      candidates.push({ source: { path }, contentHash: check.contentHash, label, given });
      pictures.set(path, check.facts);
      const { peak } = check.facts;
      if (peak !== undefined && isDim(peak))
        problems.push({ source: { path }, ...dataProblem('dim-picture', { peak }), warning: true });
    }
  });
  const { path, given, splits, format } = listing;
  return { path, given, splits, format, problems, candidates, pictures };
}
