// What a weight file means for a model, before anything is copied: tensor by tensor, and in plain words.
import type { Message } from '../errors.ts';
import type { WeightFile } from '../formats/weight-tensors.ts';
import { type CanonicalTensor, type CanonicalWeights, canonicalName } from './canonical-tensors.ts';
import { familyNamed } from './families/families.ts';
import type { CarriedHead } from './head-names.ts';
import { hubPreparation } from './hub-preparation.ts';
import type { Model, Parameter } from './model.ts';
import { strangePrefix } from './network-prefix.ts';
import { type HeadFacts, type Misfit, modelNotice, shortList } from './notices.ts';
import { toldPooling } from './pooling.ts';

export interface CompatibilityReport {
  /** Tensors of the model that the file fills, by the model's names; likewise `missing` and `misshaped`. */
  readonly loaded: readonly string[];
  readonly missing: readonly string[];
  readonly misshaped: readonly Misfit[];
  /** Tensors of the file that the model has no place for, by the file's names. */
  readonly unexpected: readonly string[];
  /** Those of them that lie inside the model's stages: the file is of a network that computes something else. */
  readonly foreign: readonly string[];
  /** Part of the head keeps its initial values: normal where the classes are other ones. */
  readonly newHead: boolean;
  /** False where the backbone is not complete, or the file's has more to it. */
  readonly usable: boolean;
  /** What becomes of the file's head and why; null where it is taken as it is. */
  readonly head: Message | null;
  /** One paragraph for the person who chose the weights. */
  readonly verdict: Message;
  /** What was taken for what on the way: a prefix that was taken off, how pictures are prepared. */
  readonly notes: readonly Message[];
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Compares a model with a file, whose tensors are `canonical` (see `canonicalWeights`) and whose head is `carried`. */
export function compatibilityReport(
  model: Model,
  weights: WeightFile,
  { canonical, carried }: { canonical: CanonicalWeights; carried: CarriedHead },
): CompatibilityReport {
  const { tensors, leftAway, facts } = carried;
  const stages = model.stages.slice(0, -1);
  const backbone = matchTensors(
    stages.flatMap((stage) => stage.parameters),
    tensors,
  );
  const head = matchTensors(
    model.stages.at(-1)!.parameters.filter(({ name }) => !leftAway.includes(canonicalName(name))),
    tensors,
  );
  const newHead = leftAway.length + head.missing.length + head.misshaped.length > 0;
  const known = new Set(
    model.stages.flatMap((stage) => stage.parameters).map((parameter) => canonicalName(parameter.name)),
  );
  const leftOver = [...tensors].filter(([name]) => !known.has(name));
  const inside = leftOver.filter(([name]) => stages.some((stage) => name.startsWith(`${stage.name}.`)));
  const unexpected = sources(leftOver);
  const foreign = sources(inside);
  return {
    loaded: [...backbone.loaded, ...head.loaded],
    missing: [...backbone.missing, ...head.missing],
    misshaped: [...backbone.misshaped, ...head.misshaped],
    unexpected,
    foreign,
    newHead,
    usable: backbone.missing.length + backbone.misshaped.length + foreign.length === 0,
    head: facts && modelNotice('head', facts),
    verdict: verdictOf(backbone, head, { classes: model.classes, newHead, facts, unexpected, foreign }),
    notes: [
      ...prefixNote(weights, canonical),
      ...otherNetworksNote(weights),
      ...preparationNote(model, weights),
      ...poolingNote(model, weights),
    ],
  };
}

function sources(tensors: readonly (readonly [string, CanonicalTensor])[]): string[] {
  return tensors.map(([, { source }]) => source);
}

function prefixNote(weights: WeightFile, { prefix, tensors }: CanonicalWeights): Message[] {
  const strange = strangePrefix(weights, prefix);
  if (strange === undefined) return [];
  const outside = [...tensors.values()].filter(({ source }) => !source.startsWith(prefix)).length;
  return [modelNotice('prefix', { prefix: strange, outside })];
}

/** A checkpoint may hold a teacher or averaged weights beside those that were taken. */
function otherNetworksNote({ metadata }: WeightFile): Message[] {
  const { stateDictKey: taken, otherStateDicts: others } = metadata;
  if (typeof taken !== 'string' || !Array.isArray(others) || others.length === 0) return [];
  return [modelNotice('stateDict', { taken, others: others.map(String) })];
}

function preparationNote({ family, config, input }: Model, weights: WeightFile): Message[] {
  if (input.kind !== 'image') return [];
  const { mean, std, height: imageSize } = input;
  const found = hubPreparation(weights);
  if (found === undefined) {
    const isTold = config.mean !== undefined || typeof weights.metadata.architecture === 'string';
    if (isTold || familyNamed(family).preparationVaries !== true) return [];
    return [modelNotice('assumedPreparation', { mean, std, imageSize })];
  }
  const { file, cropShare = null, interpolation = null } = found;
  return [modelNotice('preparation', { file, mean, std, imageSize, cropShare, interpolation })];
}

/** What the folder tells of pooling, and whether that was done. */
function poolingNote({ config }: Model, { metadata }: WeightFile): Message[] {
  const told = toldPooling(metadata.pooling);
  if (told === undefined) return [];
  return [
    modelNotice('pooling', { told, taken: typeof config.pooling === 'string' ? config.pooling : null }),
  ];
}

type TensorMatch = Pick<CompatibilityReport, 'loaded' | 'missing' | 'misshaped'>;

function matchTensors(
  parameters: readonly Parameter[],
  tensors: ReadonlyMap<string, CanonicalTensor>,
): TensorMatch {
  const loaded: string[] = [];
  const missing: string[] = [];
  const misshaped: Misfit[] = [];
  for (const { name, variable } of parameters) {
    const found = tensors.get(canonicalName(name))?.shape;
    if (found === undefined) {
      missing.push(name);
    } else if (sameShape(found, variable.shape)) {
      loaded.push(name);
    } else {
      misshaped.push({ name, needed: variable.shape, found });
    }
  }
  return { loaded, missing, misshaped };
}

/** What the lists come to, as one message. */
function verdictOf(
  backbone: TensorMatch,
  head: TensorMatch,
  rest: {
    classes: number;
    newHead: boolean;
    facts: HeadFacts | null;
    unexpected: readonly string[];
    foreign: readonly string[];
  },
) {
  return modelNotice('fit', {
    tensors: backbone.loaded.length + backbone.missing.length + backbone.misshaped.length,
    missing: shortList(backbone.missing),
    misshaped: shortList(backbone.misshaped),
    newHead: rest.newHead,
    head: rest.facts ?? undefined,
    headClasses: head.misshaped.at(-1)?.found[0] ?? null,
    classes: rest.classes,
    unexpected: shortList(rest.unexpected),
    foreign: shortList(rest.foreign),
  });
}
