// From a weight file into a model: which tensors fit, what it means, and the copying.
import { writeVariable } from '../engine/variables.ts';
import type { WeightFile } from '../formats/weight-tensors.ts';
import { buildModel } from './build-model.ts';
import { type CanonicalTensor, canonicalName, canonicalWeights } from './canonical-tensors.ts';
import { type CompatibilityReport, compatibilityReport, sameShape } from './compatibility.ts';
import { modelError } from './errors.ts';
import { carryHead, type HeadClasses } from './head-names.ts';
import { type Model, modelParameters } from './model.ts';
import type { BuildOptions } from './model-builder.ts';
import { recogniseArchitecture } from './recognise.ts';
import { hashText } from './seeded-random.ts';

/**
 * Copies every tensor that fits into the model and says what did not. A head that is missing or not known to be for
 * `classes` keeps its initial values. Throws models.incompatibleWeights where the backbone is not complete,
 * models.severalNetworks for a file with more than one, models.notFinite and models.negativeVariance for damaged values, models.notFloat for quantised ones.
 */
export function loadWeights(
  model: Model,
  weights: WeightFile,
  classes: HeadClasses = 'as-is',
): CompatibilityReport {
  const canonical = canonicalWeights(weights);
  const carried = carryHead(model, weights, { canonical, classes });
  const { tensors } = carried;
  const report = compatibilityReport(model, weights, { canonical, carried });
  if (!report.usable) {
    throw modelError('incompatibleWeights', { path: weights.path, verdict: report.verdict });
  }
  for (const { name, variable } of modelParameters(model)) {
    const tensor = tensors.get(canonicalName(name));
    if (tensor !== undefined && sameShape(tensor.shape, variable.shape)) {
      writeVariable(variable, checkedValues(weights.path, tensor, name.endsWith('running_var')));
    }
  }
  return report;
}

export interface PretrainedOptions extends Omit<BuildOptions, 'backbone'> {
  /** Where the weights do not tell; otherwise recognised. */
  readonly architecture?: Readonly<Record<string, unknown>>;
  /** Which classes the outputs are for; `as-is` when absent. */
  readonly headClasses?: HeadClasses;
}

/** Builds the network a weight file is for, with a head for `classes`, and loads the weights. Throws as its two parts. */
export function loadPretrained(
  weights: WeightFile,
  options: PretrainedOptions,
): { readonly model: Model; readonly report: CompatibilityReport } {
  const { architecture = recogniseArchitecture(weights), headClasses, ...build } = options;
  const headSeed = headSeedOf(build.seed, headClasses);
  const model = buildModel(architecture, { ...build, headSeed, backbone: 'zeros' });
  try {
    return { model, report: loadWeights(model, weights, headClasses) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * Weights of ours were trained from a head of the same seed, most likely: that head again, in front of other classes,
 * would begin by being sure of the wrong one. Drawn by the names, it is another.
 */
function headSeedOf(seed: number, classes: HeadClasses | undefined): number | undefined {
  return Array.isArray(classes) ? (seed ^ hashText(JSON.stringify(classes))) >>> 0 : undefined;
}

function checkedValues(path: string, tensor: CanonicalTensor, isVariance: boolean): Float32Array {
  const values = tensor.read();
  if (values instanceof Int32Array) {
    throw modelError('notFloat', { path, tensor: tensor.source, dtype: tensor.dtype });
  }
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    throw modelError('notFinite', { path, tensor: tensor.source, index, value: values[index]! });
  }
  const negative = isVariance ? values.findIndex((value) => value < 0) : -1;
  if (negative >= 0) {
    const value = values[negative]!;
    throw modelError('negativeVariance', { path, tensor: tensor.source, index: negative, value });
  }
  return values;
}
