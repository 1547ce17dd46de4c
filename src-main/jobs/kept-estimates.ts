// Estimates that were measured before a training, kept so that the training can tell how long later phases take.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StorePaths } from '../store/store-folder.ts';
import type { Recipe } from '../training/recipe.ts';
import type { TrainingEstimate } from '../training/training-estimate.ts';

type CachePath = Pick<StorePaths, 'cache'>;

const maxKept = 50;

export function keepEstimate(paths: CachePath, recipe: Recipe, estimate: TrainingEstimate): void {
  const folder = join(paths.cache, 'estimates');
  mkdirSync(folder, { recursive: true });
  const path = fileOf(paths, recipe);
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(estimate));
  renameSync(`${path}.${process.pid}`, path);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const newestFirst = files
    .map((file) => ({ file, atMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.atMs - a.atMs);
  for (const { file } of newestFirst.slice(maxKept)) rmSync(file, { force: true });
}

/** What was measured for the same recipe, whatever its name; undefined where nothing was. */
export function keptEstimate(paths: CachePath, recipe: Recipe): TrainingEstimate | undefined {
  try {
    // Written by `keepEstimate`.
    return JSON.parse(readFileSync(fileOf(paths, recipe), 'utf8')) as TrainingEstimate;
  } catch {
    return undefined; // everything in the cache may be deleted at any time
  }
}

function fileOf({ cache }: CachePath, { name: _, experiment: __, ...recipe }: Recipe): string {
  const hash = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 32);
  return join(cache, 'estimates', `${hash}.json`);
}
