// What stands before the names of a network inside a file: data-parallel training, trainers and models of models put
// every tensor under names of their own (`module.`, `net.`, `student.`, `base_model.`), and nobody keeps a list of
// them. So the network is looked for by the tensor that gives its family away, wherever that stands.
import type { WeightFile } from '../formats/weight-tensors.ts';
import { modelError } from './errors.ts';
import { families } from './families/families.ts';

const markers = [...new Set(families.map((family) => family.marker))];
const hubPrefixes = families.flatMap((family) => family.hubPrefixes);

/**
 * What the network's names begin with in a file with these names, for example `module.bert.`; empty where nothing
 * does or no network is known. Throws models.severalNetworks where the file holds more than one.
 */
export function networkPrefix(weights: WeightFile, names: Iterable<string>): string {
  const prefixes = new Set<string>();
  for (const name of names)
    for (const marker of markers)
      if (name === marker || name.endsWith(`.${marker}`)) prefixes.add(name.slice(0, -marker.length));
  if (prefixes.size > 1)
    throw modelError('severalNetworks', { path: weights.path, prefixes: [...prefixes].sort() });
  return [...prefixes][0] ?? '';
}

/**
 * A name without as much of the prefix as it begins with, in whole parts: beside `model.bert.encoder...` the
 * classifier stands as `model.classifier.weight`.
 */
export function withoutPrefix(name: string, prefix: string): string {
  const [parts, before] = [name.split('.'), prefix.split('.').slice(0, -1)];
  const shared = before.findIndex((part, at) => parts[at] !== part);
  return parts.slice(shared < 0 ? before.length : shared).join('.');
}

/** What a person should know was taken off, or undefined: not what Transformers itself puts there. */
export function strangePrefix(weights: WeightFile, prefix: string): string | undefined {
  const removed = weights.metadata.removedPrefix; // set where the file was opened
  const whole = `${typeof removed === 'string' ? removed : ''}${prefix}`;
  return whole === '' || hubPrefixes.includes(whole) ? undefined : whole;
}
