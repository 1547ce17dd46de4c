// Writes the zip of a `.finesse` file entry by entry, hashing what goes in. The file is there in full or not at all.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { systemFault } from '../errors.ts';
import { giveUsualRights } from '../training/file-rights.ts';
import { type BundleManifest, manifestName } from './bundle-format.ts';
import { jobFault } from './errors.ts';

export class BundleWriter {
  readonly #file: string;
  readonly #partial: string;
  readonly #zip = new ZipFile();
  readonly #written: Promise<void>;
  readonly #files: Record<string, { sha256: string; sizeBytes: number }> = {};
  readonly #signal: AbortSignal | undefined;

  /** Throws `jobs.bundleExists`. */
  constructor(file: string, signal?: AbortSignal) {
    if (existsSync(file)) throw jobFault('bundleExists', { file });
    this.#file = file;
    this.#partial = `${file}.${process.pid}.partial`;
    this.#signal = signal;
    this.#written = pipeline(this.#zip.outputStream, createWriteStream(this.#partial), { signal }).catch(
      (error: unknown) => {
        throw systemFault(error, file) ?? error;
      },
    );
    this.#written.catch(() => undefined); // told by add and finish
  }

  /** Weights do not get smaller by compression, and cost time. */
  async addFile(name: string, path: string): Promise<void> {
    await this.#add(name, createReadStream(path), !path.endsWith('.safetensors'));
  }

  async addJson(name: string, value: unknown): Promise<void> {
    await this.#add(name, Readable.from([Buffer.from(JSON.stringify(value))]), true);
  }

  async #add(name: string, source: Readable, compress: boolean): Promise<void> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        next(null, chunk);
      },
    });
    this.#zip.addReadStreamLazy(name, { compress }, (give) => give(null, tap));
    // Whichever fails first: reading, or the disk that is written to.
    await Promise.race([
      Promise.all([pipeline(source, tap, { signal: this.#signal }), finished(tap)]),
      this.#written.then(() => Promise.reject(new Error('the file was closed early'))),
    ]);
    this.#files[name] = { sha256: hash.digest('hex'), sizeBytes };
  }

  /** Ends the file with its manifest and gives its size. */
  async finish(manifest: Omit<BundleManifest, 'files'>): Promise<number> {
    const whole: BundleManifest = { ...manifest, files: this.#files };
    this.#zip.addBuffer(Buffer.from(JSON.stringify(whole)), manifestName);
    this.#zip.end();
    await this.#written;
    const handle = await open(this.#partial, 'r+');
    await handle.sync().finally(() => handle.close());
    giveUsualRights(this.#partial);
    await rename(this.#partial, this.#file);
    return (await stat(this.#file)).size;
  }

  /** Takes away what has been written of an unfinished file. */
  async discard(): Promise<void> {
    // An error ends the pipeline, and with it the file's handle.
    (this.#zip.outputStream as Readable).destroy(new Error('discarded')); // yazl's is a PassThrough
    await this.#written.catch(() => undefined); // it was discarded
    await rm(this.#partial, { force: true });
  }
}
