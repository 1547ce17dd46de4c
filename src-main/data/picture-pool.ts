// What many passes over the same pictures share: worker threads and the decoded pictures they keep.
import type { DatasetVersion } from './dataset-version.ts';
import type { PictureSize } from './decode-picture.ts';
import { createPixelCacheMemory, type PixelCacheMemory } from './pixel-cache.ts';
import { openWorkerPool, type WorkerPool } from './worker-pool.ts';

/** Open one for a run, give it to each `openBatches`, close it at the end. */
export interface PicturePool extends WorkerPool {
  /** Memory for the decoded pictures of a version at a size; undefined where nothing may be kept. */
  cacheFor(version: DatasetVersion, size: PictureSize): PixelCacheMemory | undefined;
}

/** `outside` keeps up to twice the target's area; on photographs about half more than the target. */
function pictureBytes({ width, height, resize }: PictureSize): number {
  return width * height * 3 * (resize === 'outside' ? 2 : 1) + 16;
}

const defaultCacheBytes = 2 ** 30;

/** What the decoded pictures of a version take in the end, where the pool has its usual bound. */
export function pictureCacheBytes({ examples }: DatasetVersion, size: PictureSize): number {
  return Math.min(defaultCacheBytes, examples.length * pictureBytes(size));
}

/** `cacheBytes` bounds all decoded pictures together; 1 GiB when absent, 0 keeps none. */
export function openPicturePool(options: {
  readonly workers?: number;
  readonly cacheBytes?: number;
}): PicturePool {
  const caches = new Map<DatasetVersion, Map<string, PixelCacheMemory>>();
  let freeBytes = options.cacheBytes ?? defaultCacheBytes;
  const cacheFor: PicturePool['cacheFor'] = (version, size) => {
    const key = [size.width, size.height, size.resize, size.whiteLevel].join(' ');
    const known = caches.get(version)?.get(key);
    if (known !== undefined || freeBytes === 0) return known;
    const sizeBytes = Math.min(freeBytes, version.examples.length * pictureBytes(size));
    freeBytes -= sizeBytes;
    const memory = createPixelCacheMemory(version.examples.length, sizeBytes);
    caches.set(version, (caches.get(version) ?? new Map()).set(key, memory));
    return memory;
  };
  return { ...openWorkerPool(options.workers), cacheFor };
}
