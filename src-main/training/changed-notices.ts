// What a resumed run says of pictures that are not what they were when its dataset version was frozen.
import { type ChangedFiles, type ChangedFilesOptions, findChangedFiles } from '../data/changed-files.ts';
import type { DatasetVersion } from '../data/dataset-version.ts';
import type { Message } from '../errors.ts';
import { trainingNotice } from './notices.ts';

/** One warning, or none. Throws the signal's reason. */
export async function changedNotices(
  version: DatasetVersion,
  options: ChangedFilesOptions,
): Promise<Message[]> {
  const found = await findChangedFiles(version, options);
  return found.indices.length === 0 ? [] : [changedNotice(found)];
}

export function changedNotice({ examples, changed, vanished, first }: ChangedFiles): Message {
  return trainingNotice('filesChanged', { examples, changed, vanished, first: first[0]?.path ?? '' });
}
