// The name of a set of features: a hash of everything they depend on.
import { createHash } from 'node:crypto';
import type { DatasetVersion, SplitName } from '../data/dataset-version.ts';
import { readVariable } from '../engine/variables.ts';
import type { Model } from '../models/model.ts';
import { contentHash } from './durable-files.ts';

/** Raised whenever the same recipe would give other features. */
const featureVersion = 1;

export interface FeatureOrigin {
  readonly model: Model;
  readonly version: DatasetVersion;
  /** How examples become inputs: sizes, normalisation, tokenizer; and what computes. JSON-serialisable. */
  readonly preparation: unknown;
}

/** Key of the features of a split at the input of stage `boundary`; hex. */
export function featureKey(origin: FeatureOrigin, boundary: number, split: SplitName): string {
  const { model, version, preparation } = origin;
  return contentHash({
    featureVersion,
    family: model.family,
    config: model.config,
    boundary,
    weights: stageHashes(model).slice(0, boundary),
    preparation,
    split,
    data: version.hash,
    examples: examplesHash(version, split),
  });
}

/** SHA-256 of names and values of each stage's parameters and buffers; hex. */
export function stageHashes(model: Model): string[] {
  return model.stages.map((stage) => {
    const hash = createHash('sha256');
    for (const { name, variable } of stage.parameters) {
      const values = readVariable(variable);
      hash.update(`${name} ${values.length} `);
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    return hash.digest('hex');
  });
}

/** Features refer to examples by position, so positions count too. */
function examplesHash(version: DatasetVersion, split: SplitName): string {
  const hash = createHash('sha256');
  for (const [index, example] of version.examples.entries())
    if (example.split === split) hash.update(`${index} ${example.contentHash} `);
  return hash.digest('hex');
}
