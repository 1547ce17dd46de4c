// Main's own look at kept readings of data: counts for checks, files for thumbnails. The last few stay parsed.
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
