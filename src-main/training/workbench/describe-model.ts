// Errand: a network as stages with their parameters, where the head goes, and how given weights fit.
import { statSync } from 'node:fs';
import { kindFacts, type TaskName, tasks } from '../../facts/tasks.ts';
import { weightsPath } from '../../library/catalogue.ts';
import { openWeights } from '../../library/weights.ts';
import { buildModel } from '../../models/build-model.ts';
import { canonicalWeights } from '../../models/canonical-tensors.ts';
import { type CompatibilityReport, compatibilityReport } from '../../models/compatibility.ts';
import { describeModel as describe, type ModelDescription } from '../../models/describe-model.ts';
import { familyNamed } from '../../models/families/families.ts';
import { carryHead } from '../../models/head-names.ts';
import type { Model } from '../../models/model.ts';
import { recogniseArchitecture } from '../../models/recognise.ts';
import { trainingError } from '../errors.ts';
import { keptTokenizerOf, tokenizerNotices } from '../given-tokenizer.ts';
import { type ToldPreparation, toldPreparation } from '../told-preparation.ts';
import type { Errand } from '../workbench-messages.ts';
import { ensureBackend } from './any-backend.ts';
import { keepLast } from './kept.ts';
import type { FitReport, ModelReport } from './model-report.ts';

export interface DescribeModelInput {
  readonly task: TaskName;
  /** `model` of a recipe. */
  readonly model: {
    readonly weights?: string | undefined;
    readonly tokenizer?: string | undefined;
    readonly architecture?: Readonly<Record<string, unknown>> | undefined;
  };
  readonly classes: number;
  /** In the order of the outputs; absent where they are not known yet. */
  readonly classNames?: readonly string[] | undefined;
  readonly imageSize?: number | undefined;
}

const described = keepLast<ModelReport>(16);
const listed = 200;

/** Throws library.*, formats.*, models.* for weights that cannot be read, training.wrongModel, missingWeights. */
export const describeModel: Errand<DescribeModelInput, ModelReport> = (input) =>
  described.get(JSON.stringify([input, changedAt(input)]), () => describeFresh(input));

function changedAt({ model }: DescribeModelInput): number {
  return model.weights === undefined ? 0 : statSync(weightsPath(model.weights)).mtimeMs;
}

async function describeFresh(input: DescribeModelInput): Promise<ModelReport> {
  await ensureBackend();
  const { model, fit, told } = build(input);
  try {
    if (model.input.kind !== tasks[input.task].kind)
      throw trainingError('wrongModel', { task: input.task, family: model.family });
    return { ...report(input.task, describe(model), fit && withTokenizer(input, fit)), told };
  } finally {
    model.dispose();
  }
}

function build({ task, model, classes, classNames, imageSize }: DescribeModelInput): {
  readonly model: Model;
  readonly fit: CompatibilityReport | null;
  readonly told?: ToldPreparation;
} {
  const options = { classes, headDropout: 0, seed: 0, backbone: 'zeros' } as const;
  const size = imageSize === undefined ? {} : { imageSize };
  if (model.weights === undefined) {
    if (model.architecture === undefined) throw trainingError('missingWeights', { task });
    return {
      model: buildModel({ ...model.architecture, ...sizeOf(model.architecture, size) }, options),
      fit: null,
    };
  }
  const weights = openWeights(weightsPath(model.weights));
  const recognised = recogniseArchitecture(weights);
  const built = buildModel({ ...recognised, ...model.architecture, ...sizeOf(recognised, size) }, options);
  const canonical = canonicalWeights(weights);
  const carried = carryHead(built, weights, { canonical, classes: classNames ?? 'unknown' });
  return {
    model: built,
    fit: compatibilityReport(built, weights, { canonical, carried }),
    told: toldPreparation(weights),
  };
}

/** A tokenizer that is named besides is looked at when the data is. */
function withTokenizer({ task, model }: DescribeModelInput, fit: CompatibilityReport): CompatibilityReport {
  if (!kindFacts(task).hasTokens || model.tokenizer !== undefined || model.weights === undefined) return fit;
  if (keptTokenizerOf(model.weights) === undefined) return fit;
  return { ...fit, notes: [...fit.notes, ...tokenizerNotices({ model, preprocessing: {} })] };
}

/** Text architectures have no such field. */
function sizeOf({ family }: { readonly family?: unknown }, size: { readonly imageSize?: number }) {
  return familyNamed(family).reads === 'text' ? {} : size;
}

function report(task: TaskName, description: ModelDescription, fit: CompatibilityReport | null): ModelReport {
  const { family, config, input, classes, parameters, buffers } = description;
  const stages = description.stages.map((stage, index) => ({ index, ...stage }));
  return {
    family,
    architecture: { ...config, family },
    task,
    input,
    classes,
    parameters,
    buffers,
    stages,
    trainableStages: stages.filter((stage) => stage.parameters > 0).map(({ index }) => index),
    fit: fit && fitReport(fit),
  };
}

function fitReport({
  usable,
  newHead,
  head,
  loaded,
  missing,
  misshaped,
  unexpected,
  verdict,
  notes,
}: CompatibilityReport): FitReport {
  return {
    usable,
    newHead,
    head,
    loaded: loaded.length,
    missing: missing.slice(0, listed),
    misshaped: misshaped.slice(0, listed),
    unexpected: unexpected.slice(0, listed),
    verdict,
    notes,
  };
}
