// What a weight file means for a model, before anything is copied: tensor by tensor, and in plain words.
import type { Message } from '../errors.ts';
import { type CanonicalTensor, canonicalName } from './canonical-tensors.ts';
import type { Model, Parameter } from './model.ts';
import { type Misfit, modelNotice, shortList } from './notices.ts';

export interface CompatibilityReport {
  /** Tensors of the model that the file fills, by the model's names; likewise `missing` and `misshaped`. */
  readonly loaded: readonly string[];
  readonly missing: readonly string[];
  readonly misshaped: readonly Misfit[];
  /** Tensors of the file that the model has no place for, by the file's names. */
  readonly unexpected: readonly string[];
  /** Part of the head keeps its initial values: normal where the classes are other ones. */
  readonly newHead: boolean;
  /** False where the backbone is not complete. */
  readonly usable: boolean;
  /** One paragraph for the person who chose the weights. */
  readonly verdict: Message;
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
    verdict: verdictOf(backbone, head, { classes: model.classes, unexpected }),
  };
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
  rest: { classes: number; unexpected: readonly string[] },
) {
  const headTensors = head.missing.length + head.misshaped.length;
  return modelNotice('fit', {
    tensors: backbone.loaded.length + backbone.missing.length + backbone.misshaped.length,
    missing: shortList(backbone.missing),
    misshaped: shortList(backbone.misshaped),
    newHead: headTensors > 0,
    headClasses: head.misshaped.at(-1)?.found[0] ?? null,
    classes: rest.classes,
    unexpected: shortList(rest.unexpected),
  });
}
