// The shared CIFAR-10 pack (pictures one after another, a JSON index) -> class folders, for tests and trials.
// The pack is no format of the product.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sharedData } from './shared-data.ts';

interface PackedPicture {
  readonly offset: number;
  readonly length: number;
  readonly label: string;
  readonly name: string;
}

/** Writes at most `perClass` pictures of each class of `split` below `folder`. */
export function unpackCifar10(
  split: 'train' | 'test',
  folder: string,
  perClass = Number.POSITIVE_INFINITY,
): void {
  const index: PackedPicture[] = JSON.parse(readFileSync(sharedData(`cifar10/${split}.json`), 'utf8'));
  const pack = readFileSync(sharedData(`cifar10/${split}.bin`));
  const counts = new Map<string, number>();
  for (const { offset, length, label, name } of index) {
    const count = counts.get(label) ?? 0;
    if (count >= perClass) continue;
    counts.set(label, count + 1);
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pack.subarray(offset, offset + length));
  }
}
