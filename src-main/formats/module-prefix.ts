// Data-parallel training puts every tensor under `module.`; architectures know the names without it.
import type { WeightFile, WeightTensor } from './weight-tensors.ts';

const PREFIX = 'module.';

/** The same weights without the prefix where every name has it, with `metadata.removedPrefix`; else as they are. */
export function withoutModulePrefix(weights: WeightFile): WeightFile {
  const names = [...weights.tensors.keys()];
  if (names.length === 0 || !names.every((name) => name.startsWith(PREFIX))) return weights;
  const tensors = weights.tensors.values().map((tensor): [string, WeightTensor] => {
    const name = tensor.name.slice(PREFIX.length);
    return [name, { ...tensor, name }];
  });
  return {
    ...weights,
    tensors: new Map(tensors),
    metadata: { ...weights.metadata, removedPrefix: PREFIX },
  };
}
