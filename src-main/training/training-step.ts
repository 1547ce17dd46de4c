// The compiled steps of training: forward through the stages from a boundary on, loss, gradients of exactly the
// trained parameters, new batch-norm statistics; and the forward pass alone, for validation, features and prediction.
import * as tf from '@tensorflow/tfjs-core';
import type { BatchTensor } from '../data/dataset-version.ts';
import { openRandom } from '../data/random.ts';
import { type CompiledStep, compileStep, type StepInputs } from '../engine/compiled-step.ts';
import { softmaxCrossEntropy } from '../engine/fused.ts';
import type { Gradient } from '../engine/gpu/device-array.ts';
import { writeVariable } from '../engine/variables.ts';
import { runStages } from '../models/build-model.ts';
import type { ForwardContext, Model, Parameter, Stage } from '../models/model.ts';

export interface TrainingStepOptions {
  readonly model: Model;
  /** Stage whose inputs the step is fed with. */
  readonly boundary: number;
  /** Lowest trained stage, at or above the boundary. */
  readonly firstTrained: number;
  readonly trainsBatchNorm: boolean;
}

export interface TrainingRows {
  readonly inputs: Readonly<Record<string, BatchTensor>>;
  /** float32[rows, classes] */
  readonly targets: Float32Array;
  /** float32[rows] */
  readonly weights: Float32Array;
  /** Seed of the dropout masks. */
  readonly seed: number;
}

export interface TrainingResult {
  readonly loss: number;
  /** float32[rows, classes], of the network in training mode. */
  readonly probabilities: Float32Array;
  /** By parameter name. */
  readonly gradients: Readonly<Record<string, Gradient>>;
}

export interface TrainingStep {
  /** Runs the step and assigns the new batch-norm statistics; parameters are left to the optimizer. */
  run(rows: TrainingRows): TrainingResult;
  dispose(): void;
}

/** Prefixes of the step's outputs; inputs of stages and parameters have names of their own. */
const gradientPrefix = 'gradient/';
const bufferPrefix = 'buffer/';

/** Gradients and statistics are only for the optimizer and the next step; loss and probabilities are read. */
const isResident = (output: string) => output.startsWith(gradientPrefix) || output.startsWith(bufferPrefix);

/** The parameters that a phase trains, in stage order. */
export function trainedParameters(stages: readonly Stage[], firstTrained: number): Parameter[] {
  return stages
    .slice(firstTrained)
    .flatMap((stage) => stage.parameters)
    .filter(({ kind }) => kind === 'parameter');
}

export function makeTrainingStep(options: TrainingStepOptions): TrainingStep {
  const { stages, classes } = options.model;
  const trained = trainedParameters(stages, options.firstTrained);
  const buffers = new Map(
    stages.flatMap((stage) => stage.parameters).map(({ name, variable }) => [name, variable]),
  );
  const step = compileStep((inputs) => trainingGraph(options, trained, inputs), { resident: isResident });
  return {
    run(rows) {
      const count = rows.weights.length;
      const outputs = step.run({
        ...rows.inputs,
        targets: { dtype: 'float32', shape: [count, classes], data: rows.targets },
        rowWeights: { dtype: 'float32', shape: [count], data: rows.weights },
        seed: { dtype: 'int32', shape: [], data: Int32Array.of(rows.seed) },
      });
      const gradients: Record<string, Gradient> = {};
      for (const [name, values] of Object.entries(outputs)) {
        if (name.startsWith(gradientPrefix))
          gradients[name.slice(gradientPrefix.length)] = values as Gradient;
        if (name.startsWith(bufferPrefix))
          writeVariable(buffers.get(name.slice(bufferPrefix.length))!, values as Gradient);
      }
      const [loss] = outputs.loss as Float32Array;
      return { loss: loss!, probabilities: outputs.probabilities as Float32Array, gradients };
    },
    dispose: () => step.dispose(),
  };
}

/** Records the step. The frozen stages run outside the tape, the trained ones inside it. */
function trainingGraph(
  options: TrainingStepOptions,
  trained: readonly Parameter[],
  { targets, rowWeights, seed, ...inputs }: tf.NamedTensorMap,
): tf.NamedTensorMap {
  const { model, boundary, firstTrained } = options;
  const features = runStages(model, inputs, { context: inference, from: boundary, to: firstTrained });
  const bufferUpdates = new Map<string, tf.Tensor>();
  const context: ForwardContext = {
    training: true,
    trainsBatchNorm: () => options.trainsBatchNorm,
    seed: seed!,
    bufferUpdates,
  };
  let probabilities: tf.Tensor | undefined;
  const { value, grads } = tf.variableGrads(
    () => {
      const { logits } = runStages(model, features, { context, from: firstTrained });
      // The tape's scope ends before the step does: what leaves it beside the loss has to be kept.
      probabilities = tf.keep(tf.softmax(logits as tf.Tensor2D));
      for (const update of bufferUpdates.values()) tf.keep(update);
      return softmaxCrossEntropy(logits as tf.Tensor2D, targets as tf.Tensor2D, rowWeights as tf.Tensor1D);
    },
    trained.map(({ variable }) => variable),
  );
  const outputs: tf.NamedTensorMap = { loss: value, probabilities: probabilities! };
  // A parameter the loss does not depend on has a gradient of zero.
  for (const { name, variable } of trained)
    outputs[gradientPrefix + name] = grads[variable.name] ?? tf.zerosLike(variable);
  for (const [name, tensor] of bufferUpdates) outputs[bufferPrefix + name] = tensor;
  return outputs;
}

export const inference: ForwardContext = { training: false, trainsBatchNorm: () => false };

/** Class probabilities of rows that enter at a boundary. */
export interface InferenceStep {
  /** -> float32[rows, classes], rows sum to 1. */
  run(inputs: Readonly<Record<string, BatchTensor>>): Float32Array;
  dispose(): void;
}

/**
 * The forward pass from a boundary to probabilities. `frozen` promises that the parameters do not change while the
 * step lives: slower to make, faster to run.
 */
export function makeInferenceStep(
  model: Model,
  boundary: number,
  options: { readonly frozen: boolean },
): InferenceStep {
  const step: CompiledStep = compileStep((inputs) => {
    const { logits } = runStages(model, inputs, { context: inference, from: boundary });
    return { probabilities: tf.softmax(logits as tf.Tensor2D) };
  }, options);
  return {
    run: (inputs) => step.run(inputs satisfies StepInputs).probabilities as Float32Array,
    dispose: () => step.dispose(),
  };
}

/** Seed of the dropout masks of one forward pass, 0 to 65,535, so that float32 holds it exactly. */
export function passSeed(seed: number, pass: number): number {
  return openRandom(seed, pass).below(2 ** 16);
}
