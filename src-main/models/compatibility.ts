// What a weight file means for a model, before anything is copied: tensor by tensor, and in plain words.
import { type CanonicalTensor, canonicalName } from './canonical-tensors.ts';
import { listNames } from './errors.ts';
import type { Model, Parameter } from './model.ts';

export interface MisshapedTensor {
  readonly name: string;
  readonly needed: readonly number[];
  readonly found: readonly number[];
}

export interface CompatibilityReport {
  /** Tensors of the model that the file fills, by the model's names; likewise `missing` and `misshaped`. */
  readonly loaded: readonly string[];
  readonly missing: readonly string[];
  readonly misshaped: readonly MisshapedTensor[];
  /** Tensors of the file that the model has no place for, by the file's names. */
  readonly unexpected: readonly string[];
  /** Part of the head keeps its initial values: normal where the classes are other ones. */
  readonly newHead: boolean;
  /** False where the backbone is not complete. */
  readonly usable: boolean;
  /** One paragraph for the person who chose the weights. */
  readonly verdict: string;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Compares a model with a file's tensors (see `canonicalTensors`). */
export function compatibilityReport(
  model: Model,
  tensors: ReadonlyMap<string, CanonicalTensor>,
): CompatibilityReport {
  const backbone = matchTensors(
    model.stages.slice(0, -1).flatMap((stage) => stage.parameters),
    tensors,
  );
  const head = matchTensors(model.stages.at(-1)!.parameters, tensors);
  const known = new Set(
    model.stages.flatMap((stage) => stage.parameters).map((parameter) => canonicalName(parameter.name)),
  );
  const unexpected = [...tensors].filter(([name]) => !known.has(name)).map(([, tensor]) => tensor.source);
  return {
    loaded: [...backbone.loaded, ...head.loaded],
    missing: [...backbone.missing, ...head.missing],
    misshaped: [...backbone.misshaped, ...head.misshaped],
    unexpected,
    newHead: head.missing.length + head.misshaped.length > 0,
    usable: backbone.missing.length + backbone.misshaped.length === 0,
    verdict: [backboneVerdict(backbone), headVerdict(head, model.classes), leftOver(unexpected)]
      .filter((sentence) => sentence !== '')
      .join(' '),
  };
}

type TensorMatch = Pick<CompatibilityReport, 'loaded' | 'missing' | 'misshaped'>;

function matchTensors(
  parameters: readonly Parameter[],
  tensors: ReadonlyMap<string, CanonicalTensor>,
): TensorMatch {
  const loaded: string[] = [];
  const missing: string[] = [];
  const misshaped: MisshapedTensor[] = [];
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

function backboneVerdict({ loaded, missing, misshaped }: TensorMatch): string {
  const total = loaded.length + missing.length + misshaped.length;
  if (missing.length + misshaped.length === 0) {
    return `The backbone is complete: all ${total} tensors fit.`;
  }
  const reasons = [
    ...(missing.length > 0 ? [`${missing.length} are missing (${listNames(missing)})`] : []),
    ...(misshaped.length > 0
      ? [`${misshaped.length} have another shape (${listNames(misshaped.map(describeMismatch))})`]
      : []),
  ];
  return (
    `Of the ${total} tensors of the backbone ${reasons.join(' and ')}. ` +
    'The file is incomplete or belongs to another architecture; choose other weights or correct model.architecture.'
  );
}

function describeMismatch({ name, needed, found }: MisshapedTensor): string {
  return `${name}: needed [${needed}], found [${found}]`;
}

function headVerdict({ missing, misshaped }: TensorMatch, classes: number): string {
  if (misshaped.length > 0) {
    const found = misshaped.at(-1)!.found[0];
    return (
      `The head is new: the weights were trained for ${found} classes, your task has ${classes}. ` +
      'That is normal; the head starts from random values and is trained first.'
    );
  }
  if (missing.length > 0) {
    return (
      'The head is new: the weights come without one for this task. ' +
      'That is normal; the head starts from random values and is trained first.'
    );
  }
  return `The head fits as well (${classes} classes) and is taken over.`;
}

function leftOver(unexpected: readonly string[]): string {
  if (unexpected.length === 0) {
    return '';
  }
  const tensors = unexpected.length === 1 ? '1 tensor' : `${unexpected.length} tensors`;
  return `${tensors} of the file, usually the head of another task, will not be used: ${listNames(unexpected)}.`;
}
