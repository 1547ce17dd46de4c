// The head of a network as one linear layer that is written and read at once.
import { readVariable, writeVariable } from '../../engine/variables.ts';
import type { Model, Parameter } from '../../models/model.ts';
import { trainingError } from '../errors.ts';
import type { LinearLayer } from './standardise.ts';

export interface LinearHead {
  /** [classes, width] */
  readonly weight: Parameter;
  /** [classes] */
  readonly bias: Parameter;
}

/** Throws training.internalProbeNeedsLinearHead. */
export function linearHead(model: Model): LinearHead {
  const [weight, bias, ...others] = model.stages.at(-1)!.parameters;
  if (weight === undefined || bias === undefined || others.length > 0)
    throw trainingError('internalProbeNeedsLinearHead', { family: model.family });
  return { weight, bias };
}

/** weight float64[width, classes], bias float64[classes]. */
export function readHead({ weight, bias }: LinearHead): LinearLayer {
  const [values, biases] = [readVariable(weight.variable), readVariable(bias.variable)];
  const classes = biases.length;
  const width = values.length / classes;
  const transposed = new Float64Array(values.length);
  for (let c = 0; c < classes; c++)
    for (let feature = 0; feature < width; feature++)
      transposed[feature * classes + c] = values[c * width + feature]!;
  return { weight: transposed, bias: Float64Array.from(biases) };
}

export function writeHead({ weight, bias }: LinearHead, layer: LinearLayer): void {
  const classes = layer.bias.length;
  const width = layer.weight.length / classes;
  const values = new Float32Array(layer.weight.length);
  for (let feature = 0; feature < width; feature++)
    for (let c = 0; c < classes; c++) values[c * width + feature] = layer.weight[feature * classes + c]!;
  writeVariable(weight.variable, values);
  writeVariable(bias.variable, Float32Array.from(layer.bias));
}
