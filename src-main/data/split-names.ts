// The names people give to the three splits, in folders, file names and manifests.
import type { SplitName } from './dataset-version.ts';

const names: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

/** The split a name stands for, in any case; undefined for every other name. */
export function splitOfName(name: string): SplitName | undefined {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
