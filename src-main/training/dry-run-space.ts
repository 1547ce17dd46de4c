// Memory and disk that a run will take beyond what a few steps show.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pictureCacheBytes } from '../data/picture-pool.ts';
import { kinds } from '../facts/kinds.ts';
import { modelParameters, type Parameter } from '../models/model.ts';
import { cachedPhases, type DryRun } from './dry-run-parts.ts';
import { boundaryLayout } from './feature-cache.ts';
import { tokenLimit } from './split-batches.ts';

/** Decoded pictures are kept as the run goes on; the sample has shown only its own. */
export function laterPixelBytes({ run, sample }: DryRun): number {
  const { model, version, preparation } = run;
  if (model.input.kind !== 'image') return 0;
  const { height, width } = model.input;
  const size = { height, width, resize: preparation.resize };
  return pictureCacheBytes(version, size) - pictureCacheBytes(sample, size);
}

/** The last two checkpoints with the one being written, the model, and the features of what is frozen. */
export function diskBytes(dry: DryRun, checkpointBytes: number): number {
  return 3 * checkpointBytes + 4 * countValues(modelParameters(dry.run.model)) + featureBytes(dry);
}

function featureBytes(dry: DryRun): number {
  const { model, version } = dry.run;
  const boundaries = new Set(cachedPhases(dry).map(({ firstTrained }) => firstTrained));
  const tokens = kinds[version.kind].hasTokens && boundaries.size > 0 ? meanTokens(dry) : 1;
  return [...boundaries].reduce((sum, boundary) => {
    // Phases are cached only where there is a layout, and a layout has no open dimensions.
    const { rowShape, sequence } = boundaryLayout(model, boundary)!;
    const row = 4 * rowShape.reduce((a, b) => a * b, 1) * (sequence ? tokens : 1);
    return sum + row * version.examples.length;
  }, 0);
}

function meanTokens({ run, sample }: DryRun): number {
  const { preparation } = run;
  const limit = tokenLimit(preparation);
  const texts = sample.examples.map(({ text = '' }) => text);
  const lengths = preparation.tokenizer?.encodeAll(texts, limit).map(({ inputIds }) => inputIds.length) ?? [];
  return lengths.reduce((a, b) => a + b, 0) / Math.max(1, lengths.length);
}

export function countValues(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { variable }) => sum + variable.size, 0);
}

export function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
