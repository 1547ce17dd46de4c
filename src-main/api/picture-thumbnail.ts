// Small versions of a person's pictures. sharp works in threads of its own; a few at a time, and the last ones made
// stay in memory.
import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { errorTable, type FinesseError } from '../errors.ts';

export interface Thumbnail {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: 'image/webp';
}

const thumbnailFault = errorTable('media', {
  unreadablePicture: (p: { path: string; reason: string }) =>
    `The picture ${p.path} cannot be shown: ${p.reason}.`,
});

const cacheBytes = 64 * 2 ** 20;
const maxAtOnce = 4;
const maxPixels = 2 ** 27;
const cache = new Map<string, Thumbnail>();
let cachedBytes = 0;
let working = 0;
const waiting: (() => void)[] = [];

/**
 * The picture, upright, at most `size` pixels on its longest side. Throws `media.unreadablePicture`. The caller has
 * made sure that the path may be shown.
 */
export async function pictureThumbnail(path: string, size: number): Promise<Thumbnail> {
  const key = `${path}\0${size}\0${await changedAt(path)}`;
  const known = cache.get(key);
  if (known !== undefined) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  await enter();
  try {
    const made = await make(path, size);
    keep(key, made);
    return made;
  } finally {
    working -= 1;
    waiting.shift()?.();
  }
}

/** The size asked for in a query, 16 to 1,024. */
export function thumbnailSize(query: URLSearchParams): number {
  const size = Number(query.get('size') ?? 160);
  return Number.isFinite(size) ? Math.min(1024, Math.max(16, Math.round(size))) : 160;
}

async function enter(): Promise<void> {
  while (working >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  working += 1;
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (cause) {
    throw fault(path, cause);
  }
}

async function make(path: string, size: number): Promise<Thumbnail> {
  try {
    const bytes = await sharp(await readFile(path), { limitInputPixels: maxPixels, failOn: 'none' })
      .autoOrient()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
    return { bytes: new Uint8Array(bytes), type: 'image/webp' };
  } catch (cause) {
    throw fault(path, cause);
  }
}

function keep(key: string, made: Thumbnail): void {
  cache.set(key, made);
  cachedBytes += made.bytes.byteLength;
  for (const [oldest, { bytes }] of cache) {
    if (cachedBytes <= cacheBytes) break;
    cache.delete(oldest);
    cachedBytes -= bytes.byteLength;
  }
}

function fault(path: string, cause: unknown): FinesseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return thumbnailFault('unreadablePicture', { path, reason }, cause);
}
