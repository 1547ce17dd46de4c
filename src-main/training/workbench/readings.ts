// The readings of data that this process has open, by key.
import type { DatasetVersion } from '../../data/dataset-version.ts';
import { dataError } from '../../data/errors.ts';
import { openReading } from '../../data/kept-readings.ts';
import type { ErrandContext } from '../workbench-messages.ts';
import { keepLast } from './kept.ts';

type Reading = ReturnType<typeof openReading>;

const opened = keepLast<Reading>(3);

/** Throws `data.unknown-reading`. The same object while it is kept, so that caches by object hold. */
export function readingOf(
  key: string,
  { cacheFolder }: Pick<ErrandContext, 'cacheFolder'>,
): Promise<Reading> {
  return opened.get(`${cacheFolder} ${key}`, async () => openReading(cacheFolder, key));
}

/** Throws `data.unknown-example`. */
export function exampleAt({ examples }: DatasetVersion, index: number) {
  const example = examples[index];
  if (example === undefined) throw dataError('unknown-example', { index, examples: examples.length });
  return example;
}
