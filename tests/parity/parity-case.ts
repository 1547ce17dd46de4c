// One network's reference values, and the same measurements by our models on the current backend.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { compileStep, type StepInputs } from '../../src-main/engine/compiled-step.ts';
import { softmaxCrossEntropy } from '../../src-main/engine/fused.ts';
import { writeVariable } from '../../src-main/engine/variables.ts';
import { buildModel, runStages } from '../../src-main/models/build-model.ts';
import { type Model, modelParameters } from '../../src-main/models/model.ts';
import { parameterValues, pictureValues, unitValues } from './hash-values.ts';

/** A tensor told by its norm, its product with a hashed direction of unit variance, and its first values. */
export interface Digest {
  readonly norm: number;
  readonly projection: number;
  readonly first: readonly number[];
}

export interface Measurement {
  readonly logits: readonly (readonly number[])[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Digest>>;
  readonly buffers?: Readonly<Record<string, Digest>>;
}

interface Adjustment {
  readonly pattern: string;
  readonly factor: number;
  readonly shift: number;
}

export interface ParityCase {
  readonly architecture: Readonly<Record<string, unknown>>;
  readonly classes: number;
  readonly batch: number;
  /** Changes of hashed values, value * factor + shift, where a name matches; why, fixtures/make-parity.py tells. */
  readonly adjusted: readonly Adjustment[];
  readonly imageSize?: number;
  readonly inputIds?: readonly (readonly number[])[];
  readonly attentionMask?: readonly (readonly number[])[];
  readonly tokenTypeIds?: readonly (readonly number[])[];
  readonly evaluation: Measurement;
  readonly training: Measurement;
}

export function readParityCase(name: string): ParityCase {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
  // The file is ours, written by fixtures/make-parity.py in this form.
  return JSON.parse(text) as ParityCase;
}

/** The case's network with the hashed weights. */
export function parityModel(parityCase: ParityCase): Model {
  const options = { classes: parityCase.classes, headDropout: 0, seed: 1, backbone: 'zeros' } as const;
  const model = buildModel(parityCase.architecture, options);
  for (const { name, variable } of modelParameters(model)) {
    const values = parameterValues(name, variable.shape);
    const rules = parityCase.adjusted.filter(({ pattern }) => new RegExp(pattern).test(name));
    writeVariable(
      variable,
      rules.reduce((changed, { factor, shift }) => changed.map((value) => value * factor + shift), values),
    );
  }
  return model;
}

/** Logits, loss, gradients and new running statistics, as training would take them. */
export function measure(model: Model, parityCase: ParityCase, training: boolean): Measurement {
  const parameters = modelParameters(model).filter(({ kind }) => kind === 'parameter');
  const step = compileStep((inputs) => {
    const bufferUpdates = new Map<string, tf.Tensor>();
    const context = { training, trainsBatchNorm: () => true, bufferUpdates };
    let logits: tf.Tensor | undefined;
    const loss = () => {
      logits = tf.keep(runStages(model, inputs, { context }).logits!);
      return softmaxCrossEntropy(
        logits as tf.Tensor2D,
        inputs.targets as tf.Tensor2D,
        inputs.weights as tf.Tensor1D,
      );
    };
    const { value, grads } = tf.variableGrads(
      loss,
      parameters.map(({ variable }) => variable),
    );
    const gradients = parameters.map(
      ({ name, variable }) => [`gradient ${name}`, grads[variable.name]!] as const,
    );
    const buffers = [...bufferUpdates].map(([name, tensor]) => [`buffer ${name}`, tensor] as const);
    return { logits: logits!, loss: value, ...Object.fromEntries([...gradients, ...buffers]) };
  });
  const outputs = step.run(stepInputs(parityCase));
  step.dispose();
  const digests = (prefix: string) =>
    Object.fromEntries(
      Object.entries(outputs)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, values]) => [name.slice(prefix.length), digest(name.slice(prefix.length), values)]),
    );
  return {
    logits: rows(outputs.logits!, parityCase.classes),
    loss: outputs.loss![0]!,
    gradients: digests('gradient '),
    ...(training ? { buffers: digests('buffer ') } : {}),
  };
}

function stepInputs(parityCase: ParityCase): StepInputs {
  const { batch, classes, imageSize, inputIds, attentionMask, tokenTypeIds } = parityCase;
  const targets = new Float32Array(batch * classes);
  for (let row = 0; row < batch; row++) {
    targets[row * classes + (row % classes)] = 1;
  }
  const common = {
    targets: { dtype: 'float32', shape: [batch, classes], data: targets },
    weights: { dtype: 'float32', shape: [batch], data: new Float32Array(batch).fill(1) },
  } as const;
  if (imageSize !== undefined) {
    const shape = [batch, 3, imageSize, imageSize];
    const data = pictureValues(batch * 3, imageSize);
    return { ...common, x: { dtype: 'float32', shape, data } };
  }
  const tokens = (table: readonly (readonly number[])[]) =>
    ({ dtype: 'int32', shape: [batch, table[0]!.length], data: Int32Array.from(table.flat()) }) as const;
  return {
    ...common,
    inputIds: tokens(inputIds!),
    attentionMask: tokens(attentionMask!),
    tokenTypeIds: tokens(tokenTypeIds!),
  };
}

function digest(name: string, values: ArrayLike<number>): Digest {
  const direction = unitValues(`${name}#direction`, values.length);
  let squares = 0;
  let projection = 0;
  for (let i = 0; i < values.length; i++) {
    squares += values[i]! ** 2;
    projection += values[i]! * direction[i]! * Math.sqrt(3);
  }
  return { norm: Math.sqrt(squares), projection, first: Array.from(values).slice(0, 4) };
}

function rows(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    Array.from({ length: width }, (_, column) => values[row * width + column]!),
  );
}
