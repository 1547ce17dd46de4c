// A model as numbers for people: its stages with shapes and parameter counts, for `inspect` and the architecture view.
import type { ImageInput, Model, Parameter, TextInput } from './model.ts';

export interface TensorDescription {
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: Parameter['kind'];
}

export interface StageDescription {
  readonly name: string;
  readonly part: 'backbone' | 'head';
  /** Shapes of what the stage gives; null stands for the batch and for the length of a text. */
  readonly outputs: Readonly<Record<string, readonly (number | null)[]>>;
  /** Side of its smallest map; absent where there are none. */
  readonly mapSide?: number | undefined;
  /** Numbers that training may change. */
  readonly parameters: number;
  /** Numbers that are only measured: running statistics. */
  readonly buffers: number;
  readonly tensors: readonly TensorDescription[];
}

export interface ModelDescription {
  readonly family: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly input: ImageInput | TextInput;
  readonly classes: number;
  readonly parameters: number;
  readonly buffers: number;
  readonly stages: readonly StageDescription[];
}

export function describeModel(model: Model): ModelDescription {
  const last = model.stages.length - 1;
  const stages = model.stages.map((stage, index) => ({
    name: stage.name,
    part: index === last ? ('head' as const) : ('backbone' as const),
    outputs: stage.outputs,
    mapSide: stage.mapSide,
    parameters: count(stage.parameters, 'parameter'),
    buffers: count(stage.parameters, 'buffer'),
    tensors: stage.parameters.map(({ name, kind, variable }) => ({ name, kind, shape: variable.shape })),
  }));
  const total = (field: 'parameters' | 'buffers') => stages.reduce((sum, stage) => sum + stage[field], 0);
  const { family, config, input, classes } = model;
  return {
    family,
    config,
    input,
    classes,
    parameters: total('parameters'),
    buffers: total('buffers'),
    stages,
  };
}

/**
 * "The number of parameters" of a model, wherever one is told without its head: what training may change, running
 * statistics left out, and the head too, whose size is up to the classes of a training.
 */
export function backboneParameters(stages: readonly Pick<StageDescription, 'part' | 'parameters'>[]): number {
  return stages.filter(({ part }) => part === 'backbone').reduce((sum, stage) => sum + stage.parameters, 0);
}

function count(parameters: readonly Parameter[], kind: Parameter['kind']): number {
  return parameters
    .filter((parameter) => parameter.kind === kind)
    .reduce((sum, parameter) => sum + parameter.variable.size, 0);
}
