// Finds the state dict in what torch.save wrote: at the top, or inside a training checkpoint.
import { formatError } from './errors.ts';
import { shortJson } from './json-document.ts';
import { isTorchTensor, type TorchTensor } from './torch-container.ts';
import type { PickleDict, PickleValue } from './unpickler.ts';

/** Where checkpoints of the known trainers keep their weights, best first. */
const usualKeys = ['state_dict', 'model_state_dict', 'model', 'module', 'net', 'network', 'params'];
const MAX_DEPTH = 3;
/** Of a network. */
const leastTensors = 4;

export interface StateDict {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Keys that lead to the state dict from the top, for example `['state_dict']`. */
  readonly keyPath: readonly string[];
  /** Entries of the state dict that are not tensors, for example `_extra_state`. */
  readonly skipped: readonly string[];
  /** Keys at the top that hold tensors as well and were not taken, for example `['model_ema']`. */
  readonly others: readonly string[];
}

/** Throws `formats.noStateDict` with what was found instead. */
export function findStateDict(root: PickleValue, file: string): StateDict {
  const found = search(root, []) ?? onlyChild(root);
  if (found === undefined) throw formatError('noStateDict', { file, found: describe(root) });
  const entries = [...found.dict];
  return {
    tensors: new Map(entries.filter((entry): entry is [string, TorchTensor] => isNamedTensor(entry))),
    keyPath: found.keyPath,
    skipped: entries.filter((entry) => !isNamedTensor(entry)).map(([key]) => shortJson(key)),
    others: otherStateDicts(root, found.keyPath),
  };
}

interface Found {
  readonly dict: PickleDict;
  readonly keyPath: readonly string[];
}

/** The usual keys come before the dict itself: a checkpoint may hold a loss tensor beside its state dict. */
function search(value: PickleValue | undefined, keyPath: readonly string[]): Found | undefined {
  if (!(value instanceof Map)) return undefined;
  if (keyPath.length < MAX_DEPTH)
    for (const key of usualKeys) {
      const found = search(value.get(key), [...keyPath, key]);
      if (found !== undefined) return found;
    }
  return holdsTensors(value) ? { dict: value, keyPath } : undefined;
}

/** A teacher, averaged weights: what could have been meant instead. A loss or a few class weights are no network. */
function otherStateDicts(root: PickleValue, [taken]: readonly string[]): string[] {
  if (taken === undefined || !(root instanceof Map)) return [];
  return [...root].flatMap(([key, value]) => {
    if (typeof key !== 'string' || key === taken) return [];
    const dict = search(value, [key])?.dict;
    const tensors = dict?.entries().filter(isNamedTensor).take(leastTensors).toArray().length ?? 0;
    return tensors === leastTensors ? [key] : [];
  });
}

/** Under an unusual key, as long as there is no choice. */
function onlyChild(root: PickleValue): Found | undefined {
  if (!(root instanceof Map)) return undefined;
  const candidates = [...root].filter(([, value]) => value instanceof Map && holdsTensors(value));
  const [key, dict] = candidates[0] ?? [];
  if (candidates.length !== 1 || typeof key !== 'string' || !(dict instanceof Map)) return undefined;
  return { dict, keyPath: [key] };
}

function holdsTensors(dict: PickleDict): boolean {
  return dict.entries().some(isNamedTensor);
}

function isNamedTensor([key, value]: [PickleValue, PickleValue]): boolean {
  return typeof key === 'string' && isTorchTensor(value);
}

function describe(root: PickleValue): string {
  if (isTorchTensor(root)) return 'a single tensor without a name';
  if (Array.isArray(root)) return `a list of ${root.length} values`;
  if (root instanceof Map) return `a dict with the keys ${shortJson([...root.keys()])}`;
  if (root === null) return 'the value None';
  return typeof root === 'object' ? 'an object' : `the value ${shortJson(root)}`;
}
