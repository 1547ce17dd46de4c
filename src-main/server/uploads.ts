// Folders and files that were dropped on a browser's page: it sends each file as one request, and they come to lie in
// the store as they lay in the folder. POST /upload?batch=<uuid>&path=<relative path>, the file as body.
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Services } from '../api/services.ts';
import { FinesseError } from '../errors.ts';
import { toStoreFault } from '../store/sqlite-errors.ts';
import { serverFault } from './errors.ts';
import { safePath } from './safe-path.ts';

const maxFileBytes = 4 * 2 ** 30;
const batchPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Batches whose names are remembered; older ones can take no further files. */
const maxBatches = 100;

export class Uploads {
  readonly #folder: string;
  readonly #maxFileBytes: number;
  /** batch -> where each file went, by lower case: names that only a disk holds equal must not replace each other. */
  readonly #batches = new Map<string, Map<string, string>>();
  #numParts = 0;

  constructor({ store }: Pick<Services, 'store'>, options: { readonly maxFileBytes?: number } = {}) {
    this.#folder = store.paths.uploads;
    this.#maxFileBytes = options.maxFileBytes ?? maxFileBytes;
  }

  /** Answers with `{ folder, top, path }`: where the batch lies, the first part of the path in it, and the file. */
  async take(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(405, { Allow: 'POST' }).end();
    try {
      const batch = url.searchParams.get('batch') ?? '';
      const given = url.searchParams.get('path') ?? '';
      const relative = batchPattern.test(batch) ? this.#placeOf(batch, given) : undefined;
      if (relative === undefined) throw serverFault('uploadName', { path: given });
      const folder = join(this.#folder, batch);
      const path = join(folder, relative);
      await this.#write(request, path, given);
      const top = join(folder, relative.split('/')[0] ?? '');
      answer(response, 200, { folder, top, path });
    } catch (error) {
      const fault = toStoreFault(error, this.#folder);
      if (!(fault instanceof FinesseError)) throw error;
      const status = fault.code === 'server.uploadTooLarge' ? 413 : 422;
      answer(response, status, { code: fault.code, params: fault.params, message: fault.message });
    }
  }

  /** The safe path for a given one; another one where a different file of the batch lies there already. */
  #placeOf(batch: string, given: string): string | undefined {
    const safe = safePath(given);
    if (safe === undefined) return undefined;
    const places = this.#batches.get(batch) ?? new Map<string, string>();
    this.#batches.set(batch, places);
    if (this.#batches.size > maxBatches) this.#batches.delete(this.#batches.keys().next().value!);
    let place = safe;
    for (let n = 2; (places.get(place.toLowerCase()) ?? given) !== given; n += 1)
      place = safe.replace(/(\.[^./]*)?$/, ` (${n})$1`);
    places.set(place.toLowerCase(), given);
    return place;
  }

  /** Under another name until it is whole: what was cut off must not be taken for a picture. */
  async #write(request: IncomingMessage, path: string, given: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    this.#numParts += 1;
    const part = join(this.#folder, `.part-${process.pid}-${this.#numParts}`);
    try {
      await pipeline(request, this.#limited(given), createWriteStream(part, { flags: 'wx' }));
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw isCutOff(error) ? serverFault('uploadCutOff', { path: given }, error) : error;
    }
  }

  #limited(path: string): Transform {
    const limitBytes = this.#maxFileBytes;
    let sizeBytes = 0;
    return new Transform({
      transform(chunk: Buffer, _, done) {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) done(serverFault('uploadTooLarge', { path, limitBytes }));
        else done(null, chunk);
      },
    });
  }
}

function isCutOff(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined; // system errors have one
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET';
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  // After a refusal the rest of the body is not read.
  if (status !== 200) response.setHeader('Connection', 'close');
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));
}
