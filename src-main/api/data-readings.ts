// Main's own look at kept readings of data: counts for checks, files for thumbnails. The last few stay parsed.
import type { DataOptions } from '../data/data-options.ts';
import { type ReadingIndex, readingIndex } from '../data/kept-readings.ts';

const maxOpen = 4;
const opened = new Map<string, ReadingIndex>();

/** Throws `data.unknown-reading`. */
export function indexOfReading(cacheFolder: string, key: string): ReadingIndex {
  const place = `${cacheFolder} ${key}`;
  const index = opened.get(place) ?? readingIndex(cacheFolder, key);
  opened.delete(place);
  opened.set(place, index);
  const [oldest] = opened.keys();
  if (opened.size > maxOpen && oldest !== undefined) opened.delete(oldest);
  return index;
}

interface ReadOptions {
  readonly task: string;
  readonly data: DataOptions;
  readonly seed: number;
}

const maxRemembered = 50;
const keys = new Map<string, string>();

/** Remembers which reading these options gave, so that a recipe finds it without a key. */
export function rememberKey(options: ReadOptions, key: string): void {
  keys.delete(nameOf(options));
  keys.set(nameOf(options), key);
  const [oldest] = keys.keys();
  if (keys.size > maxRemembered && oldest !== undefined) keys.delete(oldest);
}

export function keyOfOptions(options: ReadOptions): string | undefined {
  return keys.get(nameOf(options));
}

/** The same text for the same options, whatever their order. */
function nameOf({ task, data, seed }: ReadOptions): string {
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return JSON.stringify([task, seed, entries.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
