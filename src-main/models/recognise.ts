// Which network a weight file is for, from the names and shapes of its tensors and the configuration beside them.
import type { WeightFile } from '../formats/weight-tensors.ts';
import { parseArchitecture } from './architecture.ts';
import { canonicalWeights } from './canonical-tensors.ts';
import { modelError } from './errors.ts';
import { families } from './families/families.ts';
import type { Architecture } from './families/family.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The architecture of a weight file, ready for `buildModel`. An `architecture` in the file's own metadata (written by
 * `architectureMetadata`) is believed; otherwise the families are asked, which look at names and shapes.
 * Throws models.unknownArchitecture naming the first tensors, models.severalNetworks, models.invalidArchitecture for
 * absurd sizes, models.badPreparation.
 */
export function recogniseArchitecture(weights: WeightFile): Architecture {
  const written = weights.metadata.architecture;
  if (typeof written === 'string') return parseArchitecture(jsonObject(weights, written));
  const canonical = canonicalWeights(weights);
  const config = isObject(weights.metadata.config) ? weights.metadata.config : {};
  const evidence = { ...canonical, weights, config, refusal: (reason: string) => unknown(weights, reason) };
  for (const family of families) {
    const found = canonical.tensors.has(family.marker) ? family.recognise(evidence) : undefined;
    if (found !== undefined) return parseArchitecture({ family: family.name, ...found });
  }
  throw unknown(weights, 'its tensor names are those of none of them');
}

/** What an exporter writes into a safetensors header so that the file is recognised with every detail. */
export function architectureMetadata(config: Json): { readonly architecture: string } {
  return { architecture: JSON.stringify(config) };
}

function unknown(weights: WeightFile, reason: string) {
  return modelError('unknownArchitecture', {
    path: weights.path,
    reason,
    supported: families.map(({ title }) => title),
    tensors: [...weights.tensors.keys()],
  });
}

function jsonObject(weights: WeightFile, text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    throw modelError('badMetadata', { path: weights.path, text: text.slice(0, 80) }, cause);
  }
  throw modelError('badMetadata', { path: weights.path, text: text.slice(0, 80) });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
