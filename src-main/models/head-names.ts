// A head is carried over by the names of its classes, never by their number: the same number may be other classes, or
// the same ones in another order. Where the names stand: our own files, Transformers' and timm's config.json,
// Teachable Machine's metadata.json.
import type { WeightFile } from '../formats/weight-tensors.ts';
import { type CanonicalTensor, type CanonicalWeights, canonicalName } from './canonical-tensors.ts';
import type { Model } from './model.ts';
import { type HeadFacts, type HeadFate, shortList } from './notices.ts';

/**
 * What is known of the classes a head is for: their names in the order of the outputs; `unknown` before there is data;
 * `as-is` for a network that is opened with its own head, which is not looked into.
 */
export type HeadClasses = readonly string[] | 'unknown' | 'as-is';

export interface CarriedHead {
  /** Those of the file, with the head as the network takes it: its rows put in order, or left away. */
  readonly tensors: CanonicalWeights['tensors'];
  /** Canonical names of what was left away although the file has it. */
  readonly leftAway: readonly string[];
  /** null where the head was taken as it is. */
  readonly facts: HeadFacts | null;
}

type Json = Readonly<Record<string, unknown>>;

/** Names of the outputs of the head in a file, in their order; undefined where nothing tells them. */
export function headNames({ metadata }: WeightFile): readonly string[] | undefined {
  const { classes, finesse, config, teachable } = metadata;
  return (
    namesOf(typeof classes === 'string' ? parsed(classes) : undefined) ??
    namesOf(isObject(finesse) ? finesse.classes : undefined) ??
    (isObject(config) ? configNames(config) : undefined) ??
    namesOf(isObject(teachable) ? teachable.labels : undefined)
  );
}

/** Transformers calls classes that were given no name LABEL_0, LABEL_1, ... */
function configNames({ id2label, label2id, label_names: timm }: Json): readonly string[] | undefined {
  const names = isObject(id2label)
    ? Object.keys(id2label).map((_, id) => id2label[id])
    : isObject(label2id)
      ? Object.keys(label2id).map((_, id) => Object.keys(label2id).find((name) => label2id[name] === id))
      : timm;
  const found = namesOf(names);
  return found?.every((name) => /^LABEL_\d+$/.test(name)) ? undefined : found;
}

function namesOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length < 2) return undefined;
  return value.every((name) => typeof name === 'string') ? value : undefined;
}

/** The head of a file for a network whose outputs are `classes`. */
export function carryHead(
  model: Model,
  weights: WeightFile,
  { canonical, classes }: { canonical: CanonicalWeights; classes: HeadClasses },
): CarriedHead {
  const { tensors } = canonical;
  if (classes === 'as-is') return { tensors, leftAway: [], facts: null };
  const outputs = outputTensors(model).filter((name) => tensors.has(name));
  const rows = tensors.get(outputs[0] ?? '')?.shape[0];
  const { fate, order } = fateOf(headNames(weights), { classes, rows });
  const facts = factsOf(weights, { classes, rows, fate, outputs: model.classes });
  if (order === undefined) {
    const kept = [...tensors].filter(([name]) => !outputs.includes(name));
    return { tensors: new Map(kept), leftAway: outputs, facts };
  }
  const ordered = [...tensors].map(
    ([name, tensor]) => [name, outputs.includes(name) ? rowsOf(tensor, order) : tensor] as const,
  );
  return { tensors: new Map(ordered), leftAway: [], facts };
}

/** Weight and bias of the layer that gives the logits: the last two parameters of every head. */
function outputTensors(model: Model): string[] {
  return model.stages
    .at(-1)!
    .parameters.slice(-2)
    .map(({ name }) => canonicalName(name));
}

interface Fate {
  readonly fate: HeadFate;
  /** Row of the file for each output; absent where the head is new. */
  readonly order?: readonly number[];
}

function fateOf(
  names: readonly string[] | undefined,
  { classes, rows }: { classes: Exclude<HeadClasses, 'as-is'>; rows: number | undefined },
): Fate {
  if (rows === undefined) return { fate: 'absent' };
  // Names of another number of classes are not those of this head.
  if (names === undefined || names.length !== rows) return { fate: 'unnamed' };
  if (classes === 'unknown') return { fate: 'open' };
  const order = rowsByName(names, classes);
  if (order.includes(-1)) return { fate: 'otherClasses' };
  if (order.length < names.length) return { fate: 'selected', order };
  return { fate: order.every((row, at) => row === at) ? 'same' : 'reordered', order };
}

/** The row of each class; -1 where the head does not know it. */
function rowsByName(names: readonly string[], classes: readonly string[]): number[] {
  const loose = isDistinct(names.map(plain)) && isDistinct(classes.map(plain));
  const key = loose ? plain : (name: string) => name;
  const known = names.map(key);
  return classes.map((name) => known.indexOf(key(name)));
}

/** NEGATIVE is negative, and card_arrival is card arrival. */
function plain(name: string): string {
  return name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
}

function isDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function factsOf(
  weights: WeightFile,
  head: { classes: HeadClasses; rows: number | undefined; fate: HeadFate; outputs: number },
): HeadFacts {
  const { classes, rows, fate, outputs } = head;
  const names = headNames(weights) ?? [];
  const asked = Array.isArray(classes) ? (classes as readonly string[]) : [];
  const order = rowsByName(names, asked);
  return {
    fate,
    classes: outputs,
    headClasses: rows ?? null,
    names: shortList(names),
    absent: shortList(asked.filter((_, at) => order[at] === -1)),
  };
}

/** The rows of a tensor in another order; axis 0 counts the outputs. */
function rowsOf(tensor: CanonicalTensor, order: readonly number[]): CanonicalTensor {
  const width = tensor.shape.slice(1).reduce((a, b) => a * b, 1);
  return {
    ...tensor,
    shape: [order.length, ...tensor.shape.slice(1)],
    read() {
      const values = tensor.read();
      const result = values.slice(0, order.length * width) as typeof values;
      for (const [at, row] of order.entries())
        result.set(values.subarray(row * width, (row + 1) * width), at * width);
      return result;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // another program's entry of that name
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
