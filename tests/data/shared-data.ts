// The real data the tests use where it is present, beside the repository.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** false on machines without the shared data; tests that need it are then skipped. */
export const hasSharedData = existsSync(folder);

export const skipReason = hasSharedData ? '' : ' (skipped: the shared data folder is absent)';

/** Path of one data set, for example `brain-mri`. */
export function sharedData(name: string): string {
  return `${folder}${name}`;
}
